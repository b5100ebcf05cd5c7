"""What the tables of addresses are made of, and handlers that are loaded at their first request: most processes are never
asked for most addresses, and a hundred files with what they need are several megabytes."""

import importlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, cast

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Route: TypeAlias = tuple[str, str, Handler]
"""Method, path and handler."""
Routes: TypeAlias = Sequence[Route]


def later_in(package: str) -> Callable[[str], Handler]:
    """What a table names its handlers with: of `node.web.legal`, "imprint.show_imprint" is the handler `show_imprint` in
    `imprint.py`. A table calls it `_later`; a test loads all that stand in them."""

    def later(place: str) -> Handler:
        module, _, name = place.rpartition(".")

        handler: Handler | None = None

        async def handle(request: web.Request) -> web.StreamResponse:
            nonlocal handler
            if handler is None:
                handler = cast("Handler", getattr(importlib.import_module(f"{package}.{module}"), name))
            return await handler(request)

        return handle

    return later
