"""Headers that no answer leaves without, whoever made it: redirects, errors and documents for programs as well (T-249)."""

from aiohttp import hdrs, web

from node.web.headers import HSTS, NOTHING
from node.web.keys import NODE


def guard_answer(request: web.Request, response: web.StreamResponse) -> None:
    """What an answer says itself stays."""
    headers = response.headers
    headers[hdrs.SERVER] = "Allmende"  # which version of what we run is nobody's business
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Content-Security-Policy", NOTHING)
    if "frame-ancestors 'none'" in headers["Content-Security-Policy"]:
        headers.setdefault("X-Frame-Options", "DENY")  # the same, for browsers that know no policy
    node = request.get(NODE)
    if node is not None and node.config.is_https:
        headers.setdefault("Strict-Transport-Security", HSTS)
