"""A reader elsewhere that is told of news in a feed of ours (W3C WebSub)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`topic` is the feed's address, `feed` what the store calls it, `host` that of the callback. `secret` signs what is
    sent, empty for none; `sent` is a digest of what it has."""

    id: int
    callback: str
    topic: str
    feed: str
    host: str
    expires_at: datetime
    secret: str = ""
    sent: str = ""
    failing_since: datetime | None = None
