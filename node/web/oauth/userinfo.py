"""Who the person is, in the words of OpenID Connect: enough to log in elsewhere with an account from here."""

from aiohttp import web

from node.web.keys import NODE
from node.web.oauth.respond import secret_answer
from node.web.tokens import require


async def get_userinfo(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, Unprocessable."""
    account = (await require(request, "profile")).account
    claims = {
        "iss": request[NODE].config.origin,
        "sub": account.uri,
        "name": account.shown_name,
        "preferred_username": account.name,
        "profile": account.url,
        "picture": account.icon,
    }
    return secret_answer({name: value for name, value in claims.items() if value})
