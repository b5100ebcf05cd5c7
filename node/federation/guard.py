"""Where this node may connect to, and where never (T-093).

Strangers choose the addresses we fetch: an id, an inbox, a picture. Without this guard they would make us speak to our
own database, the office's printer or the cloud's metadata service. So everything the network, a user or an
administrator's page names passes twice: `check_url` before a name is resolved, `check_address` for each address it
resolved to, and again at each redirect. Endpoints in the configuration file are trusted and do not come here.

**Addresses.** IPv4 is open but for a table of special networks. IPv6 is closed but for global unicast (2000::/3), minus
its special parts, so that every way of wrapping an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is refused
without being unwrapped.

**Ports.** 80, 443 and everything from 1024 up, except where databases, chat, proxies and the like usually listen. There
are Fediverse servers on odd ports, hence no strict list; closed are services that could take our bytes for commands.

**Development hosts** (`federation.development_hosts`) may be reached over plain http, on any port, and on 127.0.0.0/8.
They win nothing else: `::1`, private and link-local addresses stay closed to them, and a redirect to a host that
is not a development host is judged like any other. Nobody else ever reaches loopback.
"""

import re
from fnmatch import translate
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

from node.errors import Invalid, Refused
from node.federation import addressing
from node.federation.addressing import Address

_LOOPBACK = IPv4Network("127.0.0.0/8")

_CLOSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # "this" network; connects to loopback on Linux
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host agent: a public address that is reachable only from inside
        "169.254.0.0/16",  # link-local, the usual metadata service
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")

# Names no public resolver answers, or should be asked for. Loopback names are here too: only patterns open them.
_CLOSED_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".onion", ".arpa", ".invalid")

_CLOSED_PORTS = frozenset(
    {
        *(1433, 1521, 3306, 5432, 6379, 9042, 9200, 9300, 11211, 27017, 28017),  # databases and caches
        *(2049, 3128, 3260, 3389, 5900, 6000, 6566, 10080),  # files, proxies, screens
        *(1719, 1720, 1723, 4190, 5060, 5061, 6665, 6666, 6667, 6668, 6669, 6697),  # calls, mail filters, chat
        *(2375, 2376, 2379, 2380, 4194, 8500, 10250, 10255),  # container and cluster control
    }
)


class AddressGuard:
    """`development_hosts`: shell patterns over host names or IP literals, without port."""

    def __init__(self, development_hosts: tuple[str, ...] = ()) -> None:
        patterns = "|".join(translate(pattern.lower()) for pattern in development_hosts)
        self._development_hosts = re.compile(patterns) if patterns else None

    def check_url(self, url: str) -> Address:
        """Takes an address apart and judges all of it that can be judged before resolving. Raises Refused."""
        try:
            address = addressing.split(url)
        except Invalid as error:
            raise Refused(error.reason) from error
        if self.is_development_host(address.host):
            self._check_literal(address.host)
            return address
        if address.scheme != "https":
            raise Refused(f"{address.host} is only asked over https.")
        if not (address.port in {80, 443} or address.port >= 1024) or address.port in _CLOSED_PORTS:
            raise Refused(f"Port {address.port} of {address.host} is not one for web servers.")
        if not self._check_literal(address.host):
            _check_name(address.host)
        return address

    def check_address(self, host: str, ip: str) -> None:
        """Judges one address that `host` resolved to. Raises Refused."""
        found = _parsed(ip)
        if found is None or not (_is_open(found) or (found in _LOOPBACK and self.is_development_host(host))):
            raise Refused(f"{host} is at an address we do not connect to.")

    def check_peer(self, ip: str) -> None:
        """The last look, at the very socket: may this node connect there for any host at all? Raises Refused."""
        found = _parsed(ip)
        if found is None or not (_is_open(found) or (found in _LOOPBACK and self._development_hosts is not None)):
            raise Refused("This address is not one we connect to.")

    def is_development_host(self, host: str) -> bool:
        return self._development_hosts is not None and self._development_hosts.match(host) is not None

    def _check_literal(self, host: str) -> bool:
        """Whether the host is an IP literal; no resolver will see it, so it is judged here."""
        if ":" not in host and not host.rpartition(".")[2].isdigit():  # in canonical form no name ends in a number
            return False
        self.check_address(host, host)
        return True


def is_translated(ip: str) -> bool:
    """Whether a DNS64 resolver made this IPv6 address out of an IPv4 one. We use the original then."""
    found = _parsed(ip)
    return found is not None and found in _NAT64


def _check_name(host: str) -> None:
    # a resolver looks up a single word in the office's own domain
    if "." not in host or host.endswith(_CLOSED_NAMES):
        raise Refused(f"{host} is not a public host name.")


def _is_open(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _CLOSED_V4)
    return ip in _OPEN_V6 and not any(ip in network for network in _CLOSED_V6)


def _parsed(ip: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address, and for IPv6 with a zone."""
    try:
        if ":" not in ip:
            return IPv4Address(ip)
        return None if "%" in ip else IPv6Address(ip)
    except AddressValueError:
        return None
