"""Which organisation answers for a channel that was founded while the node runs: read from the store into the tree of
organisations, in every process, before the next request is answered."""

from typing import Final

from node.config import Organizations
from node.store.database import Store

_TOPIC: Final = "offices"


class OfficeBook:
    """One per node."""

    def __init__(self, store: Store, organizations: Organizations) -> None:
        self._store = store
        self._organizations = organizations
        self._is_stale = True
        store.listen(lambda _: self._doubt(), self._doubt, topics=(_TOPIC,))

    @property
    def are_current(self) -> bool:
        return not self._is_stale or not self._organizations

    async def current(self) -> None:
        """Read again if something changed."""
        if self.are_current:
            return
        self._is_stale = False  # what is told while we read makes it stale again
        try:
            self._organizations.place(await self._store.read(lambda tx: tx.channels.offices()))
        except BaseException:
            self._doubt()
            raise

    def _doubt(self) -> None:
        self._is_stale = True
