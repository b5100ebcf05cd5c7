"""An actor's document becomes an account and the keys that speak for it."""

import re
from datetime import datetime
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from node.errors import Invalid
from node.federation.addressing import authority_of, same_origin, split
from node.federation.keys import Kind as KeyKind, PublicKey, from_multibase, load_public
from node.federation.reading.media import described, image_of
from node.federation.reading.policy import read_feature_policy
from node.federation.reading.post import page_of
from node.federation.reading.tags import read_tags
from node.federation.reading.values import (
    href_of,
    is_kind,
    kinds_of,
    listed,
    past_of,
    text_of,
    texts_of,
    uris_of,
    web_of,
)
from node.model.account import Account, Kind, ProfileField
from node.text.html import clean, clean_name
from node.text.links import write_link

MOST_FIELDS: Final = 50  # as Mastodon
MOST_KEYS: Final = 8
MOST_ALIASES: Final = 32
LONGEST_FIELD: Final = 4_096
LONGEST_SUMMARY: Final = 64 * 1024

_KINDS: Final = {each.value: each for each in Kind}
_NAME: Final = re.compile(r"[\w](?:[\w.~+-]{0,126}[\w~+-])?")
_HANDLE: Final = re.compile(r"(?:acct:)?@?([^@:\s/]{1,128}@[^@\s/]{1,255})")


class ReadKey(NamedTuple):
    """A public key as `keys` stores it: `public` is a PEM or a Multikey (`z...`), already found strong enough."""

    uri: str
    kind: KeyKind
    public: str


class ReadActor(NamedTuple):
    """`webfinger` is the handle the actor names as its own, `name@host` (FEP-2c59). It is a claim: ask the host.
    `emojis` are names and addresses.
    """

    account: Account
    keys: tuple[ReadKey, ...]
    webfinger: str | None
    emojis: tuple[tuple[str, str], ...] = ()


def read_actor(document: dict[str, Any], *, now: datetime, account_id: int, host: str | None = None) -> ReadActor:
    """Raises Invalid when it is no actor, or has no inbox, or no name a handle could be made of.

    `host` is the one of its handle, as WebFinger told; the one of its id when it is not given. Collections and a shared
    inbox of another origin are left out: nobody may claim somebody else's followers. Counts are not in the document and
    come as 0.
    """
    kind = next((_KINDS[each] for each in kinds_of(document) if each in _KINDS), None)
    if kind is None:
        raise Invalid("The document is no actor of a kind we know.")
    uri = web_of(document.get("id") or document.get("@id"))
    if uri is None:
        raise Invalid("The actor has no id that could be fetched.")
    name = _name(document, uri)
    inbox = web_of(document.get("inbox"))
    if inbox is None:
        raise Invalid("The actor has no inbox.")
    account = Account(
        id=account_id,
        uri=uri,
        name=name,
        host=host or authority_of(uri),
        kind=kind,
        display_name=clean_name(text_of(document.get("name"))),
        summary=clean(_summary(document)[:LONGEST_SUMMARY]),
        source="",
        url=page_of(document.get("url")) or uri,
        inbox=inbox,
        shared_inbox=_shared_inbox(document, uri),
        outbox=_own(document, "outbox", uri),
        followers_uri=_own(document, "followers", uri),
        following_uri=_own(document, "following", uri),
        featured_uri=_own(document, "featured", uri),
        collections_uri=_own(document, "featuredCollections", uri),
        feature_policy=read_feature_policy(document),
        icon=image_of(document.get("icon")),
        header=image_of(document.get("image")),
        icon_description=described(document.get("icon")),
        header_description=described(document.get("image")),
        fields=_fields(document),
        aliases=uris_of(document.get("alsoKnownAs"), MOST_ALIASES),
        moved_to=web_of(document.get("movedTo")),
        approves_followers=document.get("manuallyApprovesFollowers") is True,
        discoverable=document.get("discoverable") is True,
        indexable=document.get("indexable") is True,
        hides_follows=False,
        posts_count=0,
        followers_count=0,
        following_count=0,
        last_post_at=None,
        created_at=past_of(document.get("published"), now) or now,
        fetched_at=now,
        suspended_at=None,
        deleted_at=None,
    )
    emojis = tuple((each.name, each.url) for each in read_tags(document).emojis)
    return ReadActor(account, read_keys(document, uri), _webfinger(document), emojis)


