"""Words to write JSON Schemas with (draft 2020-12, as OpenAPI 3.1 uses it), and the forms that values share."""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]


def text(pattern: str = "", *, among: Collection[str] = (), most: int | None = None) -> Schema:
    """A string; `pattern` must match the whole of it, `most` is its greatest length in characters."""
    made: Schema = {"type": "string"}
    if pattern:
        made["pattern"] = f"^(?:{pattern})$"
    if among:
        made["enum"] = sorted(among)
    if most is not None:
        made["maxLength"] = most
    return made


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def each(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def entity(required: Mapping[str, Schema], /, **optional: Schema) -> Schema:
    """Exactly these keys: what nobody documented must not slip in."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


def mapping(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def ref(name: str) -> Schema:
    """A named schema that is written further down, or holds itself."""
    return {"$ref": f"#/components/schemas/{name}"}


FLAG: Final[Schema] = {"type": "boolean"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
NOTHING: Final[Schema] = {"type": "object", "maxProperties": 0}
ANYTHING: Final[Schema] = {}
NULL: Final[Schema] = {"type": "null"}
EMPTY: Final[Schema] = {"type": "array", "maxItems": 0}

ID: Final = text(r"[1-9][0-9]{0,18}")
DIGITS: Final = text(r"[0-9]+")
TIME: Final = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z") | {"format": "date-time"}
DAY: Final = text(r"\d{4}-\d\d-\d\d") | {"format": "date"}
URL: Final = text(r"(https?|wss?)://[^\s]+")
TEXT: Final = text()
VISIBILITY: Final = text(among={"public", "unlisted", "private", "direct"})
LANGUAGE: Final = text(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
