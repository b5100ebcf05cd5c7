"""Where the document is fetched. It never changes while the program runs, so each node's is made once."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from aiohttp import hdrs, web

from node import __version__
from node.config import Config
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.table import Routes

Json: TypeAlias = dict[str, Any]

TABLE: web.AppKey[Routes] = web.AppKey("TABLE", Sequence)
"""Every address of the application."""

_KEPT: Final = "openapi"


async def show_document(request: web.Request) -> web.Response:
    node, cache = request[NODE], request[SERVED].documents
    kept = cache.find(_KEPT)
    if kept is None:
        kept = Document.of(_made(request.app[TABLE], node.config))
        cache.put(_KEPT, kept, ())
    headers = {
        hdrs.CONTENT_TYPE: "application/json; charset=utf-8",
        hdrs.CACHE_CONTROL: "public, max-age=3600",
        hdrs.ETAG: kept.etag,
    }
    if request.headers.get(hdrs.IF_NONE_MATCH) == kept.etag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=kept.body, headers=headers)


def _made(routes: Routes, config: Config) -> Json:
    # The tables are a megabyte that most nodes never need
    from node.web.openapi.answers import ANSWERS, COMPONENTS  # noqa: PLC0415
    from node.web.openapi.document import document  # noqa: PLC0415
    from node.web.openapi.operations import OPERATIONS  # noqa: PLC0415

    title, origin = config.node.title, config.origin
    return document(routes, OPERATIONS, ANSWERS, COMPONENTS, origin=origin, title=title, version=__version__)


ROUTES: Routes = (("GET", "/api/openapi.json", show_document),)
