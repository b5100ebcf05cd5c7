"""What we know of other servers, at hand without asking the database: blocked, failing, and how they want requests
signed. Kept true by what the store tells after each change, in every process."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from node.config import Config
from node.errors import Forbidden
from node.federation.addressing import host_of
from node.federation.signatures import Scheme
from node.store.database import Store, Told, Tx

_REMEMBERED = 10_000  # hosts whose taste in signatures is kept (T-117)


class HostBook:
    """`load` once before use. Host names are canonical and without port, as blocks are meant."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._first = config.federation.first_signature
        self._allowed = config.federation.allowed_hosts
        self._own = config.hostname
        self._blocked: frozenset[str] = frozenset()
        self._failing: frozenset[str] = frozenset()
        self._dead: frozenset[str] = frozenset()
        self._signs: OrderedDict[str, Scheme] = OrderedDict()
        self._stale = True
        store.listen(self._hear)

    async def load(self) -> None:
        self._stale = False
        self._blocked, self._failing, self._dead = await self._store.read(_everything)

    async def refresh(self) -> None:
        """Read again if something changed; cheap when nothing did."""
        if self._stale:
            await self.load()

    def _hear(self, told: Sequence[Told]) -> None:
        if any(topic == "host" for topic, _ in told):
            self._stale = True

    def is_blocked(self, host: str) -> bool:
        """A block covers the subdomains too; with `federation.allowed_hosts` everybody else counts as blocked."""
        if self._allowed and host != self._own and not any(_covers(each, host) for each in self._allowed):
            return True
        if not self._blocked:
            return False
        parts = host.split(".")
        return any(".".join(parts[start:]) in self._blocked for start in range(len(parts)))

    def refuse_blocked(self, uri: str) -> None:
        """Raises Forbidden when we have nothing to do with the host of that address."""
        host = host_of(uri)
        if self.is_blocked(host):
            raise Forbidden(f"this node does not exchange anything with {host}")

    def is_dead(self, host: str) -> bool:
        return host in self._dead

    async def seen_alive(self, host: str, now: datetime) -> None:
        """Something genuine came from it: any failure before is forgotten (T-318). Costs nothing for healthy hosts."""
        if host in self._failing:
            await self._store.write(lambda tx: tx.hosts.alive(host, now))
            await self.refresh()

    def scheme_for(self, authority: str) -> Scheme:
        """Which signature its server took last, else the one to try first."""
        return self._signs.get(authority, self._first)

    def note_scheme(self, authority: str, scheme: Scheme) -> None:
        if scheme == self._first:
            self._signs.pop(authority, None)
            return
        self._signs[authority] = scheme
        self._signs.move_to_end(authority)
        if len(self._signs) > _REMEMBERED:
            self._signs.popitem(last=False)


def _covers(pattern: str, host: str) -> bool:
    return host == pattern or host.endswith("." + pattern) or fnmatchcase(host, pattern)


async def _everything(tx: Tx) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    troubled = await tx.hosts.troubled()
    return (
        frozenset(host.name for host in await tx.hosts.blocked()),
        frozenset(host.name for host in troubled),
        frozenset(host.name for host in troubled if host.dead_at is not None),
    )
