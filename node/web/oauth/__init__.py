"""OAuth 2: how a person lets a program act for one of their accounts, and how the program gets its token.

Authorization code with PKCE (S256) and client credentials, after RFC 6749, 7636, 7009, 8414, 9207 and 9700, in the
manner of Mastodon 4.x. Passwords are typed on our own pages only: there is no password grant (T-238).
"""

from node.web.table import Routes, later_in
from node.web.windows import watched

_later = later_in(__name__)

ROUTES: Routes = (
    # For programs
    ("GET", "/.well-known/oauth-authorization-server", _later("metadata.get_metadata")),
    ("POST", "/api/v1/apps", _later("apps.post_app")),
    ("GET", "/api/v1/apps/verify_credentials", _later("apps.get_own_app")),
    ("POST", "/oauth/token", _later("token.post_token")),
    ("POST", "/oauth/revoke", _later("revoke.post_revoke")),
    ("GET", "/oauth/userinfo", _later("userinfo.get_userinfo")),
    ("POST", "/oauth/userinfo", _later("userinfo.get_userinfo")),
    # For people; some programs write the address with a slash at its end
    ("GET", "/oauth/authorize", watched(_later("authorize.show_authorize"))),
    ("GET", "/oauth/authorize/", watched(_later("authorize.show_authorize"))),
    ("POST", "/oauth/authorize", watched(_later("authorize.save_authorize"))),
    ("POST", "/oauth/authorize/", watched(_later("authorize.save_authorize"))),
    ("GET", "/einstellungen/apps", _later("authorized.show_authorized")),
    ("POST", r"/einstellungen/apps/{id:\d+}/beenden", _later("authorized.save_revoked")),
)
