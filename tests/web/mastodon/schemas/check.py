"""The part of JSON Schema that our document and the published one use."""

import re
from collections.abc import Iterator
from typing import Any

_KINDS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
_FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "uri": re.compile(r"[a-z]+:\S+"),
}


def _is_kind(value: Any, kind: str) -> bool:
    if kind in {"integer", "number"} and isinstance(value, bool):
        return False
    return isinstance(value, _KINDS[kind])


def against(schema: dict[str, Any], value: Any, place: str, document: dict[str, Any]) -> Iterator[str]:
    """The part of JSON Schema that the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from against(document["components"]["schemas"][name], value, place, document)
        return
    for word in ("oneOf", "anyOf"):
        if word in schema:
            tried = [list(against(each, value, place, document)) for each in schema[word]]
            if all(tried):
                yield min(tried, key=len)[0]
            return
    for part in schema.get("allOf", ()):
        yield from against(part, value, place, document)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is_kind(value, kind) for kind in kinds):
        yield f"{place}: {value!r} is no {' or '.join(kinds)}"
        return
    if value is not None and "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    form = _FORMATS.get(schema.get("format", ""))
    if isinstance(value, str) and form and value and not form.fullmatch(value):
        yield f"{place}: {value!r} is no {schema['format']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value, re.DOTALL):
        yield f"{place}: {value!r} is not like {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{place}: {value!r} is below {schema['minimum']}"
    if isinstance(value, list) and len(value) > schema.get("maxItems", len(value)):
        yield f"{place}: {value!r} should be empty"
    if isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            yield from against(schema["items"], one, f"{place}[{index}]", document)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}: {name} is missing"
        for name, one in value.items():
            if name in schema.get("properties", {}):
                yield from against(schema["properties"][name], one, f"{place}.{name}", document)
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from against(schema["additionalProperties"], one, f"{place}.{name}", document)
            elif schema.get("additionalProperties") is False:
                yield f"{place}: {name} is not documented"
        if len(value) > schema.get("maxProperties", len(value)):
            yield f"{place}: {value!r} should be empty"
