"""OAuth 2: how a person lets a program act for one of their accounts, and how the program gets its token.

Authorization code with PKCE (S256) and client credentials, after RFC 6749, 7636, 7009, 8414, 9207 and 9700, in the
manner of Mastodon 4.x. Passwords are typed on our own pages only: there is no password grant (T-238).
"""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from node.web.oauth.apps import get_own_app, post_app
from node.web.oauth.authorize import save_authorize, show_authorize
from node.web.oauth.authorized import save_revoked, show_authorized
from node.web.oauth.metadata import get_metadata
from node.web.oauth.revoke import post_revoke
from node.web.oauth.token import post_token
from node.web.oauth.userinfo import get_userinfo
from node.web.windows import watched

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ROUTES: Sequence[tuple[str, str, _Handler]] = (
    # For programs
    ("GET", "/.well-known/oauth-authorization-server", get_metadata),
    ("POST", "/api/v1/apps", post_app),
    ("GET", "/api/v1/apps/verify_credentials", get_own_app),
    ("POST", "/oauth/token", post_token),
    ("POST", "/oauth/revoke", post_revoke),
    ("GET", "/oauth/userinfo", get_userinfo),
    ("POST", "/oauth/userinfo", get_userinfo),
    # For people; some programs write the address with a slash at its end
    ("GET", "/oauth/authorize", watched(show_authorize)),
    ("GET", "/oauth/authorize/", watched(show_authorize)),
    ("POST", "/oauth/authorize", watched(save_authorize)),
    ("POST", "/oauth/authorize/", watched(save_authorize)),
    ("GET", "/einstellungen/apps", show_authorized),
    ("POST", r"/einstellungen/apps/{id:\d+}/beenden", save_revoked),
)
