"""A copy of one of our posts on another platform, and how long after us it was there (A03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class CopyState(StrEnum):
    """A copy waits until it is there, and is withdrawn with its post; or it has failed: refused, or given up."""

    WAITING = "waiting"
    THERE = "there"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Syndication:
    """`connector` is its key in the configuration, `remote_id` what the other side calls the copy, `sent` a digest of what it
    was last given. `attempted_at` is set before the first request that may make a copy: after a crash we look whether it
    did. `fetchable_at` is when the post was seen at our own public address, `at` when the copy was there.
    """

    id: int
    post_id: int
    account_id: int
    connector: str
    kind: str
    state: CopyState = CopyState.WAITING
    remote_id: str = ""
    url: str = ""
    sent: str = ""
    why: str = ""
    tries: int = 0
    published_at: datetime
    attempted_at: datetime | None = None
    fetchable_at: datetime | None = None
    at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def lag(self) -> timedelta | None:
        """How long after the post here its copy was there."""
        return None if self.at is None else self.at - self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What a feed of elsewhere had first, and this node took over. `archive`: it was there before we knew the feed."""

    connector: str
    entry: str
    post_id: int
    account_id: int
    url: str
    digest: str
    published_at: datetime
    imported_at: datetime
    archive: bool = False

    @property
    def lag(self) -> timedelta:
        """Below zero: the other platform had it first."""
        return self.published_at - self.imported_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Simultaneity:
    """The lags of a channel by one connector in one month: how many, and the nearest-rank percentiles. `early` counts those
    where the other platform was first."""

    account_id: int
    connector: str
    kind: str
    count: int
    median: timedelta
    p95: timedelta
    most: timedelta
    early: int
