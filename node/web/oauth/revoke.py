"""A program gives its token back (RFC 7009)."""

from aiohttp import web

from node.store.database import Tx
from node.web.auth import hash_of
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.oauth.client import authenticate_client
from node.web.oauth.params import only, read_params
from node.web.oauth.respond import Refusal, in_oauth_words, secret_answer


@in_oauth_words
async def post_revoke(request: web.Request) -> web.Response:
    """What is unknown is no error: it is as revoked as it can be. Another app's token is."""
    count_request(request)
    params = await read_params(request)
    app = await authenticate_client(request, params)
    token = only(params, "token")
    if not token:
        raise Refusal("invalid_request", "the parameter token is missing")
    if not await request[NODE].store.write(_end, hash_of(token), app.id):
        raise Refusal("unauthorized_client", "You are not authorized to revoke this token", status=403)
    return secret_answer({})


async def _end(tx: Tx, secret_hash: str, app_id: int) -> bool:
    """False for a token of another app."""
    found = await tx.oauth.owner_of(secret_hash)
    if found is None:
        return True
    token_id, owner = found
    if owner != app_id:
        return False
    await tx.oauth.end_token(token_id)
    await tx.oauth.end_app_token(token_id)
    return True