def read_keys(document: dict[str, Any], uri: str) -> tuple[ReadKey, ...]:
    """The keys the document itself lists as belonging to `uri` and on its origin; what is weak or broken is left out.

    `publicKey` needs no security context; keys in `assertionMethod` (FEP-521a) that are only named are skipped.
    """
    found: dict[str, ReadKey] = {}
    for each in listed(document.get("publicKey"), MOST_KEYS) + listed(document.get("assertionMethod"), MOST_KEYS):
        if isinstance(each, dict) and (key := _key(each, uri)):
            found.setdefault(key.uri, key)
    return tuple(found.values())


def _key(given: dict[str, Any], owner: str) -> ReadKey | None:
    uri = web_of(given.get("id") or given.get("@id"))
    if uri is None or owner not in uris_of([given.get("owner"), given.get("controller")]):
        return None
    try:
        if not same_origin(uri, owner):
            return None
        key = _public(given)
    except Invalid:
        return None
    return None if key is None else ReadKey(uri, key.kind, key.pem if key.kind == "rsa" else key.multibase)


def _public(given: dict[str, Any]) -> PublicKey | None:
    if pem := text_of(given.get("publicKeyPem")):
        return load_public(pem)
    multibase = text_of(given.get("publicKeyMultibase"))
    return from_multibase(multibase) if multibase and is_kind(given, "Multikey") else None


def _name(document: dict[str, Any], uri: str) -> str:
    given = text_of(document.get("preferredUsername")).strip()
    if not given:  # the last part of the address names most actors
        given = unquote(split(uri).path.rstrip("/").rpartition("/")[2]).lstrip("@")
    if not _NAME.fullmatch(given):
        raise Invalid("The actor has no name a handle could be made of.")
    return given


def _summary(document: dict[str, Any]) -> str:
    return text_of(document.get("summary")) or next(iter(texts_of(document, "summary").values()), "")


def _own(document: dict[str, Any], name: str, uri: str) -> str | None:
    """An address of the actor's that lies where the actor does; else None."""
    found = web_of(document.get(name))
    try:
        return found if found is not None and same_origin(found, uri) else None
    except Invalid:
        return None


def _shared_inbox(document: dict[str, Any], uri: str) -> str | None:
    """On the actor's own server: else anybody could have posts sent to somebody who never asked for them."""
    endpoints = document.get("endpoints")
    found = _own(endpoints, "sharedInbox", uri) if isinstance(endpoints, dict) else None
    return found or _own(document, "sharedInbox", uri)  # Misskey has both


def _fields(document: dict[str, Any]) -> tuple[ProfileField, ...]:
    """PropertyValue, and the Links and Notes that FEP-fb2a puts in its place."""
    found: list[ProfileField] = []
    for each in listed(document.get("attachment"), MOST_FIELDS):
        if not isinstance(each, dict):
            continue
        name = clean_name(text_of(each.get("name")))
        if is_kind(each, "Link") and (href := href_of(each)):
            found.append(ProfileField(name or escape(href, quote=False), write_link(href)))
        elif name and is_kind(each, "PropertyValue", "Note"):
            value = text_of(each.get("value") if is_kind(each, "PropertyValue") else each.get("content"))
            found.append(ProfileField(name, clean(value[:LONGEST_FIELD])))
    return tuple(found)


def _webfinger(document: dict[str, Any]) -> str | None:
    claimed = _HANDLE.fullmatch(text_of(document.get("webfinger")).strip())
    return claimed[1] if claimed else None
