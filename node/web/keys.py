"""What handlers take from a request and from the application, typed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from node.context import Context
from node.inbox.process import Processor
from node.model.account import Actor
from node.model.grant import Grant, Listed, Part
from node.outbox.seal import Sealer
from node.web.cache import DocumentCache


@dataclass(frozen=True, slots=True)
class Served:
    """A node behind the web server. `documents` are finished answers to other servers, `fragments` posts as apps get
    them, `sealer` signs activities that are fetched before they were delivered. `is_at_work`: none of its background parts
    has ended."""

    node: Context
    processor: Processor
    documents: DocumentCache
    fragments: DocumentCache
    sealer: Sealer
    is_at_work: Callable[[], bool]


class Tenancy(Protocol):
    """Nodes that are there when somebody asks for them."""

    def join(self, app: web.Application) -> None:
        """Told once, by the application that serves them."""

    def knows(self, host: str) -> bool:
        """Whether a node of that host is here, at work or out of service."""

    def serving(self, host: str, *, is_visit: bool = True) -> AbstractAsyncContextManager[Served]:
        """The node of that host, awake for the block. Raises Unavailable on entry."""

    def granted(self, secret: str) -> Grant | None:
        """Who has that secret, and which part in the installation."""

    def has_part(self, part: Part) -> bool:
        """Whether anybody has that part in the installation."""

    def listed(self) -> Sequence[Listed]:
        """Every node of the installation, its own first."""

    async def end_streams(self) -> None:
        """Close the open connections that would never end."""


TENANCY: web.AppKey[Tenancy] = web.AppKey("TENANCY", Tenancy)
NODES: web.AppKey[Mapping[str, Served]] = web.AppKey("NODES", Mapping)
SERVED: web.RequestKey[Served] = web.RequestKey("SERVED", Served)
NODE: web.RequestKey[Context] = web.RequestKey("NODE", Context)
PROCESSOR: web.RequestKey[Processor] = web.RequestKey("PROCESSOR", Processor)
INWARD: web.RequestKey[bool] = web.RequestKey("INWARD", bool)
"""Set for requests of the node itself, which renders a copy (`inward.py`)."""
VIEWER: web.RequestKey[Actor] = web.RequestKey("VIEWER", Actor)
"""Set by `auth.viewer_of` for requests of somebody logged in."""
IN_CRISIS: web.RequestKey[bool] = web.RequestKey("IN_CRISIS", bool)
"""Set by `auth.viewer_of` where they act for a channel in the crisis role."""
