"""What the pages for passkeys need beside others: leave to run our one script, and answers in JSON for it."""

from aiohttp import web

from node.web.headers import content_security_policy, security_headers
from node.web.keys import NODE


def with_script(response: web.Response) -> web.Response:
    """The page may run our script, and the script may ask this node."""
    response.headers["Content-Security-Policy"] = content_security_policy(script=True)
    return response


def json_answer(request: web.Request, body: bytes, *, status: int = 200) -> web.Response:
    """For the script of our own page, and for nobody to keep."""
    headers = {**security_headers(is_https=request[NODE].config.is_https), "Cache-Control": "no-store"}
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)
