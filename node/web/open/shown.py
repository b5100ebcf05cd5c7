"""Public things in the words of the open interface: the objects dumps have (`outbox/dumps/forms.py`), with what leads on
from them."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from node.config import Config, Organization
from node.context import Context
from node.model.account import Account, Kind
from node.model.case import CaseState
from node.model.post import PostView
from node.model.syndication import Syndication
from node.outbox.cases import Standing
from node.outbox.dumps import forms
from node.text.previews import words_of

POST_COLUMNS: Final = (
    "id", "type", "kind", "channel", "organization", "url", "uri", "published", "updated", "language", "title", "warning",
    "text", "location", "event", "tags", "in_reply_to", "thread", "replies", "likes", "boosts", "license",
)  # fmt: skip
CONTRIBUTION_COLUMNS: Final = (
    "id", "type", "channels", "handle", "origin", "official", "state", "passed_on_to", "answer", "url", "uri", "published",
    "updated", "language", "title", "warning", "text", "location", "event", "tags", "in_reply_to", "thread", "rights",
)  # fmt: skip
CHANNEL_COLUMNS: Final = (
    "id", "name", "title", "kind", "organization", "handle", "uri", "url", "description", "posts", "followers", "created",
    "license",
)  # fmt: skip
ORGANIZATION_COLUMNS: Final = (
    "id", "type", "name", "parent", "kind", "ars", "ags", "channels", "description", "homepage", "license",
)  # fmt: skip
POLL_COLUMNS: Final = (
    "id", "channel", "uri", "question", "multiple", "closes", "closed", "voters", "options", "license",
)  # fmt: skip
PARTICIPATION_COLUMNS: Final = (
    "id", "kind", "channel", "organization", "url", "uri", "title", "phase", "phases", "participants", "representative",
    "result", "license",
)  # fmt: skip
ALBUM_COLUMNS: Final = (
    "id", "channel", "url", "uri", "title", "description", "language", "created", "updated", "pictures", "license",
)  # fmt: skip
PICTURE_COLUMNS: Final = (
    "id", "post", "uri", "url", "type", "description", "credit", "license", "ai", "width", "height", "published",
    "language", "sensitive",
)  # fmt: skip
LEGAL_FIELDS: Final = (
    "legal_form", "street", "postal_code", "city", "country", "represented_by", "email", "phone", "supervisory_authority",
    "register", "vat_id", "editor", "contact_email", "service_hours", "answer_time", "protection_officer",
    "protection_email", "protection_authority", "legal_basis", "processor", "arbitration",
)  # fmt: skip

Official = Literal["confirmed", "claimed"]


def organization(each: Organization, config: Config) -> dict[str, Any]:
    legal = {name: getattr(each, name) or None for name in LEGAL_FIELDS}
    return {**forms.organization(each, config), "legal": {**legal, "contact_languages": list(each.contact_languages)}}


def channel(account: Account, node: Context) -> dict[str, Any]:
    address = f"{node.config.origin}/open/v1/channels/{account.name}"
    return {
        **forms.channel(account, node.config, node.addresses),
        "picture": node.addresses.avatar(account),
        "imprint": node.addresses.imprint_page(account),
        "profile": f"{node.addresses.profile_page(account)}/steckbrief",
        "feeds": [f"{node.addresses.profile_page(account)}.{each}" for each in ("atom", "rss", "json")],
        "calendar": f"{node.addresses.profile_page(account)}/kalender.ics",
        "links": {
            "self": address,
            "posts": f"{node.config.origin}/open/v1/posts?channel={account.name}",
            "rueckkanal": f"{address}/rueckkanal",
            "albums": f"{address}/albums",
            "outbox": account.outbox,
        },
    }


def post(view: PostView, node: Context, copies: list[Syndication] | None = None) -> dict[str, Any]:
    """Of a channel here. A boost only says what it leads to: that is its author's."""
    responsible = node.config.organizations.of_channel(view.author.name)
    own = {"kind": kind_of(view), "organization": None if responsible is None else responsible.key}
    if view.boosted is not None:
        return {**_boost(view, view.boosted, node), **own}
    found = {**forms.post(view, node.config, node.addresses), **own}
    found["poll"] = None if view.poll is None else forms.poll(view, view.poll, node.config, node.clock())
    found["link"] = _link(view)
    if copies is not None:
        found["syndications"] = [forms.syndication(each) for each in copies if each.at is not None]
    return found


def _link(view: PostView) -> dict[str, Any] | None:
    """What the post is shown with: the page it leads to, in that page's own words."""
    page = words_of(view)
    if view.preview is None or not page.title:
        return None
    return {
        "url": view.preview.url,
        "title": page.title,
        "description": page.description or None,
        "language": page.language,
    }


def is_own(view: PostView, channels: tuple[str, ...]) -> bool:
    """Whether a channel here speaks; `channels` are those that the post concerns. What people say here in their own name is
    theirs, and so is what guests say: the account they speak through is no channel."""
    author = view.author
    return author.is_local and author.name in channels and (author.discoverable or channels == (author.name,))


def kind_of(view: PostView) -> str:
    if view.post.is_boost:
        return "boost"
    if view.poll is not None:
        return "poll"
    if view.post.kind == "Article":
        return "article"
    if view.post.appointment is not None:
        return "event"
    return "reply" if view.post.in_reply_to_uri is not None else "post"


def _boost(view: PostView, boosted: PostView, node: Context) -> dict[str, Any]:
    return {
        "id": str(view.post.id),
        "type": "ShareAction",
        "uri": view.post.uri,
        "channel": view.author.name,
        "published": view.post.published_at,
        "object": {
            "uri": boosted.post.uri,
            "url": boosted.post.url,
            "author": {"uri": boosted.author.uri, "handle": node.addresses.handle(boosted.author)},
        },
        "license": node.config.license_of(view.author.name),
    }


def contribution(
    view: PostView, channels: tuple[str, ...], node: Context, *, answered: bool, standings: Sequence[Standing] = ()
) -> dict[str, Any]:
    """`state` as far as it is known here: whether a channel has answered, or what became of the case it has made of it."""
    return {
        **forms.contribution(view, channels, node.addresses),
        "official": official(view.author, node.config),
        **_standing(standings, answered=answered),
    }


_FURTHEST: Final = (
    CaseState.ANSWERED,
    CaseState.CLOSED,
    CaseState.PASSED_ON,
    CaseState.IN_PROGRESS,
    CaseState.RECEIVED,
)


def _standing(found: Sequence[Standing], *, answered: bool) -> dict[str, Any]:
    """The one that has come furthest, where several channels deal with it."""
    known = sorted(found, key=lambda each: _FURTHEST.index(each.case.state.told))
    if not known:
        return {"state": "answered" if answered else "received", "passed_on_to": None, "answer": None}
    first = known[0]
    return {
        "state": first.case.state.told.value,
        "passed_on_to": None if first.to is None else first.to.uri,
        "answer": first.answer.uri if first.answer is not None else first.answer_uri or None,
    }


def official(author: Account, config: Config) -> Official | None:
    """Whether an authority speaks: confirmed for channels of public bodies of this node; elsewhere it is what the account
    says of itself, which nobody here has checked (S11)."""
    if author.is_local:
        speaks = any(each.is_public_body and author.name in each.channels for each in config.organizations)
        return "confirmed" if speaks else None
    return "claimed" if author.kind is Kind.ORGANIZATION else None


def contribution_row(said: dict[str, Any]) -> dict[str, Any]:
    """For a table: the author is their address."""
    return {**said, "handle": said["author"]["handle"]} if "author" in said else said
