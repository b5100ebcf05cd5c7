"""Who may have what: signatures on look-ups, blocked hosts, accounts that are gone.

What everybody may read is answered without looking at a signature, except for the host it names: a blocked host that
says who it is gets nothing. With `federation.require_signed_fetch` every look-up is verified first. Whatever is not for
everybody is only for a verified signer, and to all others it does not exist.
"""

import re
from contextlib import suppress
from typing import Final

from aiohttp import web

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, NotFound, Unauthenticated
from node.federation.authenticate import Signer, authenticate
from node.model.account import Account
from node.store.database import Tx
from node.web.activitypub.inbox import read_message
from node.web.keys import NODE
from node.web.limits import count_request

_KEY_ID: Final = re.compile(r'key[Ii]d="([^"]{1,2048})"')


async def admit(request: web.Request) -> Signer | None:
    """Let a look-up in; the signer where one must be known. Raises TooMany, Unauthenticated, Forbidden."""
    count_request(request)
    node = request[NODE]
    if node.config.federation.require_signed_fetch:
        return await require_signer(request)
    if "Signature" in request.headers:
        await _refuse_blocked(request, node)
    return None


async def require_signer(request: web.Request) -> Signer:
    """Raises Unauthenticated, Forbidden (blocked or suspended here), Gone."""
    node = request[NODE]
    await node.hosts.refresh()
    return await authenticate(read_message(request, b""), actors=node.actors, hosts=node.hosts, now=node.clock())


async def find_signer(request: web.Request) -> Signer | None:
    """Who asks, if that can be proven. Raises Forbidden for blocked hosts and suspended accounts."""
    try:
        return await require_signer(request)
    except (Unauthenticated, Gone):
        return None


async def _refuse_blocked(request: web.Request, node: Context) -> None:
    """By the hosts of the keys that are named, true or not: nobody pretends to be blocked."""
    await node.hosts.refresh()
    for name in ("Signature", "Signature-Input"):
        for value in request.headers.getall(name, ()):
            for key_id in _KEY_ID.findall(value):
                with suppress(Invalid):  # an unusable signature counts as none
                    node.hosts.refuse_blocked(key_id)


async def refuse_blocked_by(node: Context, owner_id: int, signer: Signer | None) -> None:
    """Where signatures are required, whom an account blocks sees nothing of it; not even that (T-143)."""
    if signer is not None and await node.store.read(lambda tx: tx.blocks.exists(owner_id, signer.account.id)):
        raise NotFound("there is no such thing here")


async def account_named(tx: Tx, uri: str) -> Account:
    """The account of ours with that URI. Raises NotFound, Gone when it was deleted, Forbidden when it is suspended.

    A suspension can be taken back, so it is no 410: others would delete the account for good.
    """
    account = await tx.accounts.find_by_uri(uri)
    if account is None or not account.is_local:
        raise NotFound("nobody here has this address")
    if account.deleted_at is not None:
        raise Gone("this account has been deleted")
    if account.suspended_at is not None:
        raise Forbidden("this account is suspended")
    return account
