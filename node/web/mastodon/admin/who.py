"""Who asks, and whether it is their office."""

from typing import Final

from aiohttp import web

from node.errors import Forbidden, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.moderation import RANK
from node.model.oauth import covers
from node.model.slice import Slice
from node.moderation.office import NOT_ALLOWED
from node.web.keys import NODE
from node.web.mastodon.entities import Reader
from node.web.mastodon.paging import piece_of
from node.web.mastodon.params import Params
from node.web.tokens import require_bearer

_USUAL: Final = 100
_MOST: Final = 200


async def moderator(request: web.Request, scope: str) -> Actor:
    """Raises Unauthenticated, and Forbidden for other scopes and for people without an office."""
    return await _officer(request, scope, Role.MODERATOR)


async def administrator(request: web.Request, scope: str) -> Actor:
    """The same for what is about the node as a whole: other servers, mail, networks, deleting for good."""
    return await _officer(request, scope, Role.ADMIN)


async def _officer(request: web.Request, scope: str, least: Role) -> Actor:
    found = await require_bearer(request)
    if not covers(found.scopes, scope):
        raise Forbidden("This action is outside the authorized scopes")
    if found.actor is None:
        raise Unprocessable("This method requires an authenticated user")
    if RANK[found.role] < RANK[least]:
        raise Forbidden(NOT_ALLOWED)
    return found.actor


def reader_for(request: web.Request, by: Actor) -> Reader:
    node = request[NODE]
    return Reader(addresses=node.addresses, now=node.clock(), account_id=by.account.id)


def admin_piece(params: Params) -> Slice:
    """Pages here are longer than elsewhere."""
    return piece_of(params, usual=_USUAL, most=_MOST)
