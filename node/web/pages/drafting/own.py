"""`/entwuerfe`: the drafts of the account, each as it would look with what was said about it; asking for advice, and throwing
one away. It is changed and published in the form (`compose.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from node.errors import Conflict, Unprocessable
from node.model.grant import Part
from node.model.kept import Advised
from node.model.login import Login
from node.model.post import PostView
from node.outbox.advice import (
    COMMENT_CHARACTERS,
    QUESTION_CHARACTERS,
    ask_advice,
    reply,
    withdraw_question,
)
from node.outbox.keep import discard, own_kept
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE, TENANCY
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.drafting.look import beginning, look_of, posts_around
from node.web.pages.drafting.said import asked_about, logins_around
from node.web.rendering import Frame

PATH: Final = "/entwuerfe"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    draft: Advised
    logins: Mapping[int, Login]
    around: Sequence[tuple[str, PostView | None]]


async def show_drafts(request: web.Request) -> web.Response:
    """The last changed first."""
    await require_viewer(request)
    frame, found = await look(request, _all)
    body = rendering_of(request).page(
        "drafting/list.html",
        frame,
        heading=frame.words.t("drafts.title"),
        path=PATH,
        entries=[_entry(each, frame) for each in found],
    )
    return answer(request, frame, body)


async def show_draft(request: web.Request) -> web.Response:
    """Raises NotFound, also for another account's."""
    await require_viewer(request)
    return await _page(request)


async def save_gone(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await discard(request[NODE], viewer, number(request.match_info["id"]))
    return see_other(request, PATH, done="entwurf-weg")


async def save_question(request: web.Request) -> web.Response:
    """Ask, take the question back, or reply. Raises NotFound, Unprocessable for what is none of these."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    draft_id, text = number(request.match_info["id"]), form.get("text", "").replace("\r\n", "\n")
    here, act = f"{PATH}/{draft_id}", form.get("tun", "")
    if act == "zuruecknehmen":
        await withdraw_question(node, viewer, draft_id)
        return see_other(request, here, done="rat-zurueck")
    if act not in {"fragen", "antworten"}:
        raise Unprocessable("one asks, replies, or takes the question back")
    try:
        if act == "fragen":
            office = form.get("auch") == "1" and has_office(request)
            await ask_advice(node, viewer, draft_id, text, asks_office=office)
        else:
            await reply(node, viewer, draft_id, text)
    except Unprocessable:
        most = QUESTION_CHARACTERS if act == "fragen" else COMMENT_CHARACTERS
        return await _page(request, wrong=("advice.error_words", most), said=text)
    except Conflict:  # a colleague has taken the question back: the page says so
        return await _page(request, wrong=("advice.error_withdrawn", 0), said=text, status=409)
    return see_other(request, here, done="gefragt" if act == "fragen" else "rat-gesagt")


def has_office(request: web.Request) -> bool:
    """Whether there is an office that advises many nodes, and this one among them."""
    tenancy = request.app.get(TENANCY)
    return tenancy is not None and tenancy.has_part(Part.COORDINATION)


async def _page(
    request: web.Request, *, wrong: tuple[str, int] | None = None, said: str = "", status: int = 422
) -> web.Response:
    frame, found = await look(request, _one, number(request.match_info["id"]))
    if frame.person is None:  # pragma: no cover  # `require_viewer` was asked
        raise ValueError("only somebody who is logged in has drafts")
    draft, t = found.draft, frame.words.t
    body = rendering_of(request).page(
        "drafting/own.html",
        frame,
        heading=t("drafts.single"),
        trail=[(PATH, t("drafts.title")), ("", t("drafts.single"))],
        path=f"{PATH}/{draft.kept.id}",
        edit=f"/verfassen?entwurf={draft.kept.id}",
        shown=await look_of(request, frame, frame.person.account, draft, found.around),
        asked=asked_about(draft, found.logins, frame),
        is_asked=draft.kept.request is not None,
        has_office=has_office(request),
        most_question=QUESTION_CHARACTERS,
        most_reply=COMMENT_CHARACTERS,
        wrong={} if wrong is None else {"text": t(wrong[0], count=wrong[1])},
        said=said,
    )
    return answer(request, frame, body, status=200 if wrong is None else status)


def _entry(each: Advised, frame: Frame) -> Mapping[str, Any]:
    words, asked = frame.words, asked_about(each, {}, frame)
    return {
        "id": each.kept.id,
        "text": beginning(each) or words.t("drafts.pictures_only"),
        "language": each.kept.draft.language or "",
        "when": words.moment(each.kept.changed_at, frame.now),
        "state": "" if asked is None else asked.state,
        "is_answered": each.is_answered,
    }


async def _all(tx: Tx, viewer_id: int) -> Sequence[Advised]:
    return await tx.kept.with_advice(await tx.kept.of_account(viewer_id))


async def _one(tx: Tx, viewer_id: int, draft_id: int) -> _Found:
    found = await own_kept(tx, viewer_id, draft_id)
    return _Found(draft=found, logins=await logins_around(tx, [found]), around=await posts_around(tx, viewer_id, found))
