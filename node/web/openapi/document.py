"""Makes the document out of the table of addresses and what is written about each of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from node.model.grant import Part
from node.model.oauth import SCOPES
from node.web.openapi.operation import Key, Operation, Values
from node.web.openapi.schema import COUNT, Schema, text

Json: TypeAlias = dict[str, Any]

_PART: Final = re.compile(r"\{([^{}:]+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
_ERROR: Final = "Error"
_NEEDS: Final = {"401": "The token is missing or worth nothing.", "403": "The token does not permit this."}


def shape_of(path: str) -> str:
    """`/api/v1/accounts/{id:[0-9]+}` as `/api/v1/accounts/{}`."""
    return _PART.sub("{}", path)


def document(
    routes: Iterable[tuple[str, str, object]],
    operations: Mapping[Key, Operation],
    answers: Mapping[Key, Schema],
    components: Mapping[str, Schema],
    *,
    origin: str,
    title: str,
    version: str,
    description: str = "",
    errors: str = "application/json",
    with_tokens: bool = True,
) -> Json:
    """Routes that no operation is written for are left out (pages are not part of it; a test says which). `errors` is the
    form of what is refused; `with_tokens`: some of it needs a token."""
    names = {id(schema): name for name, schema in components.items()}
    paths: dict[str, Json] = {}
    for method, path, _ in routes:
        key = (method, shape_of(path))
        operation = operations.get(key)
        if operation is not None:
            answer = _named(answers.get(key, {}), names)
            plain = _PART.sub(lambda part: f"{{{part[1]}}}", path)
            made = _operation(method, path, plain, operation, answer, errors)
            paths.setdefault(plain, {})[method.lower()] = made
    shown: Json = {"schemas": {name: _named(schema, names, itself=name) for name, schema in components.items()}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            **({"description": description} if description else {}),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": shown | ({"securitySchemes": _schemes(origin)} if with_tokens else {}),
    }


def _schemes(origin: str) -> Json:
    """How programs show who they are: those of somebody with a token, those with a part in the installation with a secret."""
    granted: Json = {
        each.value: {
            "type": "http",
            "scheme": "bearer",
            "description": f"A secret of this part in the whole installation: allmende tenant grant {each.value} LABEL",
        }
        for each in Part
    }
    return {"token": _security(origin), **granted}


def _security(origin: str) -> Json:
    scopes = dict.fromkeys(SCOPES, "")
    code = {"authorizationUrl": f"{origin}/oauth/authorize", "tokenUrl": f"{origin}/oauth/token", "scopes": scopes}
    own = {"tokenUrl": f"{origin}/oauth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"authorizationCode": code, "clientCredentials": own}}


def _operation(method: str, path: str, plain: str, operation: Operation, answer: Json, errors: str) -> Json:
    made: Json = {
        "operationId": _identifier(method, plain),
        "summary": operation.summary,
        "tags": [_area(plain)],
        "parameters": [*_parts(path, operation.parts), *_query(operation.query)],
        "responses": _responses(operation, answer, errors),
        "security": _needed(operation),
    }
    if operation.deprecated:
        made["deprecated"] = True
    if operation.body:
        made["requestBody"] = _body(operation)
    return made


def _needed(operation: Operation) -> Sequence[Json]:
    if operation.part is not None:
        return [{operation.part.value: []}]
    return [*([{}] if operation.anonymous else []), *({"token": [scope]} for scope in operation.scopes)]


def _identifier(method: str, plain: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    return f"{method.lower()}_{words}"


def _area(plain: str) -> str:
    """`/api/v1/accounts/...` belongs to `accounts`."""
    words = [part for part in plain.split("/") if part and not re.fullmatch(r"api|open|v\d(_alpha)?|\{.*\}", part)]
    return words[0] if words else "node"


def _parts(path: str, described: Values) -> Iterable[Json]:
    for name, pattern in _PART.findall(path):
        schema = described.get(name) or (text(pattern) if pattern else text(r"[^/]+"))
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(values: Values) -> Iterable[Json]:
    for name, schema in values.items():
        wire = f"{name}[]" if schema.get("type") == "array" else name
        yield {"name": wire, "in": "query", "schema": schema}


def _body(operation: Operation) -> Json:
    fields: Json = {
        "type": "object",
        "properties": dict(operation.body),
        **({"required": list(operation.required)} if operation.required else {}),
    }
    kinds: Sequence[str] = (
        ("multipart/form-data",)
        if set(operation.files) & set(operation.required)
        else ("application/json",)
        if operation.json_only
        else ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    )
    content = {}
    for kind in kinds:
        named = fields
        if kind != "application/json":
            named = fields | {"properties": {_in_form(name, schema): schema for name, schema in operation.body.items()}}
        content[kind] = {"schema": named}
    return {"content": content, "required": bool(operation.required)}


def _in_form(name: str, schema: Schema) -> str:
    return f"{name}[]" if schema.get("type") == "array" else name


def _responses(operation: Operation, answer: Json, errors: str) -> Json:
    headers = {"Link": {"schema": text(), "description": "The pages before and after."}} if operation.paged else {}
    good: Json = {"description": "As asked.", "content": {operation.content: {"schema": answer}}}
    good["content"] |= {each: {} for each in operation.also}
    if headers:
        good["headers"] = headers
    error = {operation.errors or errors: {"schema": {"$ref": f"#/components/schemas/{_ERROR}"}}}
    needs = _NEEDS if operation.scopes or operation.part is not None else {}
    limits = {"Retry-After": {"schema": COUNT, "description": "Seconds."}}
    return {
        **{str(status): good for status in operation.success},
        **{status: {"description": words, "content": error} for status, words in needs.items()},
        "429": {"description": "Asked too often.", "content": error, "headers": limits},
        "4XX": {"description": "Refused, with the reason.", "content": error},
        "5XX": {"description": "Something or somebody this needs cannot be reached.", "content": error},
    }


def _named(schema: Any, names: Mapping[int, str], *, itself: str = "") -> Any:
    """The schema, with references where a part of it is one of the named ones."""
    name = names.get(id(schema))
    if name is not None and name != itself:
        return {"$ref": f"#/components/schemas/{name}"}
    if isinstance(schema, Mapping):
        return {key: _named(value, names) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_named(each, names) for each in schema]
    return schema
