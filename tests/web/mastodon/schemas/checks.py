"""A schema is a function that complains: it returns what is wrong, as sentences with the place."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def text(pattern: str = "", *, among: set[str] | None = None) -> Check:
    compiled = re.compile(pattern, re.DOTALL)

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{place}: {value!r} is no text"
        elif pattern and not compiled.fullmatch(value):
            yield f"{place}: {value!r} is not like {pattern}"
        elif among is not None and value not in among:
            yield f"{place}: {value!r} is none of {sorted(among)}"

    return check


def flag(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{place}: {value!r} is no boolean"


def count(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield f"{place}: {value!r} is no count"


def number(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{place}: {value!r} is no number"


def nothing(value: Any, place: str) -> Iterator[str]:
    if value != {}:
        yield f"{place}: {value!r} should be empty"


def maybe(check: Check) -> Check:
    return lambda value, place: iter(()) if value is None else check(value, place)


def each(check: Check) -> Check:
    def all_of(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list"
            return
        for index, one in enumerate(value):
            yield from check(one, f"{place}[{index}]")

    return all_of


def entity(required: dict[str, Check], /, **optional: Check) -> Check:
    """Exactly these keys: what nobody documented must not slip in."""

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
            return
        for name in required.keys() - value.keys():
            yield f"{place}: {name} is missing"
        for name, one in value.items():
            known = required.get(name) or optional.get(name)
            if known is None:
                yield f"{place}: {name} is not documented"
            else:
                yield from known(one, f"{place}.{name}")

    return check


def mapping(check: Check) -> Check:
    def all_of(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
            return
        for name, one in value.items():
            yield from check(one, f"{place}.{name}")

    return all_of


def anything(_value: Any, _place: str) -> Iterator[str]:
    return iter(())


def later(find: Callable[[], Check]) -> Check:
    """For a schema that holds itself."""
    return lambda value, place: find()(value, place)


ID = text(r"[1-9][0-9]{0,18}")
DIGITS = text(r"[0-9]+")
TIME = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DAY = text(r"\d{4}-\d\d-\d\d")
URL = text(r"(https?|wss?)://[^\s]+")
TEXT = text()
VISIBILITY = text(among={"public", "unlisted", "private", "direct"})
LANGUAGE = text(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
