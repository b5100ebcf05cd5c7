"""Where somebody's own server lets them follow, answer or pass on what they found elsewhere: activity intents (FEP-3b86),
OStatus' subscription, and what is known of server programs that publish neither.

A server names these addresses in its WebFinger answer as templates. They are a stranger's word: what comes out of one is
used only if it is an address a browser may be sent to, over https (T-093).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from node.errors import Forbidden, Gone, Invalid, NotFound, Problem, Refused, Unreachable
from node.federation.addressing import Handle, parse_handle, split
from node.federation.guard import AddressGuard
from node.federation.remote import Remote

NAMESPACE: Final = "https://w3id.org/fep/3b86/"
SUBSCRIBE: Final = "http://ostatus.org/schema/1.0/subscribe"

_LONGEST = 2_048
_MOST_LINKS = 100
_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/"
_ADDRESS = re.compile(r"[!-~]+")  # what a Location header may hold


class Act(StrEnum):
    """What a visitor wants to do at home. `SHARE` is a post of their own with a link in it, `BOOST` passes one on as it
    is."""

    FOLLOW = "follow"
    REPLY = "reply"
    LIKE = "like"
    BOOST = "boost"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What it is about: the id of a post or an account, and for `SHARE` the words to begin with."""

    uri: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where to send the visitor. `address` is empty where their server says nothing and its program is not known; then
    `guess` is what most of them answer."""

    host: str
    address: str = ""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What a server says of itself: intents by their lower-case name (`follow`), OStatus' template, its program."""

    templates: Mapping[str, str] = field(default_factory=dict)
    subscribe: str = ""
    software: str = ""


# Which intents serve, best first; `object` opens the thing itself, and from there one goes on
_INTENTS: Mapping[Act, tuple[str, ...]] = MappingProxyType(
    {
        Act.FOLLOW: ("follow", "object"),
        Act.REPLY: ("create", "object"),
        Act.LIKE: ("like", "object"),
        Act.BOOST: ("announce", "object"),
        Act.SHARE: ("create",),
    }
)
# Without the parameter that tells what is meant, a template leads nowhere
_NEEDED: Mapping[Act, str] = MappingProxyType({Act.REPLY: "inReplyTo", Act.SHARE: "content"})

_OPEN = "/authorize_interaction?uri={uri}"
_SHARE_TEXT = "/share?text={content}"
_MASTODONS = ("mastodon", "hometown", "glitch", "glitchcafe", "fedibird", "allmende")
_MISSKEYS = ("misskey", "sharkey", "firefish", "iceshrimp", "calckey", "cherrypick", "foundkey", "magnetar")
_KNOWN_SHARE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((*_MASTODONS, *_MISSKEYS), _SHARE_TEXT),
        "friendica": "/compose?body={content}",
        "hubzilla": "/rpost?body={content}",
        "streams": "/rpost?body={content}",
        "forte": "/rpost?body={content}",
    }
)
_KNOWN_OPEN: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((*_MASTODONS, "pleroma", "akkoma"), _OPEN),
        **dict.fromkeys(_MISSKEYS, "/authorize-follow?acct={uri}"),
    }
)


def parse_home(text: str) -> Handle:
    """What a visitor typed: `@name@host`, `host`, or the address of their profile. Raises Invalid.

    `name` is empty where only the server was named; `host` is never None.
    """
    typed = text.strip().rstrip("/")
    if not typed or len(typed) > 400:
        raise Invalid("there is neither a handle nor a server in this")
    if typed.lower().startswith(("https://", "http://")):
        return _of_address(typed)
    bare = typed.removeprefix("acct:").removeprefix("@")
    if "@" not in bare:
        if typed.startswith("@") or ("." not in bare and ":" not in bare):
            raise Invalid("this names no server")
        return Handle("", split(f"https://{bare}/").authority)
    handle = parse_handle(typed)
    if handle.host is None:
        raise Invalid("this names no server")
    return handle


def _of_address(url: str) -> Handle:
    """Of `https://host/@name`, `/users/name`, or any other address of the server."""
    address = split(url)
    parts = [part for part in address.path.split("/") if part]
    name = ""
    if len(parts) == 1 and parts[0].startswith("@"):
        name = parts[0][1:].partition("@")[0]
    elif len(parts) == 2 and parts[0] in {"users", "u", "profile"}:
        name = parts[1]
    try:
        return Handle(parse_handle(name).name if name else "", address.authority)
    except Invalid:
        return Handle("", address.authority)


async def find_way(remote: Remote, guard: AddressGuard, visitor: Handle, act: Act, subject: Subject) -> Way:
    """Asks the visitor's server, at most three times. Raises NotFound where it knows nobody so called, Unreachable,
    Refused, Forbidden (a blocked host)."""
    host = visitor.host or ""
    base = f"{'http' if guard.is_development_host(_bare(host)) else 'https'}://{host}"
    home = await _finger(remote, base, visitor)
    way = way_home(home, guard, base, host, act, subject)
    if way.address:
        return way
    software = await _software(remote, base, host)
    return way_home(Home(home.templates, home.subscribe, software), guard, base, host, act, subject)


