"""How often somebody may fail to log in. Kept in memory as keyed hashes that die with the process: no address of a
person or a connection is stored (T-148).

Three counts, so that neither guessing one person's password nor trying one password on many people goes on, and yet
nobody can lock a person out from elsewhere with a few wrong passwords: person and network together, network, person.
"""

import hmac
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta

from node.errors import TooMany

_KEPT = 20_000
_OF_NETWORK = 5
_OF_PERSON = 10


class Attempts:
    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._failures: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()

    def check(self, node: str, email: str, network: str, *, most: int, now: datetime) -> None:
        """Raises TooMany. `node` is its host, `network` where the client is (`limits.client_range`), `most` the
        failures one network may have with one person."""
        for key, times in self._keys(node, email, network):
            count, until = self._failures.get(key, (0, now))
            if until > now and count >= most * times:
                raise TooMany("too many attempts to log in", retry_after=(until - now).total_seconds())

    def failed(self, node: str, email: str, network: str, *, minutes: int, now: datetime) -> None:
        """Count a failure; it is forgotten `minutes` after the first of its row."""
        for key, _ in self._keys(node, email, network):
            count, until = self._failures.pop(key, (0, now))
            if until <= now:
                count, until = 0, now + timedelta(minutes=minutes)
            self._failures[key] = (count + 1, until)
        while len(self._failures) > _KEPT:
            self._failures.popitem(last=False)

    def succeeded(self, node: str, email: str, network: str) -> None:
        """The one that was counted beforehand was right."""
        self.take_back(node, email, network)
        pair, _ = self._keys(node, email, network)[0]
        self._failures.pop(pair, None)

    def take_back(self, node: str, email: str, network: str) -> None:
        """The last one was no failure."""
        for key, _ in self._keys(node, email, network):
            count, until = self._failures.get(key, (0, None))
            if until is not None and count > 1:
                self._failures[key] = (count - 1, until)
            else:
                self._failures.pop(key, None)

    def _keys(self, node: str, email: str, network: str) -> tuple[tuple[bytes, int], ...]:
        person = email.strip().lower()
        return (
            (self._key(node, person, network), 1),
            (self._key(node, "", network), _OF_NETWORK),
            (self._key(node, person, ""), _OF_PERSON),
        )

    def _key(self, *parts: str) -> bytes:
        return hmac.digest(self._secret, "\0".join(parts).encode(), "sha256")
