"""The components of a message that RFC 9421 can sign (section 2), each as the text that is signed."""

import re
from typing import Final
from urllib.parse import quote, unquote_plus

from node.errors import Invalid, Unauthenticated
from node.federation.signatures.message import LONGEST_HEADER, Message
from node.federation.signatures.structured import Bare, InnerList, Item, Member, byte_sequence, parse_dictionary

DERIVED: Final = frozenset(
    {
        "@method",
        "@target-uri",
        "@authority",
        "@scheme",
        "@request-target",
        "@path",
        "@query",
        "@query-param",
        "@status",
    }
)
_FOLDED: Final = re.compile(r"[ \t]*\r?\n[ \t]+")
_FIELD_NAME: Final = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")


def identifier(component: Item) -> str:
    """The component's name as it stands at the start of its line, parameters included."""
    try:
        return str(component)
    except Invalid as problem:
        raise Unauthenticated(problem.reason) from problem


def value_of(message: Message, component: Item) -> str:
    name = str(component.value)
    parameters = dict(component.parameters)
    for unsupported in ("req", "tr"):
        if unsupported in parameters:
            raise Unauthenticated(f"signatures over components with ;{unsupported} are not accepted")
    if name.startswith("@"):
        return _derived(message, name, parameters)
    if not _FIELD_NAME.fullmatch(name):
        raise Unauthenticated(f"the signature covers {name!r}, which is no name of a header")
    return _field(message, name, parameters)


def _derived(message: Message, name: str, parameters: dict[str, Bare]) -> str:
    if name == "@query-param":
        wanted = parameters.pop("name", None)
        if parameters or not isinstance(wanted, str):
            raise Unauthenticated("@query-param is covered by its name only")
        return _query_parameter(message, wanted)
    if parameters or name not in DERIVED or (name == "@status") != (message.status is not None):
        raise Unauthenticated(f"the signature covers {name}, which we cannot tell")
    path, _, query = message.target.partition("?")
    values = {
        "@method": message.method,
        "@target-uri": f"{message.scheme}://{message.authority}{message.target}",
        "@authority": message.authority,
        "@scheme": message.scheme,
        "@request-target": message.target,
        "@path": path,
        "@query": "?" + query,  # an absent query reads as an empty one (section 2.2.7)
        "@status": str(message.status),
    }
    return values[name]


def _query_parameter(message: Message, wanted: str) -> str:
    """Section 2.2.8: decoded as a form and encoded again, so that `+` and `%20` read alike; never one of several."""
    found = [
        value
        for name, _, value in (pair.partition("=") for pair in message.target.partition("?")[2].split("&"))
        if _form_encoded(name) == wanted
    ]
    if len(found) != 1:
        raise Unauthenticated(f"the signature covers the query parameter {wanted}, which is not there exactly once")
    return _form_encoded(found[0])


def _form_encoded(text: str) -> str:
    return quote(unquote_plus(text), safe="*").replace("~", "%7E")


def _field(message: Message, name: str, parameters: dict[str, Bare]) -> str:
    values = message.headers.get(name)
    if not values:
        raise Unauthenticated(f"the signature covers the header {name}, which is not there")
    lines = [_FOLDED.sub(" ", value).strip(" \t") for value in values]
    if sum(map(len, lines)) > LONGEST_HEADER:
        raise Unauthenticated(f"the header {name} is too long")
    if not parameters:
        return ", ".join(lines)
    if parameters == {"bs": True}:
        return ", ".join(byte_sequence(line.encode(errors="replace")) for line in lines)
    if parameters == {"sf": True}:
        return _serialised(_dictionary(name, lines))
    if set(parameters) <= {"sf", "key"} and isinstance(key := parameters.get("key"), str):
        member = _dictionary(name, lines).get(key)
        if member is None:
            raise Unauthenticated(f"the signature covers {key} of the header {name}, which is not there")
        return str(member)
    raise Unauthenticated(f"the signature covers the header {name} in a way we do not know")


def _dictionary(name: str, lines: list[str]) -> dict[str, Member]:
    try:
        return parse_dictionary(", ".join(lines))
    except Invalid as problem:
        raise Unauthenticated(f"the signature covers the header {name} as a dictionary, which it is not") from problem


def _serialised(members: dict[str, Member]) -> str:
    return ", ".join(_member(name, member) for name, member in members.items())


def _member(name: str, member: Member) -> str:
    if isinstance(member, InnerList) or member.value is not True:
        return f"{name}={member}"
    return name + str(member).removeprefix("?1")
