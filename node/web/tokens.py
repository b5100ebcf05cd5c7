"""Who asks through the client API: the bearer token of a request, and what it permits.

Only the `Authorization` header counts: no cookie (T-239), and no address, which ends up in logs (T-242). A token, a
membership or a login that ends, ends at once (T-236): see `node/moderation/access.py`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import hdrs, web

from node.context import Context
from node.errors import Forbidden, Unauthenticated, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.oauth import covers
from node.moderation.access import Own
from node.store.database import Tx
from node.web.auth import hash_of
from node.web.keys import NODE

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_NOTED = timedelta(days=1)
_INVALID = "The access token is invalid"
"""These sentences are Mastodon's: some clients compare them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whoever presented a token. `actor` is None for an app that acts as itself; `app_id` for tokens of the command
    line, whose `app_name` is what they were called there."""

    token_id: int
    scopes: tuple[str, ...]
    app_id: int | None
    app_name: str
    website: str
    actor: Actor | None
    role: Role = Role.MEMBER

    def permits(self, *scopes: str) -> bool:
        """Whether it covers one of `scopes`. Those of administration also need a person who moderates."""
        return any(
            covers(self.scopes, each) and (self.role is not Role.MEMBER or not each.startswith("admin:"))
            for each in scopes
        )


BEARER: web.RequestKey[Bearer] = web.RequestKey("BEARER", Bearer)


async def bearer(request: web.Request) -> Bearer | None:
    """Whose token the request carries, looked up once; None when it carries none. Raises Unauthenticated for a token
    that is not worth anything (any longer), Forbidden where the account has been suspended."""
    if BEARER in request:
        return request[BEARER]
    headers = request.headers.getall(hdrs.AUTHORIZATION, [])
    scheme, _, secret = headers[0].partition(" ") if headers else ("", "", "")
    if scheme.lower() != "bearer":
        return None
    if len(headers) > 1:
        raise Unauthenticated(_INVALID)
    found = await bearer_of(request[NODE], secret.strip())
    request[BEARER] = found
    return found


async def bearer_of(node: Context, secret: str) -> Bearer:
    """The same for a token that came another way (streams carry it in their address or subprotocol)."""
    if not _SECRET.fullmatch(secret):
        raise Unauthenticated(_INVALID)
    secret_hash = hash_of(secret)
    held = await node.access.find(secret_hash)
    if held is None:
        raise Unauthenticated(_INVALID)
    if isinstance(held, Own):
        await _note(node, secret_hash, held.token.id, held.token.used_at)
        return Bearer(
            token_id=held.token.id,
            scopes=held.token.scopes,
            app_id=held.app.id,
            app_name=held.app.name,
            website=held.app.website,
            actor=None,
        )
    if held.account.is_gone:
        raise Forbidden("Your login is currently disabled")
    token = held.access.token
    await _note(node, secret_hash, token.id, token.used_at or token.created_at)
    return Bearer(
        token_id=token.id,
        scopes=token.scopes,
        app_id=token.app_id,
        app_name=token.name,
        website=held.access.website,
        actor=Actor(held.account, token.login_id),
        role=held.access.role,
    )


async def require_bearer(request: web.Request, *scopes: str) -> Bearer:
    """A token with one of `scopes` (any token where none is named), also an app's own. Raises Unauthenticated,
    Forbidden."""
    found = await bearer(request)
    if found is None:
        raise Unauthenticated(_INVALID)
    if scopes and not found.permits(*scopes):
        raise Forbidden("This action is outside the authorized scopes")
    return found


async def require(request: web.Request, *scopes: str) -> Actor:
    """A person with one of `scopes`. Raises Unauthenticated, Forbidden, and Unprocessable for an app's own token."""
    found = await require_bearer(request, *scopes)
    if found.actor is None:
        raise Unprocessable("This method requires an authenticated user")
    return found.actor


async def find_reader(request: web.Request, *scopes: str) -> Actor | None:
    """For what everybody may read: the person whose view it is, or None without a token and for an app's own. A token
    that is presented must be good for it."""
    return None if await bearer(request) is None else (await require_bearer(request, *scopes)).actor


async def _note(node: Context, secret_hash: str, token_id: int, last: datetime) -> None:
    """Once a day: the owner sees whether it is still in use."""
    now = node.clock()
    if now - last > _NOTED:
        await node.store.write(_touch, token_id, now)
        node.access.forget(secret_hash)


async def _touch(tx: Tx, token_id: int, now: datetime) -> None:
    await tx.oauth.touch(token_id, now)
