"""What a feed says about itself, whatever the format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from node.outbox.feeds.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`id` is the address of its first page, `url` that of this one, `next` that of the next or empty; `hub` is empty where
    nobody is told of news. `licence` is that of all entries, empty where each has its own. `base` begins every address of
    ours."""

    id: str
    url: str
    page: str
    next: str
    hub: str
    title: str
    description: str
    author: str
    author_url: str
    icon: str
    language: str
    licence: str
    updated: datetime
    base: str
    entries: Sequence[Entry]
