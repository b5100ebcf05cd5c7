"""What a feed lists, and where it is found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from node.model.ids import HIGHEST

ENDINGS: Final = ("atom", "rss", "json")
MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
)
_MAX_TAG: Final = 100
_CHANNEL = re.compile(r"/@([a-z0-9_]{1,30})\.(atom|rss|json)")
_TAG = re.compile(r"/tags/([^/]+)\.(atom|rss|json)")
_THREAD = re.compile(r"/@([a-z0-9_]{1,30})/([1-9]\d{0,18})/antworten\.(atom|rss|json)")
_NODE = re.compile(r"/feed\.(atom|rss|json)")
_CORRECTIONS = re.compile(r"(?:/@([a-z0-9_]{1,30}))?/berichtigungen\.(atom|rss|json)")


class Subject(StrEnum):
    NODE = "node"
    CHANNEL = "channel"
    TAG = "tag"
    THREAD = "thread"
    SEARCH = "search"
    CORRECTIONS = "corrections"
    ALBUM = "album"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`name`: of the channel (of corrections: empty for those of all), of the author of the post in a thread, the hashtag, or
    what is searched for. `number` is the post's, or the album's. `answers`: with what the channel answers to others."""

    subject: Subject
    name: str = ""
    number: int = 0
    answers: bool = False

    def path(self, ending: str, *, before: int = HIGHEST) -> str:
        """Of the feed, or of its page with what is older than the post (the correction) `before`."""
        query = {
            **({"q": self.name} if self.subject is Subject.SEARCH else {}),
            **({"antworten": "1"} if self.answers else {}),
            **({"vor": str(before)} if before != HIGHEST else {}),
        }
        stem = {
            Subject.NODE: "/feed",
            Subject.CHANNEL: f"/@{self.name}",
            Subject.TAG: f"/tags/{quote(self.name, safe='')}",
            Subject.THREAD: f"/@{self.name}/{self.number}/antworten",
            Subject.SEARCH: "/suche",
            Subject.CORRECTIONS: f"/@{self.name}/berichtigungen" if self.name else "/berichtigungen",
            Subject.ALBUM: f"/@{self.name}/alben/{self.number}",
        }[self.subject]
        return f"{stem}.{ending}{'?' if query else ''}{urlencode(query)}"

    @property
    def page(self) -> str:
        """The path of the page that shows the same to people."""
        return {
            Subject.NODE: "/",
            Subject.CHANNEL: f"/@{self.name}",
            Subject.TAG: f"/tags/{quote(self.name, safe='')}",
            Subject.THREAD: f"/@{self.name}/{self.number}",
            Subject.SEARCH: f"/suche?{urlencode({'q': self.name})}",
            Subject.CORRECTIONS: f"/@{self.name}/berichtigungen" if self.name else "/berichtigungen",
            Subject.ALBUM: f"/@{self.name}/alben/{self.number}",
        }[self.subject]

    @property
    def has_hub(self) -> bool:
        """Whether the hub tells what is new in it. Searches have no news of their own, and albums hardly any."""
        return self.subject not in {Subject.SEARCH, Subject.ALBUM}


def read_feed(address: str) -> tuple[Feed, str] | None:
    """The feed whose path (with query) this is, written as we write it, and its ending. None for anything else: pages
    further back and searches tell no news."""
    path, _, query = address.partition("?")
    found: Feed | None = None
    if match := _NODE.fullmatch(path):
        found = Feed(subject=Subject.NODE)
    elif match := _CHANNEL.fullmatch(path):
        found = Feed(subject=Subject.CHANNEL, name=match[1], answers=dict(parse_qsl(query)).get("antworten") == "1")
    elif match := _TAG.fullmatch(path):
        found = Feed(subject=Subject.TAG, name=unquote(match[1])[:_MAX_TAG])
    elif match := _THREAD.fullmatch(path):
        found = Feed(subject=Subject.THREAD, name=match[1], number=min(int(match[2]), HIGHEST))
    elif match := _CORRECTIONS.fullmatch(path):
        found = Feed(subject=Subject.CORRECTIONS, name=match[1] or "")
    if match is None or found is None:
        return None
    ending = match[match.lastindex or 1]
    return (found, ending) if found.path(ending) == address else None
