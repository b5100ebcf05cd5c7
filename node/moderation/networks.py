"""Networks that are kept out, at hand without asking the database for each request. Kept true by what the store tells
after each change, in every process. Nobody's address is stored or logged for it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from node.model.moderation import Network
from node.store.database import Store


class NetworkBook:
    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._shut: Sequence[tuple[Network, datetime | None]] = ()
        self._stale = True
        store.listen(lambda _: self._doubt(), self._doubt, topics=("network",))

    def _doubt(self) -> None:
        self._stale = True

    @property
    def are_known_open(self) -> bool:
        """Whether none is shut out, without a look into the store."""
        return not self._stale and not self._shut

    async def are_open(self) -> bool:
        """Whether none is shut out, as on most nodes. Reads again if something changed; cheap when nothing did."""
        if self._stale:
            self._stale = False
            blocks = await self._store.read(lambda tx: tx.barriers.shut_networks())
            self._shut = [(block.network, block.expires_at) for block in blocks]
        return not self._shut

    def is_shut(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether nothing is answered to that address. After `are_open`."""
        now = self._clock()
        return any(address in network for network, expires_at in self._shut if expires_at is None or expires_at > now)
