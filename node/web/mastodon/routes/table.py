"""The form of a table of addresses."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

Routes: TypeAlias = Sequence[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]
"""Method, path and handler of each."""
