"""Numbers for everything we store: sortable by time, unique across processes, never backwards (decision 0006).

    63                                16 15      10 9        0
    | milliseconds since 1970           | process  | sequence |

The sequence is split: what arrives live counts through the lower half, what is dated back (fetched, imported) takes a
random place in the upper half of its own millisecond, so the two never meet.
"""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SLOTS = 64
HIGHEST = (1 << 63) - 1
_HALF = 512


def milliseconds_of(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def milliseconds() -> int:
    """The wall clock, in milliseconds."""
    return time.time_ns() // 1_000_000


class Ids:
    """Makes ids for one process of one node.

    `slot` (0-63) tells processes of the same node apart; `last` is the highest id known to be stored, so that a clock
    set back does not make ids run backwards (T-322).
    """

    def __init__(self, slot: int = 0, *, last: int = 0, clock: Callable[[], int] = milliseconds) -> None:
        self.move_to(slot)
        self._clock = clock
        self._ms = last >> 16
        self._sequence = _HALF  # forces a fresh millisecond, whatever was used in the stored one

    def move_to(self, slot: int) -> None:
        """Go on under another number, because the one we had may be another process's by now."""
        if not 0 <= slot < SLOTS:
            raise ValueError("slot must be 0..63")
        self._slot = slot

    def new(self) -> int:
        """The id of something that is written or arrives now."""
        now = self._clock()
        if now > self._ms:
            self._ms, self._sequence = now, 0
        elif self._sequence >= _HALF:
            self._ms, self._sequence = self._ms + 1, 0
        made = self._ms << 16 | self._slot << 10 | self._sequence
        self._sequence += 1
        return made

    def dated(self, moment: datetime) -> int:
        """The id of something fetched that was published at `moment`; a later moment than now counts as now.

        Two may collide; `posts.add` draws again when it meets a taken one.
        """
        ms = max(1, min(milliseconds_of(moment), self._clock()))
        return ms << 16 | self._slot << 10 | _HALF + secrets.randbelow(_HALF)


def is_dated(number: int) -> bool:
    """Whether the id was drawn (`Ids.dated`) and may be taken; those made live never are."""
    return number & _HALF != 0


def moment_of(number: int) -> datetime:
    """When something with this id arrived (or was published, when it was fetched)."""
    return EPOCH + timedelta(milliseconds=number >> 16)


def id_before(moment: datetime) -> int:
    """The lowest id anything of `moment` can have: a bound for queries."""
    return max(0, milliseconds_of(moment)) << 16
