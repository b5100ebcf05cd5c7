"""The node's style sheet, fonts, icon and coat of arms, kept by browsers for a year under a name made of their content;
and robots.txt."""

from aiohttp import web

from node.errors import NotFound
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.page import rendering_of

_FOR_A_YEAR = "public, max-age=31536000, immutable"
_DRAWING = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""A drawing that is opened by itself stays one."""
_ROBOTS = """\
User-agent: *
Disallow: /suche
Disallow: /anmelden
Disallow: /oeffentlich
Disallow: /verfassen
Disallow: /oauth/
Disallow: /einstellungen/
Disallow: /beitrag/
Disallow: /kanal/
"""


async def show_asset(request: web.Request) -> web.Response:
    """An old version's address answers with today's content, and is then not kept."""
    rendering, name = rendering_of(request), request.match_info["name"]
    asset = rendering.brand_of(request[NODE].config).assets.get(name) or rendering.assets.get(name)
    if asset is None:
        raise NotFound("there is no such file")
    is_current = request.match_info["version"] == asset.version
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        "Cache-Control": _FOR_A_YEAR if is_current else "no-cache",
        "Content-Type": asset.content_type,
        "Vary": "Accept-Encoding",
    }
    if asset.content_type == "image/svg+xml":
        headers["Content-Security-Policy"] = _DRAWING
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=asset.packed, headers=headers)
    return web.Response(body=asset.body, headers=headers)


async def show_favicon(request: web.Request) -> web.Response:
    """Browsers ask for it on pages that are not ours, such as a picture."""
    icon = rendering_of(request).assets["icon.svg"]
    headers = {**security_headers(is_https=request[NODE].config.is_https), "Cache-Control": "public, max-age=86400"}
    return web.Response(body=icon.body, content_type=icon.content_type, headers=headers)


async def show_robots(request: web.Request) -> web.Response:
    headers = {**security_headers(is_https=request[NODE].config.is_https), "Cache-Control": "public, max-age=86400"}
    return web.Response(text=_ROBOTS, headers=headers)
