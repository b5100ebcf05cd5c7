"""Times as the client API writes them."""

from datetime import datetime


def moment(at: datetime) -> str:
    """`2026-03-01T12:00:00.000Z`. Every clock of ours is UTC."""
    return at.isoformat(timespec="milliseconds")[:23] + "Z"


def moment_or_none(at: datetime | None) -> str | None:
    return None if at is None else moment(at)


def day_or_none(at: datetime | None) -> str | None:
    """`2026-03-01`."""
    return None if at is None else at.date().isoformat()
