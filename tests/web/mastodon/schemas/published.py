"""The published description of the API, where a copy is at hand (3b.14), checked by the little it uses of JSON Schema."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parents[5] / "shared" / "data" / "mastodon-openapi" / "schema.json"


@cache
def _published() -> dict[str, Any] | None:
    return json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.exists() else None


def published_complaints(method: str, name: str, status: int, body: Any) -> Iterator[str]:
    document = _published()
    if document is None:
        return
    for path, methods in document["paths"].items():
        if re.sub(r"\{[^}]*\}", "{}", path) == name and method.lower() in methods:
            answer = methods[method.lower()]["responses"].get(str(status), {})
            for content in answer.get("content", {}).values():
                yield from _against(content["schema"], body, "published answer", document)


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


def _against(schema: dict[str, Any], value: Any, place: str, document: dict[str, Any]) -> Iterator[str]:
    """The part of JSON Schema that the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from _against(document["components"]["schemas"][name], value, place, document)
        return
    for word in ("oneOf", "anyOf"):
        if word in schema:
            tried = [list(_against(each, value, place, document)) for each in schema[word]]
            if all(tried):
                yield min(tried, key=len)[0]
            return
    for part in schema.get("allOf", ()):
        yield from _against(part, value, place, document)
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
    if isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            yield from _against(schema["items"], one, f"{place}[{index}]", document)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}: {name} is missing"
        for name, one in value.items():
            if name in schema.get("properties", {}):
                yield from _against(schema["properties"][name], one, f"{place}.{name}", document)