def way_home(home: Home, guard: AddressGuard, base: str, host: str, act: Act, subject: Subject) -> Way:
    """The best of what a server offers for that act."""
    templates = [home.templates.get(name, "") for name in _INTENTS[act]]
    if act in _NEEDED:
        templates[0] = templates[0] if f"{{{_NEEDED[act]}}}" in templates[0] else ""
    if act is not Act.SHARE:
        templates.append(home.subscribe)
    known = _KNOWN_SHARE if act is Act.SHARE else _KNOWN_OPEN
    if home.software in known:
        templates.append(base + known[home.software])
    for template in templates:
        address = fill(template, guard, _values(subject, act))
        if address:
            return Way(host, address)
    usual = _SHARE_TEXT if act is Act.SHARE else _OPEN
    return Way(host, guess=fill(base + usual, guard, _values(subject, act)))


def fill(template: str, guard: AddressGuard, values: Mapping[str, str]) -> str:
    """The address a template makes; what it asks for and nobody knows becomes nothing (FEP-3b86, 3.2). Empty for what is no
    address a browser may be sent to."""
    if not template or len(template) > _LONGEST:
        return ""
    address = _EXPRESSION.sub(lambda found: quote(values.get(found[1], ""), safe=""), template)
    if not _ADDRESS.fullmatch(address):
        return ""
    try:
        guard.check_url(address)
    except Refused:
        return ""
    return address


def read_home(answer: Mapping[str, Any]) -> Home:
    """What a WebFinger answer offers."""
    links = answer.get("links")
    templates: dict[str, str] = {}
    subscribe = ""
    for link in links[:_MOST_LINKS] if isinstance(links, list) else ():
        rel, template = (link.get("rel"), link.get("template")) if isinstance(link, dict) else (None, None)
        if not isinstance(rel, str) or not isinstance(template, str):
            continue
        if rel.startswith(NAMESPACE):
            templates.setdefault(rel.removeprefix(NAMESPACE).lower(), template)
        elif rel == SUBSCRIBE:
            subscribe = subscribe or template
    return Home(templates, subscribe)


def offered(base: str) -> Sequence[dict[str, str]]:
    """The links with which this node offers the same to its own people."""
    interact = f"{base}/authorize_interaction?uri="
    return [
        {"rel": SUBSCRIBE, "template": f"{interact}{{uri}}"},
        {"rel": f"{NAMESPACE}Follow", "template": f"{interact}{{object}}&tun=folgen"},
        {"rel": f"{NAMESPACE}Like", "template": f"{interact}{{object}}&tun=gefaellt-mir"},
        {"rel": f"{NAMESPACE}Announce", "template": f"{interact}{{object}}&tun=teilen"},
        {"rel": f"{NAMESPACE}Object", "template": f"{interact}{{object}}"},
        {"rel": f"{NAMESPACE}Create", "template": f"{base}/teilen?text={{content}}&auf={{inReplyTo}}"},
    ]


def _values(subject: Subject, act: Act) -> Mapping[str, str]:
    values = {"object": subject.uri, "uri": subject.uri}
    if act is Act.REPLY:
        values["inReplyTo"] = subject.uri
    if act is Act.SHARE:
        values["content"] = subject.text
    return values


async def _finger(remote: Remote, base: str, visitor: Handle) -> Home:
    """Whom only the server was named of: of the server itself, as Mastodon answers."""
    host = visitor.host or ""
    name = visitor.name or _bare(host)
    try:
        answer = await remote.fetch_jrd(f"{base}/.well-known/webfinger?resource={quote(f'acct:{name}@{host}')}")
    except (NotFound, Gone):
        if visitor.name:
            raise NotFound(f"{host} knows nobody so called") from None
        return Home()
    except Invalid:
        return Home()
    except (Refused, Unreachable) as problem:
        if problem.status is not None:  # it answers, but not this
            return Home()
        raise
    return read_home(answer)


async def _software(remote: Remote, base: str, host: str) -> str:
    """The name of the server's program, after NodeInfo; empty where it does not say."""
    try:
        found = await remote.fetch_jrd(f"{base}/.well-known/nodeinfo")
        links = found.get("links")
        for link in links[:_MOST_LINKS] if isinstance(links, list) else ():
            href = link.get("href") if isinstance(link, dict) else None
            if isinstance(href, str) and str(link.get("rel", "")).startswith(_NODEINFO):
                if split(href).authority != host:
                    continue
                software = (await remote.fetch_jrd(href)).get("software")
                name = software.get("name") if isinstance(software, dict) else None
                return name.lower() if isinstance(name, str) else ""
    except Forbidden:
        raise
    except Problem:
        return ""
    return ""


def _bare(host: str) -> str:
    """Without its port."""
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
