"""Packs as files: downloaded, sent, looked at, and then taken over or not. Nothing of one that was sent is kept before that:
the page carries it, and it is read anew when it comes back."""

import asyncio
from typing import Final

from aiohttp import hdrs, web
from multidict import MultiDictProxy

from node.errors import Conflict, Invalid
from node.model.account import Actor
from node.model.login import Role
from node.model.template import Pack
from node.moderation.office import require_office
from node.outbox.templates.pack import MOST_BYTES, pack_name, read_pack, write_pack
from node.outbox.templates.take_over import our_pack, own_pack, take_over
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form, read_form_with_files
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.page import look, see_other
from node.web.pages.packs.list import PATH, list_page
from node.web.pages.packs.shown import chosen, load_compared, pack_page
from node.web.refusals import refusal

_OURS: Final = "mitgeliefert"


async def give_pack(request: web.Request) -> web.Response:
    """All templates of this node as one file. Raises Unauthenticated, Forbidden."""
    viewer, config = await require_viewer(request), request[NODE].config
    _, pack = await look(request, _own, viewer, pack_name(config.host), config.node.title)
    headers = {
        **security_headers(is_https=config.is_https),
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{pack.name}.json"',
        hdrs.CACHE_CONTROL: "private, no-store",
    }
    return web.Response(body=write_pack(pack), content_type="application/json", headers=headers)


async def read_sent_pack(request: web.Request) -> web.Response:
    """Shows what a file would change; what is wrong with it is said with its place, as 422."""
    _, files = await read_form_with_files(request)
    viewer = await require_viewer(request)
    frame, _ = await look(request, _admit, viewer)
    sent = files.get("datei")
    if sent is None or not sent.size:
        return await list_page(request, {"datei": frame.words.t("template.error.file")})
    if sent.size > MOST_BYTES:
        most = frame.words.number(MOST_BYTES // 1024)
        return await list_page(request, {"datei": frame.words.t("template.error.large", most=most)})
    try:
        pack = await asyncio.to_thread(lambda: read_pack(sent.path.read_bytes()))
    except Invalid as problem:
        return await list_page(request, {"datei": refusal(problem, frame.words)})
    return await _show(request, viewer, pack)


async def show_our_pack(request: web.Request) -> web.Response:
    """The one the program comes with. Raises Unauthenticated, Forbidden."""
    return await _show(request, await require_viewer(request), our_pack())


async def save_pack(request: web.Request) -> web.Response:
    """Takes over what is ticked. Raises Unprocessable when it is no pack any longer."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    pack = _meant(form)
    try:
        taken = await take_over(node, viewer, pack, keys=chosen(form), seen=form.get("stand", ""))
    except Conflict:  # somebody has changed templates since: the page shows how they are now
        return await _show(request, viewer, pack, wrong="template.error.changed", status=409)
    return see_other(request, PATH, done="paket" if taken else "")


def _meant(form: MultiDictProxy[str]) -> Pack:
    return our_pack() if form.get("quelle") == _OURS else read_pack(form.get("paket", "").encode())


async def _show(request: web.Request, viewer: Actor, pack: Pack, *, wrong: str = "", status: int = 200) -> web.Response:
    frame, compared = await look(request, load_compared, viewer, pack)
    hidden = {"quelle": _OURS} if pack == our_pack() else {"paket": write_pack(pack, pretty=False).decode()}
    said = {"": frame.words.t(wrong)} if wrong else {}
    action = f"{PATH}/uebernehmen"
    return pack_page(request, frame, pack, compared, action=action, hidden=hidden, wrong=said, status=status)


async def _admit(tx: Tx, _viewer_id: int, by: Actor) -> None:
    await require_office(tx, by, Role.ADMIN)


async def _own(tx: Tx, _viewer_id: int, by: Actor, name: str, title: str) -> Pack:
    await require_office(tx, by, Role.ADMIN)
    return await own_pack(tx, name, title)
