"""Any object a server may call a post, read into one shape. Notes and questions are read as they are; articles, pages,
events, films and the rest become legible posts; what is no post is refused. All work is bounded.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from node.errors import Invalid
from node.federation.addressing import same_origin
from node.federation.reading.activity import KINDS
from node.federation.reading.audience import addressed, read_audience
from node.federation.reading.case import read_case
from node.federation.reading.event import read_appointment
from node.federation.reading.labels import read_ai_use
from node.federation.reading.media import MOST_MEDIA, read_media
from node.federation.reading.place import read_place
from node.federation.reading.policy import read_policy
from node.federation.reading.poll import read_poll, vote_of
from node.federation.reading.preview import read_link
from node.federation.reading.tags import ReadEmoji, ReadMention, read_tags
from node.federation.reading.texts import KNOWN, Happening, read_texts
from node.federation.reading.values import (
    href_of,
    is_kind,
    kinds_of,
    listed,
    past_of,
    text_of,
    total_of,
    uri_of,
    web_of,
)
from node.model.appointment import Appointment
from node.model.case import CaseSaid
from node.model.label import AiUse
from node.model.media import Media
from node.model.place import Place
from node.model.poll import Poll
from node.model.post import Policy
from node.model.preview import Page
from node.model.quick import quick
from node.model.visibility import Visibility
from node.text.labels import without_label

BERLIN: Final = ZoneInfo("Europe/Berlin")

_NO_POSTS: Final = KINDS.difference(KNOWN) | {
    "Person", "Service", "Group", "Organization", "Application",
    "Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage",
    "Link", "Mention", "Hashtag", "Emoji", "PropertyValue", "Key", "Multikey", "QuoteAuthorization",
    "Tombstone", "CacheFile", "ChatMessage",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Totals:
    """What the origin counts, where it says so."""

    replies: int | None = None
    likes: int | None = None
    shares: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """A post as its document says it is. Whether that document may be believed is not decided here, but one rule is
    kept: its id and its author are of one origin (FEP-fe34).

    `content` and `contents` (languages besides `language`) are safe HTML; `summary` is a warning on Note and Question,
    an abstract on all others. `media` have the id 0. `vote_name` is the option a Note votes for: then it is no post.
    """

    uri: str
    url: str
    author_uri: str
    kind: str
    content: str
    contents: dict[str, str]
    summary: str
    name: str
    language: str | None
    sensitive: bool
    in_reply_to: str | None
    quote_uri: str | None
    quote_authorization: str | None
    context_uri: str | None
    published_at: datetime
    edited_at: datetime | None
    tags: tuple[str, ...]
    written_tags: tuple[str, ...]
    mentions: tuple[ReadMention, ...]
    emojis: tuple[ReadEmoji, ...]
    media: tuple[Media, ...]
    poll: Poll | None
    visibility: Visibility
    recipients: tuple[str, ...]
    replies_uri: str | None
    totals: Totals
    policy: Policy
    vote_name: str | None
    ai: AiUse
    automated: bool
    link: str | None = None
    link_claim: Page | None = None
    place: Place | None = None
    appointment: Appointment | None = None
    case_said: CaseSaid | None = None


_make_read = quick(ReadPost)


def read_post(
    document: dict[str, Any],
    *,
    now: datetime,
    followers_uri: str | None = None,
    activity: dict[str, Any] | None = None,
    zone: tzinfo = BERLIN,
) -> ReadPost:
    """Raises Invalid when it is no post, or says neither what it is, nor its id, nor whose it is.

    `followers_uri` is the author's followers collection, where it is known. `activity` is what the document came in: its
    addressees count when the document names none, its `@context` may name the language. `zone` is that of events' times.
    """
    kind = _kind(document)
    uri, author_uri = _identity(document, kind)
    outer = activity or {}
    url = page_of(document.get("url")) or uri
    media = read_media(document, kind)
    appointment, place = read_appointment(document, zone) if kind == "Event" else None, read_place(document)
    happens = Happening(appointment, place)
    texts = read_texts(document, kind, url=url, outer=outer, shows_media=bool(media), happens=happens)
    tags = read_tags(document)
    ai = read_ai_use(document)
    audience = read_audience(addressed(document, outer), author_uri=author_uri, followers_uri=followers_uri)
    published_at, edited_at = _times(document, now)
    replies = document.get("replies")
    quote_uri = _quote_of(document) or tags.quote_uri
    passed_over = {mention.uri for mention in tags.mentions}
    link, link_claim = (None, None) if media or quote_uri else read_link(document, texts.content, passed_over, url)
    return _make_read(
        uri=uri,
        url=url,
        author_uri=author_uri,
        kind=kind,
        content=without_label(texts.content, ai),
        contents={tag: without_label(text, ai) for tag, text in texts.contents.items()},
        summary=texts.summary,
        name=texts.name,
        language=texts.language,
        sensitive=_is_sensitive(document),
        in_reply_to=web_of(document.get("inReplyTo")),
        quote_uri=quote_uri,
        quote_authorization=web_of(document.get("quoteAuthorization")),
        context_uri=uri_of(document.get("context")) or uri_of(document.get("conversation")),
        published_at=published_at,
        edited_at=edited_at,
        tags=tags.hashtags,
        written_tags=tags.written,
        mentions=tags.mentions,
        emojis=tags.emojis,
        media=media,
        poll=read_poll(document, now) if kind == "Question" else None,
        visibility=audience.visibility,
        recipients=audience.recipients,
        replies_uri=web_of(replies),
        totals=Totals(total_of(replies), total_of(document.get("likes")), total_of(document.get("shares"))),
        policy=read_policy(document),
        vote_name=vote_of(document) if kind == "Note" else None,
        ai=ai,
        automated=document.get("automated") is True,
        link=link,
        link_claim=link_claim,
        place=place,
        appointment=appointment,
        case_said=read_case(document.get("case"), author_uri, published_at, now),
    )


def _identity(document: dict[str, Any], kind: str) -> tuple[str, str]:
    """Its id and its author's, which are of the same origin."""
    uri = web_of(document.get("id") or document.get("@id"))
    if uri is None:
        raise Invalid(f"The {kind} has no id that could be fetched.")
    author_uri = author_of(document)
    if author_uri is None:
        raise Invalid(f"The {kind} does not say whose it is.")
    if not same_origin(uri, author_uri):
        raise Invalid(f"The {kind} and its author are of different origins.")
    return uri, author_uri


