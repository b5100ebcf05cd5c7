"""What a single value must look like. Each rule returns the value in its one canonical form or raises `ValueError`
with the half sentence that follows the key's name: "must be ...".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Network: TypeAlias = IPv4Network | IPv6Network
Number = TypeVar("Number", int, float)

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ACCOUNT = re.compile(r"[a-z0-9_]{1,30}")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Tcp:
    """`host` without brackets; `port` 0 lets the system choose."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Unix:
    path: Path


Listen: TypeAlias = Tcp | Unix


def origin(text: str) -> str:
    """`https://host[:port]`: lower case, without a default port, without a slash at the end (T-072)."""
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        raise ValueError(f"must begin with https:// (or http:// in development) and name a host, not {_quoted(text)}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError(f"must end after the host: a node lives at the root of its host name, not at {_quoted(text)}")
    if "@" in parts.netloc:
        raise ValueError("must not contain a user name or password")
    return f"{parts.scheme}://{host(parts.netloc, default_port=_DEFAULT_PORTS[parts.scheme])}"


def endpoint(text: str) -> str:
    """Where a service of one's own is: as an origin, perhaps with a path, or empty."""
    if not text:
        return text
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must begin with https:// or http:// and name a host, without user name or password")
    return text.rstrip("/")


def address(text: str) -> str:
    """A page, feed or interface in the web, perhaps with a query; as it is written."""
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc or "@" in parts.netloc or not text.isprintable():
        raise ValueError("must begin with https:// or http:// and name a host, without user name or password")
    return text


def account_or_nothing(text: str) -> str:
    """The name of an account of this node, as it is stored: in small letters, without the @."""
    name = text.removeprefix("@").lower()
    if name and not _ACCOUNT.fullmatch(name):
        raise ValueError(f"must be the name of an account here, such as rathaus, not {_quoted(text)}")
    return name


def address_or_nothing(text: str) -> str:
    return text and address(text)


def host(text: str, *, default_port: int | None = None) -> str:
    """`name`, `name:port`, `192.0.2.1` or `[2001:db8::1]:port`, in lower case and without `default_port`."""
    name, port = _split_port(text)
    name = name.lower().removesuffix(".")
    if not name.isascii():
        # IDNA 2003 and 2008 disagree on names such as "weißwasser", and an address can never be changed
        raise ValueError(f"must be written in its xn-- form, not as {_quoted(text)}")
    if name.startswith("["):
        name = f"[{_literal(name[1:-1])}]"
    elif _looks_numeric(name):
        name = _literal(name)
    elif len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(f"must be a host name, not {_quoted(text)}")
    return name if port is None or port == default_port else f"{name}:{port}"


def host_or_nothing(text: str) -> str:
    return host(text) if text else ""


def without_port(name: str) -> str:
    """The bare name or IP literal (without brackets) of what `host` returned."""
    bare, _ = _split_port(name)
    return bare.removeprefix("[").removesuffix("]")


def is_local(name: str) -> bool:
    """Names and literals that never mean a public server: `localhost`, `*.localhost`, `*.test` and loopback."""
    if name == "localhost" or name.endswith((".localhost", ".test")):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def pattern(text: str) -> str:
    """A shell pattern over host names or IPv4 literals. No port: any port is meant."""
    lowered = text.lower()
    if not lowered or not re.fullmatch(r"[a-z0-9_.*?\[\]!-]+", lowered):
        raise ValueError(
            f"must be host names, IPv4 addresses or shell patterns such as *.localhost, without scheme or port, "
            f"not {_quoted(text)}"
        )
    return lowered


def path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError("must name a folder")
    return Path(text)


def network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(
            f"must be addresses or networks such as 127.0.0.1 or 10.0.0.0/8, not {_quoted(text)}"
        ) from None


def listen(text: str) -> Listen:
    """`host:port`, `[::1]:port` or `unix:/absolute/path`."""
    if text.startswith("unix:"):
        socket = Path(text.removeprefix("unix:"))
        if not socket.is_absolute():
            raise ValueError(f"must name an absolute path after unix:, not {_quoted(text)}")
        return Unix(socket)
    name, port = _split_port(text)
    if not name or port is None:
        raise ValueError(f"must be host:port or unix:/path, not {_quoted(text)}")
    return Tcp(name.removeprefix("[").removesuffix("]"), port)


def zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"must be a time zone this system knows (Debian: package tzdata), such as Europe/Berlin, "
            f"not {_quoted(text)}"
        ) from None


