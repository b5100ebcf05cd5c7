"""Answer a post without an account: a name, a mail address that proves somebody is there, and the text (A11). No cookie, no
puzzle, nothing about where the form came from is kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web

from node.errors import Gone, TooMany
from node.model.guest import NAME_CHARACTERS
from node.model.post import PostView
from node.moderation.guests import hospitality
from node.outbox.guests import Offered, answerable, mistakes, offer
from node.store.database import Tx
from node.web.briefly import briefly
from node.web.cards import card, post_path
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.limits import client_range, counter_of
from node.web.page import answer, look, number, rendering_of
from node.web.pages.told import told_page
from node.web.rendering import Frame

_FIELDS: Final[Mapping[str, str]] = MappingProxyType({"name": "name", "email": "adresse", "text": "text"})
_HOUR: Final = 60.0


async def show_guest_form(request: web.Request) -> web.Response:
    frame, view = await _looked(request)
    return _page(request, frame, view, Offered(name="", email="", text="", language=frame.words.language))


async def save_guest_form(request: web.Request) -> web.Response:
    """What is shown afterwards is the same whether a letter leaves or not (T-237)."""
    form = await read_open_form(request)
    frame, view = await _looked(request)
    node, t = request[NODE], frame.words.t
    offered = Offered(
        name=form.get("name", ""),
        email=form.get("adresse", ""),
        text=form.get("text", "").replace("\r\n", "\n"),
        language=frame.words.language,
    )
    wrong = {
        _FIELDS[field]: _sentence(request, frame, field, kind)
        for field, kind in (await mistakes(node, offered)).items()
    }
    if wrong:
        return _page(request, frame, view, offered, wrong=wrong, status=422)
    try:
        _count(request)
        await offer(node, view.post.id, offered)
    except TooMany as refusal:
        response = _page(request, frame, view, offered, wrong={"": t("guest.error_too_many")}, status=429)
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(refusal.retry_after)))
        return response
    return told_page(
        request,
        t("guest.sent.title"),
        [
            t("guest.sent.text"),
            t("guest.sent.then"),
            t("guest.sent.nothing_came", count=node.config.guests.confirm_hours),
        ],
        link=(post_path(view.author, view.post.id), t("guest.back")),
    )


def _count(request: web.Request) -> None:
    """In memory only, by address range. Raises TooMany."""
    config = request[NODE].config
    if config.limits.enabled:
        key = f"guest {config.host} {client_range(request)}"
        counter_of(request).count(key, config.guests.replies_per_address_per_hour, minutes=_HOUR)


async def _looked(request: web.Request) -> tuple[Frame, PostView]:
    """The post that is answered. Raises NotFound, Gone, Forbidden."""
    welcome = hospitality(request[NODE].config)

    async def found(tx: Tx, _viewer_id: int) -> PostView:
        post, _ = await answerable(tx, welcome, number(request.match_info["id"]))
        views = await tx.timelines.views([post.id])
        if not views:
            raise Gone("the account of this post has been deleted or suspended")
        return views[0]

    return await look(request, found)


def _page(
    request: web.Request,
    frame: Frame,
    view: PostView,
    typed: Offered,
    *,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    guests, t = request[NODE].config.guests, frame.words.t
    body = rendering_of(request).page(
        "guest_form.html",
        frame,
        heading=t("guest.title", name=view.author.shown_name),
        card=briefly(card(view, frame)),
        channel=view.author.shown_name,
        action=f"/beitrag/{view.post.id}/gastantwort",
        back=frame.to(post_path(view.author, view.post.id)),
        typed=typed,
        wrong=wrong or {},
        most_name=NAME_CHARACTERS,
        most_text=guests.characters,
        keep_days=guests.keep_mail_days,
        hours=guests.confirm_hours,
    )
    return answer(request, frame, body, status=status, forms=True)


def _sentence(request: web.Request, frame: Frame, field: str, kind: str) -> str:
    most = NAME_CHARACTERS if field == "name" else request[NODE].config.guests.characters
    key = f"guest.error_{field}_{kind}"
    return frame.words.t(key, count=most) if kind == "long" else frame.words.t(key)
