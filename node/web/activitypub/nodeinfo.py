"""NodeInfo 2.0 and 2.1 (FEP-f1d5, FEP-0151): what runs here and how much it is used. The counts are true."""

from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import hdrs, web

from node import __version__
from node.federation.rendering import Json
from node.store.database import Tx
from node.web.activitypub.respond import is_known
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.limits import count_request

_SCHEMA: Final = "http://nodeinfo.diaspora.software/ns/schema/"
_VERSIONS: Final = ("2.0", "2.1")
_APPLICATION: Final = "https://www.w3.org/ns/activitystreams#Application"  # FEP-2677
_COUNTED_EVERY: Final = timedelta(minutes=30)


async def get_nodeinfo_links(request: web.Request) -> web.Response:
    """Where the documents are, and the node's own actor (FEP-2677)."""
    count_request(request)
    addresses = request[NODE].addresses
    links = [{"rel": f"{_SCHEMA}{each}", "href": f"{addresses.base}/nodeinfo/{each}"} for each in _VERSIONS]
    links.append({"rel": _APPLICATION, "href": addresses.node_actor})
    return _answer(request, Document.of({"links": links}), "application/json")


async def get_nodeinfo(request: web.Request) -> web.Response:
    count_request(request)
    node, cache, version = request[NODE], request[SERVED].documents, request.match_info["version"]
    now = node.clock()
    document = cache.find(f"nodeinfo {version}")
    if document is None or document.until is None or document.until <= now:
        usage = await node.store.read(_usage, now)
        document = Document.of(_described(request, version, usage), until=now + _COUNTED_EVERY)
        cache.put(f"nodeinfo {version}", document, ())
    return _answer(request, document, f'application/json; profile="{_SCHEMA}{version}#"; charset=utf-8')


async def _usage(tx: Tx, now: datetime) -> Json:
    """People and organisations, without the node's own actor; posts that anybody may read."""
    return {
        "users": {
            "total": await tx.accounts.count_local(),
            "activeMonth": await tx.accounts.count_local(active_since=now - timedelta(days=30)),
            "activeHalfyear": await tx.accounts.count_local(active_since=now - timedelta(days=180)),
        },
        "localPosts": await tx.posts.count_local(),
    }


def _described(request: web.Request, version: str, usage: Json) -> Json:
    settings = request[NODE].config.node
    metadata: dict[str, Any] = {
        "nodeName": settings.title,
        "nodeDescription": settings.description,
        "federation": {"enabled": True},
        # Libraries that know no node by our name look here for whose client API it speaks (megalodon's `detector`)
        "upstream": {"name": "mastodon"},
    }
    return {
        "version": version,
        "software": {"name": "allmende", "version": __version__},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": usage,
        "metadata": metadata,
    }


def _answer(request: web.Request, document: Document, content_type: str) -> web.Response:
    headers = {
        hdrs.ETAG: document.etag,
        hdrs.CACHE_CONTROL: "public, max-age=1800",
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, document.etag):
        return web.Response(status=304, headers=headers)
    headers[hdrs.CONTENT_TYPE] = content_type
    return web.Response(body=document.body, headers=headers)
