"""What somebody takes along from their settings, and what they bring from elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ArchiveState(StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One that somebody asked for. `login_id` is who: nobody else is given it."""

    id: int
    account_id: int
    login_id: int | None
    name: str
    state: ArchiveState
    why: str
    size: int
    asked_at: datetime
    expires_at: datetime


class ListKind(StrEnum):
    """Tables that can be brought; all of them can also be taken."""

    FOLLOWING = "following"
    LISTS = "lists"
    BLOCKS = "blocks"
    MUTES = "mutes"
    HOSTS = "hosts"
    BOOKMARKS = "bookmarks"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImport:
    """A table that somebody brought. `failures` are lines and why they could not be taken over, the first of them."""

    id: int
    account_id: int
    login_id: int | None
    kind: ListKind
    replaces: bool
    total: int
    done: int
    failed: int
    removed: int
    failures: tuple[tuple[str, str], ...]
    created_at: datetime
    ended_at: datetime | None
    rows: tuple[tuple[str, ...], ...] = ()
