"""A channel's posts by e-mail, asked for by an app or a page of its own (Mastodon 4.6)."""

from aiohttp import hdrs, web

from node.errors import Faulty, Invalid
from node.model.account import Account
from node.outbox.subscriptions import Wanted, offering, subscribe
from node.store.database import Tx
from node.web.keys import NODE
from node.web.languages import choose
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer
from node.web.subscribers import count_subscription


async def create_subscription(request: web.Request) -> web.Response:
    """The letter with the link that confirms it is sent, in the language of the request. Without a token, as there is nobody
    to be asked for one. Mastodon says of an address that has subscribed already that it is taken (ERR_TAKEN): that would
    tell anybody who reads what, so here the answer is the same (T-237)."""
    node = request[NODE]
    channel = await node.store.read(_channel, request)
    email = (await read_params(request)).text("email")
    count_subscription(request)
    language = choose(None, None, request.headers.get(hdrs.ACCEPT_LANGUAGE))
    try:
        await subscribe(node, channel.id, Wanted(email=email, language=language))
    except Invalid:
        code, words = ("ERR_INVALID", "is invalid") if email.strip() else ("ERR_BLANK", "can't be blank")
        raise Faulty(f"Validation failed: Email {words}", {"email": [(code, words)]}) from None
    return answer({})


async def _channel(tx: Tx, request: web.Request) -> Account:
    return await offering(tx, request[NODE], id_of(request))
