"""What we know of other servers, at hand without asking the database: blocked, failing, and how they want requests
signed. Kept true by what the store tells after each change, in every process."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from node.config import Config
from node.errors import Forbidden
from node.federation.addressing import host_of
from node.federation.signatures import Scheme
from node.model.host import Policy
from node.store.database import Store, Tx

_REMEMBERED = 10_000  # hosts whose taste in signatures is kept (T-117)


@dataclass(frozen=True, slots=True)
class _Known:
    """Names of hosts, each standing for all below it, but for those that fail."""

    blocked: frozenset[str] = frozenset()
    without_media: frozenset[str] = frozenset()
    without_reports: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()


class HostBook:
    """`load` once before use. Host names are canonical and without port, as blocks are meant."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._first = config.federation.first_signature
        self._allowed = tuple(host_of(f"https://{each}") for each in config.federation.allowed_hosts)  # on any port
        self._own = config.hostname
        self._known = _Known()
        self._signs: OrderedDict[str, Scheme] = OrderedDict()
        self._stale = True
        store.listen(lambda _: self._doubt(), self._doubt, topics=("host",))

    async def load(self) -> None:
        self._stale = False
        self._known = await self._store.read(_everything)

    async def refresh(self) -> None:
        """Read again if something changed; cheap when nothing did."""
        if self._stale:
            await self.load()

    def _doubt(self) -> None:
        self._stale = True

    def is_blocked(self, host: str) -> bool:
        """A block covers the subdomains too. With `federation.allowed_hosts` everybody counts as blocked who is neither
        there nor was allowed since."""
        if self._allowed and host != self._own and not self._is_allowed(host):
            return True
        return _is_among(host, self._known.blocked)

    def _is_allowed(self, host: str) -> bool:
        return _is_among(host, self._known.allowed) or any(_covers(each, host) for each in self._allowed)

    def rejects_media(self, uri: str) -> bool:
        """Whether pictures, films and sounds of that address's host are not wanted here."""
        return _is_among(host_of(uri), self._known.without_media)

    def rejects_reports(self, uri: str) -> bool:
        """Whether complaints by that address's host are not wanted here."""
        return _is_among(host_of(uri), self._known.without_reports)

    def refuse_blocked(self, uri: str) -> None:
        """Raises Forbidden when we have nothing to do with the host of that address."""
        host = host_of(uri)
        if self.is_blocked(host):
            raise Forbidden(f"this node does not exchange anything with {host}")

    async def seen_alive(self, host: str, now: datetime) -> None:
        """Something genuine came from it: any failure before is forgotten (T-318). Costs nothing for healthy hosts."""
        if host in self._known.failing:
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


def _is_among(host: str, names: Collection[str]) -> bool:
    """Whether it, or what it is below of, is one of them."""
    return bool(names) and any(each in names for each in parents(host))


def parents(host: str) -> Sequence[str]:
    """The host and all it is below of: `a.b.example`, `b.example`, `example`."""
    parts = host.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


async def _everything(tx: Tx) -> _Known:
    decided, troubled = await tx.hosts.decided(), await tx.hosts.troubled()
    return _Known(
        blocked=frozenset(host.name for host in decided if host.policy is Policy.BLOCKED),
        without_media=frozenset(host.name for host in decided if host.decision.rejects_media),
        without_reports=frozenset(host.name for host in decided if host.decision.rejects_reports),
        allowed=frozenset(await tx.hosts.allowed()),
        failing=frozenset(host.name for host in troubled),
    )
