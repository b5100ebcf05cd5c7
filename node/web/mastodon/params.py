"""What a request asks for, read as leniently as Mastodon reads it: from the address, a form, multipart or JSON; lists as
`a[]=1`, `a[0]=1` or `a=1`; nested values as `a[b]=1`; truth as `true`, `"1"`, `on`.

What cannot be read as what is wanted counts as not given. Only a body that is no JSON at all is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from aiohttp import web

from node.errors import Invalid, NotFound
from node.media.upload import Sent
from node.model.ids import HIGHEST
from node.text.html import tidy
from node.web.multipart import brings_files, read_parts
from node.web.posted import read_fields

_FALSE: Final = frozenset({"0", "f", "false", "off"})  # in any case, as Rails reads them
_MOST_PAIRS: Final = 2_000
_DEEPEST: Final = 6
_KEY: Final = re.compile(r"\[([^\[\]]*)\]")
_DIGITS: Final = len(str(HIGHEST))


class Params:
    """Values by name. `find_` may return None, the others an empty value."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def only(self, *names: str) -> "Params":
        return Params({name: value for name, value in self._values.items() if name in names})

    def find_text(self, name: str) -> str | None:
        return _text(self._values.get(name))

    def text(self, name: str) -> str:
        return self.find_text(name) or ""

    def find_flag(self, name: str) -> bool | None:
        text = _text(self._values.get(name))
        return None if text is None or not text.strip() else text.strip().lower() not in _FALSE

    def flag(self, name: str) -> bool:
        return self.find_flag(name) or False

    def find_number(self, name: str) -> int | None:
        """A whole number, of which the sign is dropped as Mastodon does; what is beyond an id is the highest one."""
        return _number(_text(self._values.get(name)))

    def texts(self, name: str) -> list[str]:
        # Mastodon.py sends some lists as `a[][]`: a list of lists of one
        items = (each for item in _items(self._values.get(name)) for each in _items(item))
        found = (_text(each) for each in items)
        return [each for each in found if each is not None and each != ""]

    def ids(self, name: str) -> list[int]:
        """Each once, in their order; what is none is left out."""
        return list(dict.fromkeys(number for each in self.texts(name) if (number := parse_id(each)) is not None))

    def inner(self, name: str) -> "Params | None":
        found = self._values.get(name)
        return Params(found) if isinstance(found, Mapping) else None

    def inners(self, name: str) -> "list[Params]":
        return [Params(each) for each in _items(self._values.get(name)) if isinstance(each, Mapping)]

    def find_file(self, name: str) -> Sent | None:
        """Only where an address takes files (`web/multipart.py`)."""
        found = self._values.get(name)
        return found if isinstance(found, Sent) else None


async def read_params(request: web.Request) -> Params:
    """The address and the body together; the body wins. Raises Invalid."""
    values = nested(request.query.items())
    if not request.body_exists:
        return Params(values)
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        if brings_files(request):
            return Params(values | nested(await read_parts(request)))
        return Params(values | nested((await read_fields(request)).items()))
    return Params(values | await _read_json(request))


async def _read_json(request: web.Request) -> dict[str, Any]:
    """Whatever the body says it is: some apps send JSON as text/plain."""
    body = await request.read()
    is_json = request.content_type.endswith("json")
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        if is_json:
            raise Invalid("the body is no JSON") from None
        return {}
    return found if isinstance(found, dict) else {}


def nested(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Names like `poll[options][]` become values within values; lists are mappings from place to value."""
    root: dict[str, Any] = {}
    for count, (name, value) in enumerate(pairs):
        if count >= _MOST_PAIRS:
            raise Invalid("too many values")
        _put(root, list(_path(name)), value)
    return root


def _path(name: str) -> Iterator[str]:
    first, bracket, _ = name.partition("[")
    yield first
    if bracket:
        yield from _KEY.findall(name[len(first) :])[:_DEEPEST]


def _put(into: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for place, step in enumerate(path[:-1]):
        key = step or _open_place(into, path[place + 1])
        inner = into.get(key)
        if not isinstance(inner, dict):
            inner = into[key] = {}
        into = inner
    into[path[-1] or str(len(into))] = value


def _open_place(into: dict[str, Any], following: str) -> str:
    """Of `a[][b]`: the last one in the list, as long as it has no `b` yet."""
    last = str(len(into) - 1)
    if following and isinstance(into.get(last), dict) and following not in into[last]:
        return last
    return str(len(into))


def _items(value: Any) -> Sequence[Any]:
    """Of a list in any of its forms; a single value is a list of one."""
    if value is None:
        return ()
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        keys = [str(key) for key in value]
        if all(_is_digits(key) for key in keys):
            return [value[key] for key in sorted(keys, key=int)]
        return (value,)
    return (value,)


def _text(value: Any) -> str | None:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return tidy(value)
        case int() | float():
            return str(value)
        case _:
            return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.strip().removeprefix("-")
    if not digits.isascii() or not digits.isdecimal():
        return None
    return HIGHEST if len(digits) > _DIGITS else min(int(digits), HIGHEST)


def parse_id(text: str) -> int | None:
    """An id as we give them out; None for what is none of ours."""
    number = int(text) if _is_digits(text) else 0
    return number if 0 < number < HIGHEST else None


def id_of(request: web.Request, name: str = "id") -> int:
    """The id in the address. Raises NotFound for what cannot be one."""
    number = parse_id(request.match_info[name])
    if number is None:
        raise NotFound("Record not found")
    return number