def line(text: str) -> str:
    """One line of text: it stands in page titles and in headers of mails (T-182)."""
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    return text.strip()


def framing_site(text: str) -> str:
    """A site as Content-Security-Policy names it: `https://www.stadt.example`, `https://*.stadt.example`, or `*`."""
    if text == "*":
        return text
    match = re.fullmatch(r"(https?)://((?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(:\d{1,5})?/?", text.strip().lower())
    if match is None:
        raise ValueError(
            f"must be a site such as https://www.stadt.example or https://*.stadt.example, not {_quoted(text)}"
        )
    return f"{match[1]}://{match[2]}{match[3] or ''}"


def slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", text):
        raise ValueError(f"must be a short word of a-z, 0-9 and hyphens, not {_quoted(text)}")
    return text


def color(text: str) -> str:
    """A colour as #14527a, or nothing."""
    if text and not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"must be a colour such as #14527a, not {_quoted(text)}")
    return text.lower()


def digits(count: int) -> Callable[[str], str]:
    def rule(text: str) -> str:
        if text and not re.fullmatch(rf"[0-9]{{{count}}}", text):
            raise ValueError(f"must be {count} digits, not {_quoted(text)}")
        return text

    return rule


def day(text: str) -> str:
    """A date as 2026-11-28, or nothing."""
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"must be a day such as 2026-11-28, not {_quoted(text)}") from None


def email(text: str) -> str:
    if text and not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+", text):
        raise ValueError(f"must be an e-mail address, not {_quoted(text)}")
    return text


def database_url(text: str) -> str:
    """Never quotes what was given: it may hold a password."""
    scheme = text.partition("://")[0]
    if text.startswith(_SQLITE):
        if text.removeprefix(_SQLITE) in {"", ":memory:"} or "?" in text or "#" in text:
            raise ValueError("must name a file after sqlite:///, without options")
        return text
    if scheme == "postgres":
        raise ValueError("must begin with postgresql://, not postgres://")
    if scheme != "postgresql":
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if not _split(text).path.strip("/"):
        raise ValueError("must name a database: postgresql://user:password@host/name")
    return text


def at_least(least: Number) -> Callable[[Number], Number]:
    def rule(value: Number) -> Number:
        if value < least:
            raise ValueError(f"must be {least:g} or more, not {value:g}")
        return value

    return rule


def between(least: Number, most: Number) -> Callable[[Number], Number]:
    def rule(value: Number) -> Number:
        if not least <= value <= most:
            raise ValueError(f"must be between {least:g} and {most:g}, not {value:g}")
        return value

    return rule


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:  # its message may quote a password
        raise ValueError("must be a URL; signs such as [ and ] in it are written as %5B and %5D") from None


def _split_port(text: str) -> tuple[str, int | None]:
    matched = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?", text)
    if matched is None:
        raise ValueError(f"must be a host name, with :port if need be (IPv6 in brackets), not {_quoted(text)}")
    name, digits = matched.groups()
    port = None if digits is None else int(digits)
    if port is not None and port > 65535:
        raise ValueError(f"must have a port of at most 65535, not {port}")
    return name, port


def _looks_numeric(name: str) -> bool:
    """Resolvers read 127.1, 0x7f.1 and 2130706433 as addresses, so a last label of digits is never a name."""
    return re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)", name.rpartition(".")[2]) is not None


def _literal(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"must be a host name or a complete IP address, not {_quoted(text)}") from None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:77]}...")
