"""Pages of long lists: `max_id`, `since_id`, `min_id` and `limit` of a request, and the `Link` header to the next ones."""

from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from node.model.slice import Slice
from node.web.keys import NODE
from node.web.mastodon.params import Params

_PAGING = frozenset({"max_id", "since_id", "min_id"})


def piece_of(params: Params, *, usual: int = 20, most: int | None = None) -> Slice:
    """What of a list is asked for. A limit out of range becomes the nearest in it."""
    before, since, above = (params.find_number(name) for name in ("max_id", "since_id", "min_id"))
    return Slice(
        before=Slice().before if before is None else before,
        after=above if above is not None else since or 0,
        upwards=above is not None,
        limit=limit_of(params, usual=usual, most=most),
    )


def limit_of(params: Params, *, usual: int = 20, most: int | None = None) -> int:
    wanted = params.find_number("limit")
    return usual if not wanted else min(wanted, most or 2 * usual)


def offset_of(params: Params) -> int:
    return min(params.find_number("offset") or 0, 10_000)


def links(request: web.Request, shown: Sequence[int], piece: Slice) -> dict[str, str]:
    """The `Link` header for a page whose entries are listed under these numbers, newest first."""
    if not shown:
        return {}
    found = []
    if len(shown) >= piece.limit:
        found.append(f'<{_address(request, "max_id", shown[-1])}>; rel="next"')
    found.append(f'<{_address(request, "min_id", shown[0])}>; rel="prev"')
    return {"Link": ", ".join(found)}


def _address(request: web.Request, name: str, number: int) -> str:
    kept = [(key, value) for key, value in request.query.items() if key not in _PAGING]
    return f"{request[NODE].config.origin}{request.path}?{urlencode([*kept, (name, str(number))])}"
