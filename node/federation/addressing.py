"""Names on the network in one canonical form: origins, hosts, ids and handles (T-072, T-073; FEP-fe34).

An id stays the opaque string its owner wrote: we store it and send it back exactly so. But whoever asks "is this the
same?", "whose host is this?", "may this origin speak for that one?" compares the forms made here, because `HTTPS://A.Example:443/x`
and `https://a.example/x` are the same place, while a comparison of strings says they are not (CVE-2023-42451).

Everything here is pure. Whatever cannot be brought into a canonical form is refused with `Invalid`, never guessed at:
two programs that read one odd address differently are how checks get bypassed.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

import idna

from node.errors import Invalid

MAX_LENGTH = 2048

_DEFAULT_PORTS = {"http": 80, "https": 443}

# What nearly every address on the wire looks like. It is canonical up to the path, so the origin is a slice of it.
_PLAIN = re.compile(
    r"(https://((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?))(/[!-\[\]-~]*)?"
)
_PARTS = re.compile(r"([A-Za-z]+)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([1-9][0-9]{0,4}))?")
# C0, DEL and C1 control characters, the backslash (browsers read it as a slash), and halves of surrogate pairs
_NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?|([^!-~]+|[\"<>^`{|}])")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address taken apart. `host` is canonical (IPv6 without brackets), `port` the one to connect to.

    `path`, `query` (with its `?`) and `fragment` (with its `#`) are as they were written.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def authority(self) -> str:
        """What belongs in a Host header: the host, and the port when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """Path and query as they go over the wire: what a signature covers. ASCII, otherwise as written."""
        return _only_ascii((self.path or "/") + self.query)

    @property
    def url(self) -> str:
        """The address to ask: canonical origin, the target as written, no fragment."""
        return self.origin + self.target


def split(uri: str) -> Address:
    """Takes an http(s) address apart, or raises Invalid."""
    if len(uri) <= MAX_LENGTH and (plain := _PLAIN.fullmatch(uri)) and "?" not in uri and "#" not in uri:
        return Address("https", plain[2], 443, plain[3] or "", "", "")
    return _split_odd(uri)


@lru_cache(4096)  # each address that comes in is looked at several times
def origin(uri: str) -> str:
    """`scheme://host[:port]`: lower case, IDNA, without default port and trailing dot. The unit of trust (FEP-fe34)."""
    if len(uri) <= MAX_LENGTH and (plain := _PLAIN.fullmatch(uri)):
        return plain[1]
    return _split_odd(uri).origin


@lru_cache(4096)
def host_of(uri: str) -> str:
    """The canonical host alone: what host rules and blocks are about. An IPv6 literal comes without brackets."""
    if len(uri) <= MAX_LENGTH and (plain := _PLAIN.fullmatch(uri)):
        return plain[2]
    return _split_odd(uri).host


@lru_cache(4096)
def authority_of(uri: str) -> str:
    """Host and, where it is not the scheme's own, port: what stands after the @ of a handle."""
    if len(uri) <= MAX_LENGTH and (plain := _PLAIN.fullmatch(uri)):
        return plain[2]
    return _split_odd(uri).authority


def same_origin(a: str, b: str) -> bool:
    """Whether one may speak for the other. Raises Invalid when either is no address: that is never "the same"."""
    return origin(a) == origin(b)


def canonical(uri: str) -> str:
    """The form in which two ids are compared (RFC 3986, 6.2.2 and 6.2.3). Never stored as the id, never sent.

    On top of the origin: percent-escapes in upper case and only where needed, no dot segments, "/" for an empty path.
    """
    address = split(uri)
    path = _without_dots(_normal(address.path)) or "/"
    return address.origin + path + _normal(address.query) + _normal(address.fragment)


@lru_cache(4096)
def canonical_host(host: str) -> str:
    """A host name or IP literal (IPv6 with or without brackets) as it is compared: lower case, IDNA, no final dot.

    IPv4 literals in any spelling a browser or `inet_aton` reads (`0x7f.1`, `2130706433`) become four decimal numbers.
    """
    if host.startswith("[") and host.endswith("]"):
        return _ipv6(host[1:-1])
    if ":" in host:
        return _ipv6(host)
    if not host.isascii():
        host = _to_ascii(host)
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(labels)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Invalid("The address names no proper host.")
    return host


@lru_cache(4096)
def _split_odd(uri: str) -> Address:
    """The long way, for everything that is not as plain as most."""
    if len(uri) > MAX_LENGTH:
        raise Invalid(f"The address is longer than {MAX_LENGTH} characters.")
    if _NEVER.search(uri):
        raise Invalid("The address contains a control character or a backslash.")
    if uri != uri.strip():
        raise Invalid("The address begins or ends with a space.")
    parts = _PARTS.fullmatch(uri)
    scheme = parts[1].lower() if parts else ""
    if parts is None or scheme not in _DEFAULT_PORTS:
        raise Invalid("The address does not begin with https:// or http://.")
    if "@" in parts[2]:
        raise Invalid("The address contains a user name.")
    authority = _AUTHORITY.fullmatch(parts[2])
    if authority is None or not authority[1]:
        raise Invalid("The address names no proper host and port.")
    port = int(authority[2]) if authority[2] else _DEFAULT_PORTS[scheme]
    if port > 65535:
        raise Invalid("The address names a port above 65535.")
    return Address(scheme, canonical_host(authority[1]), port, parts[3], parts[4] or "", parts[5] or "")


