"""`POST /inbox` and `POST /users/{name}/inbox`: where other servers deliver."""

from functools import partial

from aiohttp import web

from node.errors import Forbidden, Gone, NotFound
from node.federation.signatures import Message
from node.inbox.receive import receive
from node.web.keys import NODE, PROCESSOR
from node.web.limits import count_delivery, count_host


async def post_inbox(request: web.Request) -> web.Response:
    """Body within limits, signature, origin; then 202: it is stored and will be acted on."""
    node = request[NODE]
    count_delivery(request)
    body = await request.read()
    message = read_message(request, body)
    taken = await receive(node, message, count=partial(count_host, request))
    request[PROCESSOR].take(taken)
    return web.Response(status=202)


async def post_own_inbox(request: web.Request) -> web.Response:
    """The same for the inbox of one account, if there is such an account."""
    node = request[NODE]
    name = request.match_info["name"]
    account = await node.store.read(lambda tx: tx.accounts.find_by_uri(node.addresses.actor(name)))
    if account is None:
        raise NotFound("nobody here has this inbox")
    if account.deleted_at is not None:
        raise Gone("this account has been deleted")
    if account.suspended_at is not None:
        raise Forbidden("this account is suspended")
    return await post_inbox(request)


def read_message(request: web.Request, body: bytes) -> Message:
    """What a signature covers. The address is our own with the target as received, nothing of it from a header."""
    target = request.raw_path
    if not target.startswith("/"):  # absolute form (RFC 9112, 3.2.2)
        target = "/" + target.partition("://")[2].partition("/")[2]
    url = request[NODE].config.origin + target
    return Message.of(
        request.method,
        url,
        ((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers),
        body,
    )
