"""How a program is let in (OAuth 2)."""

from typing import Final

from node.web.openapi.operation import Operations, act, get
from node.web.openapi.schema import TEXT, each, either, text

OPERATIONS: Final[Operations] = {
    ("GET", "/.well-known/oauth-authorization-server"): get("Where what is (RFC 8414)", public=True),
    ("POST", "/api/v1/apps"): act("Register a program", public=True, required=("client_name", "redirect_uris")).by(
        client_name=TEXT, redirect_uris=either(TEXT, each(TEXT)), scopes=TEXT, website=TEXT
    ),
    ("GET", "/api/v1/apps/verify_credentials"): get("Which program the token belongs to", "read"),
    ("POST", "/oauth/token"): act("Get a token", public=True, required=("grant_type",)).by(
        grant_type=text(among={"authorization_code", "client_credentials"}),
        client_id=TEXT,
        client_secret=TEXT,
        redirect_uri=TEXT,
        code=TEXT,
        code_verifier=TEXT,
        scope=TEXT,
    ),
    ("POST", "/oauth/revoke"): act("Give a token back", public=True).by(token=TEXT, client_id=TEXT, client_secret=TEXT),
    ("GET", "/oauth/userinfo"): get("Who the token acts for (OpenID Connect)", "profile"),
    ("POST", "/oauth/userinfo"): act("The same", "profile"),
}
