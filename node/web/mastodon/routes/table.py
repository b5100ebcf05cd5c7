"""The form of a table of addresses."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
Routes: TypeAlias = Sequence[tuple[str, str, Handler]]
"""Method, path and handler of each."""
