"""Where password programs send people who want to change their password (the W3C's well-known address)."""

from aiohttp import web

from node.web.headers import security_headers
from node.web.keys import NODE


async def lead_to_password(request: web.Request) -> web.Response:
    headers = {**security_headers(is_https=request[NODE].config.is_https), "Location": "/einstellungen/passwort"}
    return web.Response(status=302, headers=headers)
