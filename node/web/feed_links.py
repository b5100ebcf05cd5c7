"""Which feeds and calendars belong to a page: named in its head, and in the Link header of what programs ask for."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs, unquote

from node.model.feed import ENDINGS, MEDIA_TYPES, Feed, Subject

_CALENDAR_OF = re.compile(r"(/@[a-z0-9_]{1,30})?(?:/kalender(?:/\d{4}/\d{2})?)?|/")
_PAGE = re.compile(r"/@([a-z0-9_]{1,30})(?:/([1-9]\d{0,18}))?")
_CORRECTIONS = re.compile(r"(?:/@([a-z0-9_]{1,30}))?/berichtigungen")
_ALBUM = re.compile(r"/@([a-z0-9_]{1,30})/alben/([1-9]\d{0,18})")
_NAMES: Final = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


def feed_of(here: str) -> Feed | None:
    """The feed of the same things as the page at this path and query."""
    path, _, query = here.partition("?")
    if path in {"/", "/lokal", "/feeds"}:
        return Feed(subject=Subject.NODE)
    if match := _PAGE.fullmatch(path):
        if match[2]:
            return Feed(subject=Subject.THREAD, name=match[1], number=int(match[2]))
        return Feed(subject=Subject.CHANNEL, name=match[1])
    if match := _CORRECTIONS.fullmatch(path):
        return Feed(subject=Subject.CORRECTIONS, name=match[1] or "")
    if match := _ALBUM.fullmatch(path):
        return Feed(subject=Subject.ALBUM, name=match[1], number=int(match[2]))
    if path.startswith("/tags/") and "/" not in path[6:]:
        return Feed(subject=Subject.TAG, name=unquote(path[6:]))
    asked = parse_qs(query).get("q", [""])[0].strip() if path == "/suche" else ""
    return Feed(subject=Subject.SEARCH, name=asked) if asked else None


def feed_links(here: str) -> Sequence[tuple[str, str, str]]:
    """(path, media type, name of the format) of the feeds of a page, and of its calendar."""
    feed, calendar = feed_of(here), _calendar(here)
    ways = [] if feed is None else [(feed.path(each), MEDIA_TYPES[each], _NAMES[each]) for each in ENDINGS]
    return [*ways, (calendar, "text/calendar", "iCalendar")] if calendar else ways


def _calendar(here: str) -> str:
    """Of the node on its first page, of a channel on its profile, and of either on its calendar."""
    match = _CALENDAR_OF.fullmatch(here.partition("?")[0])
    return f"{match[1] or ''}/kalender.ics" if match else ""


def feed_header(base: str, here: str) -> str:
    """The same as a Link header; empty for pages without a feed."""
    return ", ".join(f'<{base}{path}>; rel="alternate"; type="{kind}"' for path, kind, _ in feed_links(here))


def embed_path(here: str) -> str:
    """The path of the post that the page is about, for oEmbed; empty for other pages."""
    feed = feed_of(here)
    return feed.page if feed is not None and feed.subject is Subject.THREAD else ""
