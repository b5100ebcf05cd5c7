"""The forms in which the open interface answers: JSON, ActivityStreams, and row by row as CSV or NDJSON.

Rows are written while they are read, a piece at a time, so that a whole list costs no more memory than a page.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias, cast

import msgspec
from aiohttp import hdrs, web

from node.model.slice import Slice
from node.text.csv import csv_line
from node.web.given import finished, open_headers
from node.web.keys import NODE
from node.web.limits import client_range, count_request, counter_of

Form: TypeAlias = Literal["json", "as2", "csv", "ndjson"]
Row: TypeAlias = Mapping[str, Any]

MEDIA: Final[Mapping[Form, str]] = {
    "json": "application/json",
    "as2": "application/activity+json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
}
_ACCEPTED: Final[Mapping[str, Form]] = {
    "application/json": "json",
    "application/ld+json": "json",
    "application/activity+json": "as2",
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
}
BULK_PER_MINUTE: Final = 10
"""How many whole lists an address may ask for. A list is one request and a lot of work."""
_AT_ONCE: Final = 100
"""Of a whole list read at once."""
_ACTIVITYSTREAMS: Final = "https://www.w3.org/ns/activitystreams"


def begin(request: web.Request) -> Form:
    """Counts the request and says in which form to answer: by the ending of the address, else by `Accept`."""
    form = _form_of(request)
    count_request(request)
    if form in {"csv", "ndjson"} and request[NODE].config.limits.enabled:
        counter_of(request).count(f"bulk {client_range(request)}", BULK_PER_MINUTE)
    return form


def _form_of(request: web.Request) -> Form:
    ending = request.match_info.get("ending")
    if ending is not None:
        return cast("Form", ending)
    for each in request.headers.get(hdrs.ACCEPT, "").split(","):
        kind, *params = each.split(";")
        if _ACTIVITYSTREAMS in "".join(params):
            return "as2"
        if (found := _ACCEPTED.get(kind.strip().lower())) is not None:
            return found
    return "json"


def context_of(request: web.Request) -> str:
    return f"{request[NODE].config.origin}/open/v1/context.jsonld"


def give(request: web.Request, body: Row, *, licence: str = "", form: Form = "json") -> web.Response:
    """One object. In JSON it says where its words are explained."""
    whole = body if form == "as2" else {"@context": context_of(request), **body}
    return give_bytes(request, msgspec.json.encode(whole), licence=licence, form=form)


def give_bytes(request: web.Request, body: bytes, *, licence: str = "", form: Form = "json") -> web.Response:
    return finished(request, body, MEDIA[form], licence=licence)


def listed(request: web.Request, items: Sequence[Any], **more: Any) -> dict[str, Any]:
    """A list in JSON."""
    address = f"{request[NODE].config.origin}{request.rel_url.raw_path_qs}"
    return {"id": address, "type": "ItemList", "items": items, **more}


async def give_rows(
    request: web.Request, pieces: AsyncIterator[Sequence[Row]], columns: Sequence[str], form: Form, licence: str = ""
) -> web.StreamResponse:
    """Row by row, to the end. What is asked for first is asked before anything is sent: its errors have a status."""
    first = await anext(pieces, ())
    response = web.StreamResponse(
        headers={
            **open_headers(request, licence),
            hdrs.CONTENT_TYPE: MEDIA[form],
            hdrs.CACHE_CONTROL: "public, no-cache",
        }
    )
    with contextlib.suppress(ConnectionResetError):  # the reader is gone
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            return response
        if form == "csv":
            await response.write(csv_line(columns))
        await response.write(_written(first, columns, form))
        async for rows in pieces:
            await response.write(_written(rows, columns, form))
        await response.write_eof()
    return response


async def whole(
    part: Slice, read: Callable[[Slice], Awaitable[tuple[Sequence[int], Sequence[Row]]]], *, most: int | None
) -> AsyncIterator[Sequence[Row]]:
    """All there is below `part.before`, piece by piece, or `most` of it. `read` gives a piece's ids and rows."""
    while most is None or most > 0:
        size = _AT_ONCE if most is None else min(_AT_ONCE, most)
        ids, rows = await read(replace(part, upwards=False, limit=size))
        yield rows
        if len(ids) < size:
            return
        part = replace(part, before=ids[-1])
        most = None if most is None else most - size


async def in_one(rows: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    yield rows


def _written(rows: Sequence[Row], columns: Sequence[str], form: Form) -> bytes:
    if form == "csv":
        return b"".join(csv_line(row.get(name) for name in columns) for row in rows)
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
