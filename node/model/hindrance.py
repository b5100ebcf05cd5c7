"""A barrier that somebody met on a page of ours, and told us about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """`reference` is what whoever wrote it quotes. `channel` is whose page it was, `page` its address as they gave it; both
    may be empty, and so may `email`, if they want no answer. `answer` is what was done about it."""

    id: int
    reference: str
    channel: str
    page: str
    text: str
    email: str
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None = None
    answer: str = ""
