"""The letter that asks to confirm an address, once more."""

from aiohttp import web

from node.errors import Forbidden
from node.model.login import Login
from node.outbox.letters import ask_to_confirm
from node.store.database import Tx
from node.web.auth import count_letter
from node.web.keys import NODE
from node.web.mastodon.params import read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require

_CONFIRMED = "This method is only available while the e-mail is awaiting confirmation"
_NOT_YOURS = "This method is only available to the application the user originally signed-up with"
"""Both are Mastodon's sentences."""


async def send_confirmation(request: web.Request) -> web.Response:
    """An app cannot name another address (`email`): only the one that somebody signed up with might, and nobody signs up
    here by an app. The person changes it on our pages, where their password is asked for."""
    actor = await require(request, "write:accounts")
    login_id, node = actor.login_id or 0, request[NODE]
    login = await node.store.read(lambda tx: tx.logins.find(login_id))
    if login is None or (login.confirmed_at is not None and login.new_email is None):
        raise Forbidden(_CONFIRMED)
    wanted = (await read_params(request)).text("email").strip().lower()
    if wanted not in {"", login.new_email or login.email}:
        raise Forbidden(_NOT_YOURS)
    if node.config.mail.is_on:
        count_letter(request, login.id)
        await node.store.write(_send, login)
    return answer({})


async def _send(tx: Tx, login: Login) -> None:
    await ask_to_confirm(tx, login.id)
