"""What a program sends: a form or JSON, read the lenient way Mastodon does."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from aiohttp import web
from multidict import MultiDict, MultiMapping

from node.errors import Invalid
from node.web.posted import read_fields

_JSON = "application/json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class Repeated(Invalid):
    """A parameter that may stand there once only stands there more often (RFC 6749 section 3.1)."""


async def read_params(request: web.Request) -> MultiMapping[str]:
    """The body's parameters; `name[]` counts as `name`. Raises Invalid."""
    if request.content_type == _JSON:
        return _clean(_flat(_decoded(await request.read())))
    if request.content_type in _FORMS:
        posted = await read_fields(request)
        return _clean((name, value) for name, value in posted.items() if isinstance(value, str))
    return MultiDict()


def query_params(request: web.Request) -> MultiMapping[str]:
    return _clean(request.query.items())


def only(params: MultiMapping[str], name: str) -> str:
    """The one value of `name`, or nothing. Raises Repeated, Invalid."""
    values = params.getall(name, [])
    if len(values) > 1:
        raise Repeated(f"the parameter {name} stands there more than once")
    value = values[0] if values else ""
    if "\0" in value:  # PostgreSQL takes none
        raise Invalid(f"the parameter {name} holds a NUL")
    return value


def _clean(pairs: Iterable[tuple[str, str]]) -> MultiMapping[str]:
    params: MultiDict[str] = MultiDict()
    for name, value in pairs:
        params.add(name.removesuffix("[]"), value)
    return params


def _decoded(body: bytes) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(body or b"{}", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Invalid("the body is not a JSON object") from None


def _flat(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in document.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, bool):
                yield name, "true" if each else "false"
            elif isinstance(each, str | int | float):
                yield name, str(each)
            elif each is not None:
                raise Invalid(f"{name[:60]} is neither a text nor a number")
