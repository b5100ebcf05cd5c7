"""Set up an app that makes codes. The secret is in the page until a right code comes back with it: nothing is stored for
somebody who only looks."""

from collections.abc import Mapping

from aiohttp import web
from markupsafe import Markup

from node.errors import Unprocessable
from node.outbox.codes import generator_uri, is_generator_secret, new_generator_secret
from node.outbox.factors import add_generator
from node.web.auth import SETUP, hash_of, own_login, session_secret
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look_around
from node.web.pages.recovery_codes import codes_page
from node.web.pages.settings import password_fault, settings_page

PATH = f"{SETUP}/generator"
_GROUP = 4


async def show_generator(request: web.Request) -> web.Response:
    return await _page(request, new_generator_secret())


async def save_generator(request: web.Request) -> web.Response:
    """Needs the password and a code: without the code somebody might lock themselves out."""
    form, login = await read_form(request), await own_login(request)
    frame, secret = await look_around(request), form.get("geheimnis", "")
    if not is_generator_secret(secret):
        return await _page(request, new_generator_secret(), {"": frame.words.t("generator.anew")})
    if fault := await password_fault(request, frame, form.get("passwort", "")):
        return await _page(request, secret, {"passwort": fault})
    session = hash_of(session_secret(request) or "")
    try:
        codes = await add_generator(request[NODE], login.id, secret, form.get("code", ""), session=session)
    except Unprocessable:
        return await _page(request, secret, {"code": frame.words.t("generator.wrong")})
    return await codes_page(request, codes)


async def _page(request: web.Request, secret: str, wrong: Mapping[str, str] | None = None) -> web.Response:
    login, frame = await own_login(request), await look_around(request)
    uri = generator_uri(secret, name=login.email, issuer=request[NODE].config.node.title)
    response = settings_page(
        request,
        "settings_generator.html",
        frame,
        wrong=wrong,
        heading=frame.words.t("generator.title"),
        path=PATH,
        secret=secret,
        grouped=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        uri=uri,
        picture=_picture(uri, frame.words.t("generator.picture")),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(text: str, title: str) -> Markup:
    """A QR code as SVG, dark on light in every colour scheme: many readers know no other way."""
    import segno  # noqa: PLC0415  # only few pages ever need it

    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(
        border=4, dark="#000", light="#fff", title=title, svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" focusable="false" ', 1))  # noqa: S704  # segno escapes
