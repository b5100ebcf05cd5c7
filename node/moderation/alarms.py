"""What stands above every page, kept in memory: it is asked for with each page, and an error page has to show it even while
the store is away."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from node.model.mirrored import MirroredWarning
from node.model.warning import PageWarning
from node.store.database import Store, Tx
from node.store.listeners import Told

WARNED: Final[Told] = ("warning", "")
"""What every kept page depends on."""
_RENEWED: Final = "warnings of others"
MOST_MIRRORED: Final = 3


class AlarmBook:
    """One per node."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._known: PageWarning | None = None
        self._exercise: PageWarning | None = None
        self._mirrored: Sequence[MirroredWarning] = ()
        self._is_fresh = False
        self._changes = 0
        store.listen(lambda _: self._doubt(), self._doubt, topics=(WARNED[0], _RENEWED))

    @property
    def known(self) -> PageWarning | None:
        """The one that stands, as far as it is known without asking the store."""
        found = self._known
        return found if found is not None and found.stands_at(self._clock()) else None

    @property
    def exercise(self) -> PageWarning | None:
        """The one that is practised, likewise: only for who is logged in."""
        found = self._exercise
        return found if found is not None and found.stands_at(self._clock()) else None

    @property
    def mirrored(self) -> Sequence[MirroredWarning]:
        """Those of others, the worst first."""
        now = self._clock()
        return [each for each in self._mirrored if each.until > now][:MOST_MIRRORED]

    @property
    def until(self) -> datetime | None:
        """When the first of what stands for everybody goes by itself."""
        ends = [each.until for each in self.mirrored]
        ends += [self.known.ends_at] if self.known is not None and self.known.ends_at is not None else []
        return min(ends, default=None)

    async def current(self) -> PageWarning | None:
        if not self._is_fresh:
            changes = self._changes
            self._known, self._exercise, self._mirrored = await self._store.read(_standing)
            self._is_fresh = changes == self._changes  # else what was read may be old already
        return self.known

    def _doubt(self) -> None:
        self._changes += 1
        self._is_fresh = False


_Standing: TypeAlias = tuple[PageWarning | None, PageWarning | None, Sequence[MirroredWarning]]


async def _standing(tx: Tx) -> _Standing:
    own, exercise = await tx.warnings.standing(tx.now), await tx.warnings.standing(tx.now, exercise=True)
    return own, exercise, await tx.mirrored.standing(tx.now)