def _to_ascii(host: str) -> str:
    """Unicode to punycode as browsers do it (UTS 46, non-transitional): wider than IDNA 2008, which knows no emoji."""
    if len(host) > 253:
        raise Invalid("The address names a host that is too long.")
    try:
        labels = idna.uts46_remap(host, std3_rules=False).split(".")
    except UnicodeError as error:
        raise Invalid("The address names a host that cannot be written in ASCII.") from error
    return ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)


def _ipv4(labels: list[str]) -> str:
    """The WHATWG URL standard's IPv4 parser: one to four numbers, decimal, octal or hexadecimal, the last one wide."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) and len(label) <= 16 for label in labels):
        raise Invalid("The address names a host that is neither a name nor an IPv4 address.")
    try:
        numbers = [_number(label) for label in labels]
    except ValueError as error:
        raise Invalid("The address names an IPv4 address with an octal number that is none.") from error
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        raise Invalid("The address names an IPv4 address that is out of range.")
    value = last + sum(head << (24 - 8 * place) for place, head in enumerate(heads))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") else int(label)


def _ipv6(literal: str) -> str:
    """Compressed as in RFC 5952. A zone (`%eth0`) names an interface of ours, which is nobody else's to choose."""
    try:
        if "%" in literal:
            raise Invalid("The address names an IPv6 zone.")
        return str(IPv6Address(literal))
    except AddressValueError as error:
        raise Invalid("The address names no proper IPv6 address.") from error


def _only_ascii(text: str) -> str:
    """Escapes what cannot stand in a request line, and touches nothing else."""
    if text.isascii() and " " not in text:
        return text
    return re.sub(r"[^!-~]+", lambda odd: _escaped(odd[0]), text)


def _normal(text: str) -> str:
    return _ESCAPE.sub(_normal_escape, text)


def _normal_escape(found: re.Match[str]) -> str:
    if found[2]:
        return _escaped(found[2])
    if found[1] is None:  # a lone percent sign
        return "%25"
    meant = chr(int(found[1], 16))
    return meant if meant in _UNRESERVED else f"%{found[1].upper()}"


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4, for a path that is empty or begins with a slash."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


# --- handles -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handle:
    """`name` as written (other servers may tell A from a), `host` canonical, with its port if it has one, or None."""

    name: str
    host: str | None

    def __str__(self) -> str:
        return f"@{self.name}@{self.host}" if self.host else f"@{self.name}"


_HANDLE = re.compile(r"(?:acct:)?@?([\w](?:[\w.~+-]{0,126}[\w~+-])?)(?:@([^@/?#%]+))?", re.IGNORECASE)


def parse_handle(text: str) -> Handle:
    """Reads `@name@host`, `name@host`, `acct:name@host`, `@name` or `name`; raises Invalid for anything else.

    The host may carry a port: nodes in development have one.
    """
    found = _HANDLE.fullmatch(text.strip()) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise Invalid("This is not a handle of the form @name@host.")
    return Handle(found[1], authority_of(f"https://{found[2]}") if found[2] else None)


# --- showing a host to people --------------------------------------------------------------------------------------

# The mixtures in which single languages are really written (UTS 39, "highly restrictive"), besides one script alone
_MIXTURES = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Cyrillic and Greek letters that look like Latin ones: a label of nothing else is a disguise, not a word
_LATIN_TWINS = frozenset("асԁеһіјӏорԛѕԝхуъьгкпмтвнαικνορτυχγω")


def display_host(host: str) -> str:
    """A canonical host as people should see it: in its own script, or in punycode when it may be a disguise (T-073).

    A label stays in punycode when it mixes scripts no language mixes, consists of look-alikes of Latin letters, or
    holds anything but letters, digits and hyphens (emoji, invisible signs).
    """
    if "xn--" not in host:
        return host
    return ".".join(_shown(label) for label in host.split("."))


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        meant = label[4:].encode().decode("punycode")
        honest = not meant.isascii() and _to_ascii(meant) == label
    except (UnicodeError, Invalid):
        return label
    return meant if honest and _is_one_language(meant) else label


def _is_one_language(label: str) -> bool:
    letters = [sign for sign in label if not (sign.isascii() and sign in "0123456789-")]
    if not all(unicodedata.category(sign) in {"Ll", "Lo", "Lm", "Mc", "Mn"} for sign in letters):
        return False
    if _LATIN_TWINS.issuperset(letters):
        return False
    scripts = {_script(sign) for sign in letters} - {"MARK"}
    if scripts == {"LATIN"}:
        # Latin beyond the alphabets of Europe and Vietnam is phonetic signs: more look-alikes
        return all(sign < "\u0250" or "\u1e00" <= sign < "\u1f00" for sign in letters)
    return len(scripts) == 1 or any(scripts <= mixture for mixture in _MIXTURES)


def _script(sign: str) -> str:
    """The standard library has no script property, but a letter's name begins with its script."""
    if unicodedata.category(sign).startswith("M") or sign == "ー":  # the Japanese length mark serves two scripts
        return "MARK"
    return unicodedata.name(sign, "?").split()[0].split("-")[0]
