"""Our accounts as actors, and the node's own actor."""

import mimetypes
from collections.abc import Sequence
from typing import Any, Final, Protocol

from node.federation.keys import load_public
from node.federation.rendering.contexts import Json, actor_context
from node.federation.rendering.values import emoji_tags, filled, written
from node.model.account import Account, FeaturePolicy
from node.model.addresses import Addresses
from node.model.consent import feature_policy_of
from node.text.imprint import imprint_fields

PRODUCT: Final = "Allmende"

_RFC9421: Final = "https://datatracker.ietf.org/doc/html/rfc9421"
_CAPABILITIES: Final = {  # the names are those of FEP-844e's registry
    _RFC9421: "RFC-9421: HTTP Message Signatures",
    f"{_RFC9421}#name-eddsa-using-curve-edwards25": "RFC-9421 signatures using the Ed25519 algorithm",
}


class Key(Protocol):
    """What is needed of a stored key; `public` is a PEM or a Multikey."""

    @property
    def uri(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def public(self) -> str: ...


def actor(account: Account, keys: Sequence[Key], addresses: Addresses) -> Json:
    """An account of ours with its public keys (about 40 microseconds when the Ed25519 one is stored as a Multikey)."""
    document: Json = {
        "@context": actor_context(),
        "id": account.uri,
        "type": account.kind.value,
        "preferredUsername": account.name,
        "webfinger": addresses.handle(account),
        "name": account.shown_name,
        "summary": account.summary,
        "url": account.url,
        "inbox": account.inbox,
        "manuallyApprovesFollowers": account.approves_followers,
        "discoverable": account.discoverable,
        "indexable": account.indexable,
        "published": written(account.created_at),
        "endpoints": {"sharedInbox": account.shared_inbox or addresses.shared_inbox},
        "attachment": [
            {"type": "PropertyValue", "name": field.name, "value": field.value}
            for field in (*account.fields, *imprint_fields(account, addresses))
        ],
        "interactionPolicy": {"canFeature": _may_feature(account)},
        "generator": {
            "type": "Application",
            "id": addresses.node_actor,
            "name": PRODUCT,
            "implements": _implements(),
        },
    }
    document |= filled(
        outbox=account.outbox,
        followers=account.followers_uri,
        following=account.following_uri,
        featured=account.featured_uri,
        featuredTags=f"{account.uri}/collections/tags",
        streams=[addresses.albums(account.name)],
        featuredCollections=addresses.collections(account.name),
        icon=_image(account.icon, account.icon_description),
        image=_image(account.header, account.header_description),
        alsoKnownAs=list(account.aliases),
        movedTo=account.moved_to,
        tag=emoji_tags(account.emojis, addresses),
    )
    return document | _keys(keys, account.uri)


def node_actor(keys: Sequence[Key], addresses: Addresses, *, name: str, summary: str = "") -> Json:
    """The node itself (FEP-2677, FEP-d556): it signs our requests, reports, and can be fetched without a signature.

    `name` is plain text, `summary` safe HTML. Its handle is the host itself, `host@host`.
    """
    uri = addresses.node_actor
    document: Json = {
        "@context": actor_context(),
        "id": uri,
        "type": "Application",
        "preferredUsername": addresses.account_domain,
        "webfinger": f"{addresses.account_domain}@{addresses.account_domain}",
        "name": name,
        "summary": summary,
        "url": addresses.base,
        "inbox": addresses.shared_inbox,
        "outbox": f"{uri}/outbox",
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "endpoints": {"sharedInbox": addresses.shared_inbox},
        "implements": _implements(),
    }
    return document | _keys(keys, uri)


def _implements() -> list[dict[str, str]]:
    return [{"type": "Link", "href": href, "name": name} for href, name in _CAPABILITIES.items()]


def _may_feature(account: Account) -> Json:
    """Who may put the account into a collection of recommendations (FEP-7aa9)."""
    policy = feature_policy_of(account) or FeaturePolicy((account.uri,))
    return {"automaticApproval": list(policy.automatic)} | filled(manualApproval=list(policy.manual))


def _image(url: str | None, description: str) -> Json | None:
    """Mastodon reads what is to be seen from `summary`, others from `name`, as with attachments."""
    if url is None:
        return None
    media_type = mimetypes.guess_type(url)[0]
    return {"type": "Image", "url": url} | filled(mediaType=media_type, name=description, summary=description)


def _keys(keys: Sequence[Key], owner: str) -> dict[str, Any]:
    """RSA where everybody looks for it, Ed25519 as a Multikey (FEP-521a)."""
    published: dict[str, Any] = {}
    multikeys: list[Json] = []
    for key in keys:
        if key.kind == "rsa":
            published["publicKey"] = {"id": key.uri, "owner": owner, "publicKeyPem": key.public}
        else:
            multibase = key.public if key.public.startswith("z") else load_public(key.public).multibase
            multikeys.append(
                {"id": key.uri, "type": "Multikey", "controller": owner, "publicKeyMultibase": multibase},
            )
    return published | ({"assertionMethod": multikeys} if multikeys else {})
