"""The research form of the Rückkanal: contributions without their people (A04, K1; decision 0024).

* Text only of authors who consent to being found (`indexable`), and only while it is public at its origin; of all others
  a number: so many contributions to that channel in that month.
* Keys of authors, posts and threads are keyed hashes. The key is made with the dump and thrown away with its last part,
  so within one dump the same person has the same key, and in the next one another.
* Times are days, servers are classes by size, and names in the text are masked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final
from zoneinfo import ZoneInfo

from node.model.post import PostView
from node.text.html import to_text

_LARGE: Final = 1_000
_MIDDLE: Final = 50
FEWEST: Final = 5
"""Numbers below this are told as "fewer": one contribution of one month may be one person."""
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME: Final = re.compile(r"(?<![\w/])[@＠][\w.-]{1,64}(?:[@＠][\w.-]{1,255})?")
_LINK: Final = re.compile(r"https?://\S+")
_NUMBER: Final = re.compile(r"(?<![\w])\+?\d[\d /()-]{6,20}\d")

Counts = Counter[tuple[str, str]]
"""(channel, month) to how many contributions of people who did not consent."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """`key` belongs to one dump."""

    key: bytes
    zone: ZoneInfo
    sizes: Mapping[str, int]

    def of(self, what: str, number: int) -> str:
        return blake2b(f"{what} {number}".encode(), key=self.key, digest_size=12).hexdigest()

    def contribution(self, view: PostView, channels: tuple[str, ...]) -> dict[str, Any]:
        said = view.post
        return {
            "type": "contribution",
            "key": self.of("post", said.id),
            "author": self.of("account", said.author_id),
            "thread": self.of("thread", said.thread_id),
            "channels": list(channels),
            "day": said.published_at.astimezone(self.zone).date().isoformat(),
            "origin": self._class_of(view.author.host),
            "language": said.language,
            "edited": said.edited_at is not None,
            "text": masked("\n\n".join(filter(None, (said.summary, to_text(said.content))))),
        }

    def month(self, view: PostView) -> str:
        return view.post.published_at.astimezone(self.zone).strftime("%Y-%m")

    def _class_of(self, host: str | None) -> str:
        if host is None:
            return "here"
        size = self.sizes.get(host, 0)
        return "large server" if size >= _LARGE else "medium server" if size >= _MIDDLE else "small server"


def records(
    found: Iterable[tuple[PostView, tuple[str, ...]]], names: Pseudonyms, counts: Counts
) -> Iterator[dict[str, Any]]:
    """What may be told one by one; the rest goes into `counts`."""
    for view, channels in found:
        if view.author.indexable:
            yield names.contribution(view, channels)
        else:
            counts.update((channel, names.month(view)) for channel in channels)


def numbers(counts: Counts) -> Iterator[dict[str, Any]]:
    for (channel, month), count in sorted(counts.items()):
        yield {
            "type": "count",
            "channel": channel,
            "month": month,
            "contributions": count if count >= FEWEST else None,
            "fewer_than": None if count >= FEWEST else FEWEST,
        }


def masked(text: str) -> str:
    """Without names of accounts, mail addresses, telephone numbers, and where links lead."""
    for pattern, instead in ((_LINK, "[Link]"), (_NAME, "@…"), (_MAIL, "[E-Mail]"), (_NUMBER, "[Nummer]")):
        text = pattern.sub(instead, text)
    return text
