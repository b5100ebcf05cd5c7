"""What a signature is about: the message, and the claim somebody makes about it. Shared by both schemes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from node.errors import Unauthenticated

Scheme: TypeAlias = Literal["cavage", "rfc9421"]

LONGEST_HEADER: Final = 8_192  # characters of any header that takes part in a signature
LONGEST_KEY_ID: Final = 2_048
LONGEST_SIGNATURE: Final = 1_024  # bytes: RSA with 8192 bits
MOST_COVERED: Final = 32

# Two of these leave open which one counts: a proxy, this check and the reader of the message might disagree.
_ONCE: Final = ("signature", "signature-input", "digest", "content-digest", "date", "host")
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it was received, or as it is about to be sent.

    `url` is the public address the node knows itself by, with the target exactly as it was received: the configured
    base URL plus the raw path and query. Nothing of it may come from a header. `headers` has lower-case names and every
    value of a name in order. `status` is set for responses only, which we never verify.
    """

    method: str
    url: str
    headers: Mapping[str, tuple[str, ...]]
    body: bytes = b""
    status: int | None = None

    @classmethod
    def of(cls, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes = b"") -> "Message":
        """A message from header lines as they came, in order."""
        gathered: dict[str, tuple[str, ...]] = {}
        for name, value in headers:
            lower = name.lower()
            gathered[lower] = (*gathered.get(lower, ()), value)
        return cls(method, url, gathered, body)

    @property
    def scheme(self) -> str:
        return self.url.partition("://")[0].lower()

    @property
    def authority(self) -> str:
        """Host and port, lower-case, without a default port."""
        rest = self.url.partition("://")[2]
        return plain_authority(self.scheme, rest[: _end_of_authority(rest)])

    @property
    def target(self) -> str:
        """Path and query, as received."""
        rest = self.url.partition("://")[2]
        target = rest[_end_of_authority(rest) :].partition("#")[0]
        return target if target.startswith("/") else "/" + target

    def only(self, name: str) -> str | None:
        """The one value of a header; None without it. Given twice, the message is refused."""
        values = self.headers.get(name)
        if not values:
            return None
        if len(values) > 1:
            raise Unauthenticated(f"the header {name} is given twice")
        value = values[0].strip(" \t")
        if len(value) > LONGEST_HEADER:
            raise Unauthenticated(f"the header {name} is too long")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(ABC):
    """What the sender says: this key signed these parts of the message. Nothing of it is proven yet.

    `algorithm` is the label as sent, known to be one we take, or None; the key decides (see `verify`).
    `covered` names what is signed; `created` and `expires` are Unix times that are themselves signed.
    """

    scheme: ClassVar[Scheme]

    key_id: str
    algorithm: str | None
    covered: frozenset[str]
    created: int | None
    expires: float | None
    signature: bytes

    @abstractmethod
    def base(self, message: Message) -> bytes:
        """The bytes that were signed, if the message is the one the sender signed."""

    @abstractmethod
    def require_target(self, message: Message) -> None:
        """Refuse unless method, target and host are covered."""

    @abstractmethod
    def fits(self, algorithm: str) -> bool:
        """Whether the label does not contradict a key that is used with `algorithm` (its RFC 9421 name)."""


def plain_authority(scheme: str, authority: str) -> str:
    lower = authority.lower()
    return lower.removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))


def refuse_doubles(message: Message) -> None:
    for name in _ONCE:
        if len(message.headers.get(name, ())) > 1:
            raise Unauthenticated(f"the header {name} is given twice")


def require_own_host(message: Message) -> None:
    """A request made for another host is not for us, even if its signature was carried along unchanged."""
    host = message.only("host")
    if host is not None and plain_authority(message.scheme, host) != message.authority:
        raise Unauthenticated("the request is meant for another host")


def readable_key_id(key_id: object) -> str:
    """The key's address. Ours to fetch later, so it has to be one; a fragment or none, both are common."""
    if not isinstance(key_id, str) or not key_id:
        raise Unauthenticated("the signature does not name its key (keyId)")
    if len(key_id) > LONGEST_KEY_ID:
        raise Unauthenticated("the keyId is too long")
    if not key_id.startswith(("https://", "http://")) or not key_id.isprintable() or " " in key_id:
        raise Unauthenticated("the keyId is not an address (https://...)")
    return key_id


def _end_of_authority(rest: str) -> int:
    return min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
