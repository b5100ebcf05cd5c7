"""When to try again (T-319): soon at first, then ever later, never all at once."""

import random
from datetime import datetime, timedelta

_FIRST = 60.0
_LONGEST = 6 * 3600.0


def next_try(tries: int, now: datetime, *, asked_for: float | None = None) -> datetime:
    """After the `tries`-th failure (1, 2, ...): 1, 3, 9, 27 ... minutes, at most six hours, a fifth more or less.

    `asked_for` (seconds) is what the other side's Retry-After said, already capped; it only makes the wait longer.
    """
    wait = min(_FIRST * 3.0 ** (max(tries, 1) - 1), _LONGEST) * random.uniform(0.8, 1.2)
    return now + timedelta(seconds=max(wait, asked_for or 0.0))
