"""A channel's address as a QR code: as a picture, and on a page that can be printed as a notice (C1).

The code holds the address of the profile: any telephone's camera opens it, with no app and no account.
"""

import io

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.store.database import Tx
from node.web.cache import Document
from node.web.cards import face, profile_path
from node.web.headers import security_headers
from node.web.kept import kept
from node.web.keys import NODE, SERVED
from node.web.limits import count_request
from node.web.page import answer, look, rendering_of
from node.web.pages.profile import account_called
from node.web.shown import SHOWN, Shown

_QUIET = 4  # modules around it that stay white, as ISO/IEC 18004 wants


@kept
async def show_qr(request: web.Request) -> web.Response:
    """The notice. Only for those who live here: others have their own server to do this."""
    frame, account = await look(request, _local, request.match_info["name"])
    words, addresses = frame.words, frame.site.addresses
    body = rendering_of(request).page(
        "qr.html",
        frame,
        heading=words.t("qr.title", name=account.shown_name),
        trail=[(profile_path(account), account.shown_name), ("", words.t("qr.crumb"))],
        face=face(account, frame),
        handle=f"@{addresses.handle(account)}",
        address=addresses.profile_page(account),
        picture=f"{profile_path(account)}.qr.svg",
        canonical=f"{frame.site.base}{profile_path(account)}/qr",
    )
    response = answer(request, frame, body)
    response[SHOWN] = Shown((), {("account", str(account.id))})
    return response


async def show_qr_picture(request: web.Request) -> web.Response:
    count_request(request)
    cache, name = request[SERVED].documents, request.match_info["name"]
    document = cache.find(f"qr {name}")
    if document is None:
        with cache.watching() as watch:
            account = await request[NODE].store.read(_local, 0, name)
            document = Document.of(_drawn(request[NODE].addresses.profile_page(account)))
            watch.keep(f"qr {name}", document, {("account", str(account.id))})
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        "ETag": document.etag,
        "Cache-Control": "public, max-age=3600",
    }
    if document.etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, content_type="image/svg+xml", headers=headers)


def _drawn(address: str) -> bytes:
    """Black on white whatever the page's colours: cameras want it so. A quarter of it may be dirty (level Q)."""
    import segno  # noqa: PLC0415  # seldom asked for, and then kept

    drawn = io.BytesIO()
    segno.make_qr(address, error="q").save(
        drawn, kind="svg", border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue()


async def _local(tx: Tx, _viewer_id: int, name: str) -> Account:
    account = await account_called(tx, name, None)
    if account.name != name:
        raise NotFound("there is no such account")
    return account
