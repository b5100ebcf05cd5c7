"""Recovery codes on a page, the only time they can be seen."""

from collections.abc import Sequence

from aiohttp import web

from node.web.auth import SETUP
from node.web.page import answer, look_around, rendering_of, see_other


async def codes_page(request: web.Request, codes: Sequence[str]) -> web.Response:
    """Shown as the answer to a form, so no address leads here again. Without codes: there are some already."""
    if not codes:
        return see_other(request, SETUP, done="faktor")
    frame = await look_around(request)
    heading = frame.words.t("recovery.title")
    body = rendering_of(request).page("recovery_codes.html", frame, heading=heading, codes=codes, path=SETUP)
    response = answer(request, frame, body)
    response.headers["Cache-Control"] = "no-store"
    return response
