"""What this node's OAuth can do, for programs (RFC 8414)."""

import msgspec
from aiohttp import hdrs, web

from node.model.oauth import SCOPES
from node.web.keys import NODE
from node.web.oauth.asked import PATH


async def get_metadata(request: web.Request) -> web.Response:
    """`issuer` is what `iss` says in every answer to an authorization request (RFC 9207)."""
    base = request[NODE].config.origin
    document = {
        "issuer": base,
        "authorization_endpoint": base + PATH,
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "userinfo_endpoint": f"{base}/oauth/userinfo",
        "app_registration_endpoint": f"{base}/api/v1/apps",
        "service_documentation": "https://docs.joinmastodon.org/",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["de", "en"],
    }
    headers = {hdrs.CACHE_CONTROL: "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=msgspec.json.encode(document), content_type="application/json", headers=headers)
