"""What left the public: told to whoever keeps copies of open data, so that theirs go too (K1)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Deletion:
    """A post that is no longer public. `channels` are names of accounts here: whose it was, or whom it was said to."""

    post_id: int
    uri: str
    at: datetime
    channels: tuple[str, ...] = ()