def author_of(document: dict[str, Any]) -> str | None:
    """Whose it is: the first one named; where a channel and a person are (PeerTube), the person."""
    named = listed(document.get("attributedTo"), 8)
    for each in named:
        if isinstance(each, dict) and is_kind(each, "Person") and (uri := web_of(each)):
            return uri
    return web_of(named)


def may_be_post(document: dict[str, Any]) -> bool:
    """Whether its type is one that becomes a post; false also when it has none."""
    kinds = kinds_of(document)
    if not kinds or any(each in KNOWN for each in kinds):
        return bool(kinds)
    return _NO_POSTS.isdisjoint(kinds) and kinds[0].isidentifier()


def page_of(value: Any) -> str | None:
    """The page for people among the addresses in `url`: what says it is HTML, else what does not say it is a file."""
    if type(value) is str:
        return href_of(value)
    others: list[str] = []
    for each in listed(value, 16):
        href = href_of(each)
        if href is None:
            continue
        media_type = text_of(each.get("mediaType")) if isinstance(each, dict) else ""
        if media_type.startswith("text/html"):
            return href
        if not media_type:
            others.append(href)
    return others[0] if others else None


def _kind(document: dict[str, Any]) -> str:
    kinds = kinds_of(document)
    if not kinds:
        raise Invalid("The document names no type.")
    if not may_be_post(document):
        raise Invalid(f"A document of type {kinds[0]!a} is no post.")
    return next((each for each in kinds if each in KNOWN), kinds[0])


def _is_sensitive(document: dict[str, Any]) -> bool:
    """Said of the post, or of one of its files (Misskey)."""
    return document.get("sensitive") is True or any(
        isinstance(each, dict) and each.get("sensitive") is True
        for each in listed(document.get("attachment"), 2 * MOST_MEDIA)
    )


def _quote_of(document: dict[str, Any]) -> str | None:
    for name in ("quote", "quoteUrl", "quoteUri", "_misskey_quote"):
        given = document.get(name)
        if given and (uri := web_of(given)):
            return uri
    return None


def _times(document: dict[str, Any], now: datetime) -> tuple[datetime, datetime | None]:
    published_at = past_of(document.get("published"), now) or now
    edited_at = past_of(document.get("updated"), now) if document.get("updated") else None
    return published_at, edited_at if edited_at is not None and edited_at > published_at else None
