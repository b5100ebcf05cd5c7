"""`/kurzlinks`: those who moderate make short addresses of this node, change where they lead, and take them away (S15)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.login import Role
from node.model.shortlink import ShortLink
from node.moderation.office import require_office
from node.outbox.shortlinks import checked_name, checked_target, put_link, remove_link
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other

PATH = "/kurzlinks"
_PER_PAGE = 100
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class _Typed:
    """The form as it was filled in."""

    name: str = ""
    target: str = ""


async def show_short_links(request: web.Request) -> web.Response:
    """`?name=` fills the form with one that is to be changed. Raises Unauthenticated, and Forbidden for whoever moderates
    nothing."""
    return await _page(request, await require_viewer(request))


async def save_short_link(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    if form.get("tun") == "loeschen":
        with suppress(NotFound):  # somebody was quicker: it is as they want it
            await remove_link(node, viewer, form.get("name", ""))
        return see_other(request, PATH, done="kurzlink-weg")
    typed = _Typed(form.get("name", ""), form.get("ziel", ""))
    target = typed.target.strip()
    if target.startswith(node.config.origin):  # pasted from the address bar
        target = target.removeprefix(node.config.origin) or "/"
    wrong = _mistakes(typed.name, target)
    if wrong:
        return await _page(request, viewer, typed=typed, wrong=wrong)
    await put_link(node, viewer, typed.name, target)
    return see_other(request, PATH, done="kurzlink")


def _mistakes(name: str, target: str) -> Mapping[str, str]:
    """By field, the key of the sentence."""
    found: dict[str, str] = {}
    for field, check, text in (("name", checked_name, name), ("ziel", checked_target, target)):
        try:
            check(text)
        except Invalid:
            found[field] = f"short_links.error_{field}"
    return found


async def _page(
    request: web.Request, viewer: Actor, *, typed: _Typed | None = None, wrong: Mapping[str, str] | None = None
) -> web.Response:
    asked = request.query.get("name", "")[:_LONGEST_NAME]
    frame, (links, changed) = await look(request, _load, viewer, request.query.get("nach", "")[:_LONGEST_NAME], asked)
    words, origin = frame.words, request[NODE].config.origin
    shown, more = links[:_PER_PAGE], len(links) > _PER_PAGE
    body = rendering_of(request).page(
        "short_links.html",
        frame,
        heading=words.t("short_links.title"),
        links=[
            {
                "name": each.name,
                "address": f"{origin}/l/{each.name}",
                "target": each.target,
                "since": words.date(each.created_at),
            }
            for each in shown
        ],
        more=f"{PATH}?nach={shown[-1].name}" if more else "",
        form=typed or (_Typed(changed.name, changed.target) if changed is not None else _Typed()),
        wrong={field: words.t(key) for field, key in (wrong or {}).items()},
        origin=origin,
        path=PATH,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


async def _load(
    tx: Tx, _viewer_id: int, by: Actor, after: str, asked: str
) -> tuple[Sequence[ShortLink], ShortLink | None]:
    await require_office(tx, by, Role.MODERATOR)
    return await tx.shortlinks.page(after=after, limit=_PER_PAGE + 1), await tx.shortlinks.find(
        asked
    ) if asked else None
