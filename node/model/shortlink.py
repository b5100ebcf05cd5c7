"""A short address of ours that leads somewhere else."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShortLink:
    """`target` is a path on this node or a whole https address."""

    name: str
    target: str
    created_at: datetime
