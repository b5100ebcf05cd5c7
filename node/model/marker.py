"""Where somebody stopped reading."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """`timeline` is `home` or `notifications`; `version` counts how often it was moved."""

    timeline: str
    last_read_id: int
    version: int
    updated_at: datetime
