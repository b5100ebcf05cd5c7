"""The forms of the page of one request: what the second person decides, what is made of it, who is told, how it ends."""

from aiohttp import hdrs, web

from node.errors import Conflict, Forbidden, Gone, NotFound, Problem, Unprocessable
from node.model.account import Actor
from node.model.disclosure import Outcome
from node.outbox.disclosures import extract, register, review, telling
from node.outbox.disclosures.register import CHARACTERS
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.page import id_in, look, number, see_other
from node.web.pages.disclosing.one import Typed, load, page
from node.web.pages.disclosing.record import muzzle_of
from node.web.pages.disclosing.words import path_of
from node.web.refusals import refusal


async def save_review(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    asked, proposal, act = number(request.match_info["id"]), id_in(form.get("vorschlag", "")), form.get("tun", "")
    typed = Typed(reason=form.get("grund", "").strip())
    frame, _ = await look(request, load, viewer, asked)
    if act != "freigeben" and (not typed.reason or len(typed.reason) > CHARACTERS):
        return await page(request, viewer, {"grund": frame.words.t("disclosure.error_reason")}, typed=typed)
    try:
        if act == "freigeben":
            await review.release(node, viewer, asked, proposal)
        elif act == "zurueckgeben":
            await review.send_back(node, viewer, asked, proposal, typed.reason)
        else:
            await review.refuse(node, viewer, asked, proposal, typed.reason)
    except Problem as problem:
        return await _refused(request, viewer, problem, typed)
    return see_other(request, path_of(asked), done="ersuchen-geprueft")


async def save_extract(request: web.Request) -> web.Response:
    """Makes it, gives it, or notes that it is handed over."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    asked, act = number(request.match_info["id"]), form.get("tun", "")
    try:
        if act == "herunterladen":
            body = await extract.take_extract(node, viewer, asked)
            return web.Response(body=body, headers=_headers(request, asked))
        if act == "uebergeben":
            await extract.hand_over(node, viewer, asked)
        else:
            await extract.make_extract(node, viewer, asked)
    except Problem as problem:
        return await _refused(request, viewer, problem)
    return see_other(request, path_of(asked), done="uebergeben" if act == "uebergeben" else "auszug")


async def save_silence(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    asked = number(request.match_info["id"])
    frame, _ = await look(request, load, viewer, asked)
    typed = Typed(
        silence=form.get("schweigen", ""),
        until=form.get("schweigen-bis", "").strip(),
        ground=form.get("schweigen-grund", "").strip(),
    )
    wrong: dict[str, str] = {}
    muzzle = muzzle_of(typed.silence, typed.until, typed.ground, frame, wrong)
    try:
        if form.get("tun") == "unterrichtet":
            await telling.note_told(node, viewer, asked)
        elif wrong:
            return await page(request, viewer, wrong, typed=typed)
        else:
            await telling.set_silence(node, viewer, asked, muzzle)
    except Problem as problem:
        return await _refused(request, viewer, problem, typed)
    return see_other(request, path_of(asked), done="unterrichtung")


async def save_end(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    asked = number(request.match_info["id"])
    frame, _ = await look(request, load, viewer, asked)
    typed = Typed(outcome=form.get("ergebnis", ""), given=form.get("gegeben", "").strip())
    if typed.outcome not in set(Outcome) - {Outcome.OPEN}:
        return await page(request, viewer, {"ergebnis": frame.words.t("tending.error_choice")}, typed=typed)
    if not typed.given or len(typed.given) > CHARACTERS:
        return await page(request, viewer, {"gegeben": frame.words.t("disclosure.error_reason")}, typed=typed)
    try:
        await register.close(node, viewer, asked, Outcome(typed.outcome), typed.given)
    except Problem as problem:
        return await _refused(request, viewer, problem, typed)
    return see_other(request, path_of(asked), done="ersuchen-beendet")


async def _refused(request: web.Request, viewer: Actor, problem: Problem, typed: Typed | None = None) -> web.Response:
    """The page again, with what stands against it. Raises what the page itself would."""
    if isinstance(problem, NotFound):
        raise problem
    frame, entry = await look(request, load, viewer, number(request.match_info["id"]))
    known = {Forbidden: ("disclosure.error_two", 403), Conflict: ("disclosure.error_changed", 409)}
    key, status = known.get(type(problem), ("", 410 if isinstance(problem, Gone) else 422))
    if isinstance(problem, Gone):
        key = "disclosure.error_kept" if entry.disclosure.digest else "disclosure.error_gone"
    said = frame.words.t(key) if key else refusal(problem, frame.words)
    if not isinstance(problem, Forbidden | Conflict | Gone | Unprocessable):
        raise problem
    return await page(request, viewer, {"": said}, typed=typed, status=status)


def _headers(request: web.Request, asked: int) -> dict[str, str]:
    return {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.CONTENT_TYPE: "application/json; charset=utf-8",
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="ersuchen-{asked}.json"',
        hdrs.CACHE_CONTROL: "private, no-store",
    }
