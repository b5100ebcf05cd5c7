"""What handlers take from a request and from the application, typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from node.context import Context
from node.inbox.process import Processor
from node.model.account import Actor
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
