"""`/verwaltung/konten/NAME`: how an account of this node stands, who logs in for it, what it was told, and deciding about it.
The same acts as those of the client API (`node/outbox/moderate.py`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web

from node.context import Context
from node.errors import Forbidden, NotFound, Unprocessable
from node.model.account import Actor, Kind
from node.model.moderation import Measure, Overseen, Strike
from node.moderation.office import require_office, subordinate
from node.outbox import moderate
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other
from node.web.pages.overseeing.standing import ALL, path_of, standing_of
from node.web.rendering import Frame

_LIFT: Final[Mapping[Measure, Callable[[Context, Actor, int], Awaitable[None]]]] = MappingProxyType(
    {
        Measure.SENSITIVE: moderate.unsensitize,
        Measure.DISABLE: moderate.enable,
        Measure.SILENCE: moderate.unsilence,
        Measure.SUSPEND: moderate.unsuspend,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """`decides`: whoever looks may decide about it."""

    overseen: Overseen
    strikes: Sequence[Strike]
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    measure: str = Measure.NONE.value
    text: str = ""
    by_mail: bool = True


async def show_account(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, and Forbidden for whoever does not moderate."""
    viewer = await require_viewer(request)
    frame, found = await look(request, _load, viewer, request.match_info["name"])
    return _page(request, frame, found)


async def save_decision(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, found = await look(request, _load, viewer, request.match_info["name"])
    typed = _Typed(
        measure=form.get("massnahme", ""), text=form.get("text", "").replace("\r\n", "\n"), by_mail="mail" in form
    )
    if typed.measure not in set(Measure):
        return _page(request, frame, found, typed, {"massnahme": frame.words.t("overseeing.error_choice")})
    if not typed.text.strip():
        return _page(request, frame, found, typed, {"text": frame.words.t("overseeing.error_text")})
    decision = moderate.Decision(measure=Measure(typed.measure), text=typed.text, by_mail=typed.by_mail)
    try:
        await moderate.decide(node, viewer, found.overseen.account.id, decision)
    except Unprocessable:
        long = frame.words.t("overseeing.error_long", most=moderate.MOST_CHARACTERS)
        return _page(request, frame, found, typed, {"text": long})
    return see_other(request, path_of(found.overseen.account), done="entschieden")


async def save_lifting(request: web.Request) -> web.Response:
    """Raises Unprocessable for what cannot be lifted. Nothing happens where it is lifted already."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    _, found = await look(request, _load, viewer, request.match_info["name"])
    lift = {measure.value: act for measure, act in _LIFT.items()}.get(form.get("massnahme", ""))
    if lift is None:
        raise Unprocessable("this cannot be lifted")
    if Measure(form["massnahme"]) in standing_of(found.overseen):
        await lift(node, viewer, found.overseen.account.id)
    return see_other(request, path_of(found.overseen.account), done="aufgehoben")


def _page(
    request: web.Request,
    frame: Frame,
    found: _Found,
    typed: _Typed | None = None,
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    account, words = found.overseen.account, frame.words
    body = rendering_of(request).page(
        "overseeing/account.html",
        frame,
        heading=account.shown_name,
        trail=[(ALL, words.t("overseeing.title")), ("", account.shown_name)],
        path=path_of(account),
        handle=f"@{account.name}@{frame.site.account_domain}",
        profile=profile_path(account),
        standing=[each.value for each in standing_of(found.overseen)],
        logins=[
            (each.email, words.t(f"overseeing.role.{each.role.value}"), each.disabled_at is not None)
            for each in found.overseen.logins
        ],
        decides=found.decides,
        measures=[each.value for each in Measure],
        sends_mail=request[NODE].config.mail.is_on,
        most=moderate.MOST_CHARACTERS,
        strikes=[
            {
                "said": words.t(f"overseeing.measure.{each.measure.value}"),
                "when": words.moment(each.created_at, frame.now),
                "text": each.text,
            }
            for each in found.strikes
        ],
        form=typed or _Typed(),
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=422 if wrong else 200)


async def _load(tx: Tx, _viewer_id: int, by: Actor, name: str) -> _Found:
    await require_office(tx, by)
    account = await tx.accounts.find_by_handle(name)
    if account is None or account.deleted_at is not None or account.kind is Kind.APPLICATION:
        raise NotFound("there is no such account")
    try:
        await subordinate(tx, by, account.id)
        decides = True
    except Forbidden:
        decides = False
    overseen = (await tx.oversight.overseen([account.id]))[account.id]
    return _Found(overseen=overseen, strikes=await tx.strikes.of_account(account.id), decides=decides)
