"""What a form says. Whatever is wrong with it is the mistake of who sent it, never an error of ours."""

from collections.abc import Iterable
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiDictProxy

from node.errors import Invalid

MULTIPART: Final = "multipart/form-data"
_ONE_CLICK: Final = "List-Unsubscribe"
_UNREADABLE: Final = (ValueError, LookupError, RuntimeError, HttpProcessingError)
"""Not in its letters, in letters nobody knows, without a boundary, with odd headers or codings of a part."""


async def read_fields(request: web.Request) -> MultiDictProxy[Any]:
    """Texts and small files, in whichever of the two ways they were sent. Raises Invalid."""
    try:
        return await request.post()
    except _UNREADABLE:
        raise Invalid("the form cannot be read") from None


async def read_posted(request: web.Request) -> MultiDictProxy[str]:
    """The texts. Raises Invalid."""
    return texts((await read_fields(request)).items())


async def read_stop_code(request: web.Request) -> str:
    """Of a link that ends letters: from our page, or from a mail program, which has neither our page nor our cookie (RFC
    8058): the code is all it needs. Raises Invalid."""
    posted = await read_posted(request)
    return request.query.get("code", "") if _ONE_CLICK in posted else posted.get("code", "")


def texts(pairs: Iterable[tuple[str, object]]) -> MultiDictProxy[str]:
    """Of what came those values that are texts. Raises Invalid for a NUL: nobody types one, and PostgreSQL cannot even be
    asked for it."""
    found = MultiDict((name, value) for name, value in pairs if isinstance(value, str))
    if any("\0" in value for value in found.values()):
        raise Invalid("a form holds no NUL")
    return MultiDictProxy(found)
