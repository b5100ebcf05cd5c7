"""`/l/NAME`: a short link. Who follows it is not counted, and nothing but the name says where it leads."""

from aiohttp import hdrs, web

from node.errors import NotFound
from node.outbox.shortlinks import NAME
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import count_request


async def follow_link(request: web.Request) -> web.Response:
    count_request(request)
    node, name = request[NODE], request.match_info["name"].lower()
    link = await node.store.read(lambda tx: tx.shortlinks.find(name)) if NAME.fullmatch(name) else None
    if link is None:
        raise NotFound("there is no such short link")
    target = f"{node.config.origin}{link.target}" if link.target.startswith("/") else link.target
    return web.Response(
        status=301,
        headers={
            **security_headers(is_https=node.config.is_https),
            hdrs.LOCATION: target,
            hdrs.CACHE_CONTROL: "public, max-age=300",  # browsers keep a 301 for good otherwise
        },
    )
