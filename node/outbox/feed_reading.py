"""What feeds of others say, as plain text: RSS in all its kinds, Atom and JSON Feed, however odd they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from node.errors import Invalid, Refused
from node.outbox.feed_times import Moment, moment_of
from node.text.html import clean_name, tidy, to_text
from node.text.mentions import fold_tag, is_tag

_MOST_ELEMENTS: Final = 50_000
_MOST_SIGNS: Final = 200_000
_LONGEST_NAME: Final = 500
_LONGEST_URL: Final = 2_000
_MOST_TAGS: Final = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says, as plain text. `name` is what the feed calls it."""

    name: str
    title: str
    text: str
    url: str
    tags: tuple[str, ...]
    written_tags: tuple[str, ...]
    published_at: Moment

    def digest(self) -> str:
        return sha256(msgspec.json.encode((self.title, self.text, self.url))).hexdigest()


def read_feed(body: bytes, content_type: str = "", *, base: str = "", timezone: tzinfo = UTC) -> Sequence[Entry]:
    """What can be read of it, the newest first where its entries have times, else in its order; of several with the same
    name the first. Times without a zone are those of `timezone`, addresses without a host those of `base`. Raises Invalid
    for what is no feed, Refused for one that would take long to read, as none does that anybody means."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        found = list(_of_json(body, base, timezone))
    else:
        found = list(_of_xml(body, content_type, base, timezone))
    unique = list({entry.name: entry for entry in reversed(found)}.values())[::-1]
    if all(entry.published_at is not None for entry in unique):
        unique.sort(key=lambda entry: entry.published_at, reverse=True)  # type: ignore[arg-type, return-value]  # none is None
    return unique


def _of_xml(body: bytes, content_type: str, base: str, timezone: tzinfo) -> Iterator[Entry]:
    if body.count(b"<") > _MOST_ELEMENTS or body.count(b"&") > _MOST_SIGNS:
        raise Refused("the feed has too many elements")
    import feedparser  # noqa: PLC0415  # costs memory that a node without feeds does not have to spend

    parsed = feedparser.parse(
        body,
        response_headers={"content-type": content_type or "application/xml", "content-location": base},
        sanitize_html=False,
        resolve_relative_uris=True,
    )
    if not parsed.get("version") and not parsed.entries:
        raise Invalid("this is no feed")
    for given in parsed.entries:
        link, contents = given.get("link"), given.get("content") or [{}]
        # Not its own `get`, which warns where one of these stands for the other
        which = "published" if dict.get(given, "published") else "updated"
        entry = _entry(
            name=given.get("id"),
            link=_joined(base, link),
            title=given.get("title"),
            text=to_text(str(contents[0].get("value") or given.get("summary") or "")),
            tags=[each.get("term") for each in given.get("tags") or ()],
            published_at=moment_of(dict.get(given, which), dict.get(given, f"{which}_parsed"), timezone),
        )
        if entry is not None:
            yield entry


def _of_json(body: bytes, base: str, timezone: tzinfo) -> Iterator[Entry]:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid("this is no feed") from None
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(feed.get("items"), list):
        raise Invalid("this is no feed")
    for given in feed["items"]:
        if not isinstance(given, dict):
            continue
        html, link, tags = given.get("content_html"), given.get("url"), given.get("tags")
        entry = _entry(
            name=given.get("id"),
            link=_joined(base, link),
            title=given.get("title"),
            text=to_text(str(html)) if html else str(given.get("content_text") or given.get("summary") or "").strip(),
            tags=tags if isinstance(tags, list) else (),
            published_at=moment_of(given.get("date_published"), None, timezone),
        )
        if entry is not None:
            yield entry


def _entry(*, name: Any, link: str, title: Any, text: str, tags: Sequence[Any], published_at: Moment) -> Entry | None:
    url, title, text = _web(link), clean_name(str(title or "")), tidy(text)
    name = tidy(str(name or url))
    if not name or not (title or text):
        return None
    if len(name) > _LONGEST_NAME:
        name = sha256(name.encode()).hexdigest()
    written: dict[str, str] = {}
    for term in tags:
        if is_tag(str(term or "")):
            written.setdefault(fold_tag(str(term)), str(term))
    return Entry(
        name=name,
        title=title,
        text="" if text == title else text,
        url=url,
        tags=tuple(written)[:_MOST_TAGS],
        written_tags=tuple(written.values())[:_MOST_TAGS],
        published_at=published_at,
    )


def _joined(base: str, link: Any) -> str:
    try:
        return urljoin(base, str(link)) if link else ""
    except ValueError:
        return ""


def _web(text: str) -> str:
    text = text.strip()
    if len(text) > _LONGEST_URL or not text.isprintable():
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"https", "http"} and parts.hostname else ""
