"""`/verwaltung/neues-ersuchen`: a request of an authority is recorded. Without a legal ground it is not (row 90)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Forbidden, Gone, Unprocessable
from node.model.account import Actor
from node.model.disclosure import UNMUZZLED, Law, Muzzle, Silence, Wish
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.disclosures.register import CHARACTERS, Request, record
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of, see_other
from node.web.pages.disclosing.words import ALL, NEW, day_in, moment_in, path_of
from node.web.refusals import refusal
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in."""

    authority: str = ""
    reference: str = ""
    wish: str = Wish.ACCOUNT.value
    law: str = ""
    basis: str = ""
    account: str = ""
    received: str = ""
    emergency: bool = False
    due: str = ""
    silence: str = Silence.NONE.value
    until: str = ""
    ground: str = ""


async def show_record(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    frame, _ = await look(request, _admit, await require_viewer(request))
    return _page(request, frame, _Typed(received=f"{frame.now.astimezone(frame.words.zone):%Y-%m-%dT%H:%M}"))


async def save_record(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    typed = _read(form)
    frame, _ = await look(request, _admit, viewer)
    wrong, wanted = _request(typed, frame)
    if wanted is None:
        return _page(request, frame, typed, wrong)
    try:
        made = await record(request[NODE], viewer, wanted)
    except Forbidden:
        return _page(request, frame, typed, {"konto": frame.words.t("disclosure.error_own")}, status=403)
    except Gone:
        return _page(request, frame, typed, {"konto": frame.words.t("disclosure.error_gone")})
    except Unprocessable as problem:
        return _page(request, frame, typed, {"": refusal(problem, frame.words)})
    return see_other(request, path_of(made.id), done="ersuchen")


def _read(form: MultiDictProxy[str]) -> _Typed:
    return _Typed(
        authority=form.get("behoerde", "").strip(),
        reference=form.get("aktenzeichen", "").strip(),
        wish=form.get("wunsch", ""),
        law=form.get("gesetz", ""),
        basis=form.get("grundlage", "").strip(),
        account=form.get("konto", "").strip(),
        received=form.get("eingang", "").strip(),
        emergency=form.get("notfall") == "1",
        due=form.get("frist", "").strip(),
        silence=form.get("schweigen", ""),
        until=form.get("schweigen-bis", "").strip(),
        ground=form.get("schweigen-grund", "").strip(),
    )


def _request(typed: _Typed, frame: Frame) -> tuple[Mapping[str, str], Request | None]:
    """What is wrong, by field in their order on the page; else what is to be recorded."""
    t = frame.words.t
    wrong: dict[str, str] = {}
    for field, text, missing in (
        ("behoerde", typed.authority, "disclosure.error_authority"),
        ("aktenzeichen", typed.reference or "-", ""),
        ("grundlage", typed.basis, "disclosure.error_basis"),
    ):
        if not text or len(text) > CHARACTERS:
            wrong[field] = t(missing) if not text else t("disclosure.error_long", most=CHARACTERS)
    for field, value, known in (("wunsch", typed.wish, set(Wish)), ("gesetz", typed.law, set(Law))):
        if value not in known:
            wrong[field] = t("tending.error_choice")
    received = _moment(typed.received, "eingang", frame, wrong)
    due = _moment(typed.due, "frist", frame, wrong)
    if received is not None and received > frame.now:
        wrong["eingang"] = t("disclosure.error_future")
    muzzle = muzzle_of(typed.silence, typed.until, typed.ground, frame, wrong)
    if wrong:
        return wrong, None
    return wrong, Request(
        wish=Wish(typed.wish),
        authority=typed.authority,
        basis=typed.basis,
        law=Law(typed.law),
        reference=typed.reference,
        account=typed.account,
        is_emergency=typed.emergency,
        received_at=received,
        due_at=due,
        muzzle=muzzle,
    )


def _moment(text: str, field: str, frame: Frame, wrong: dict[str, str]) -> datetime | None:
    try:
        return moment_in(text, frame)
    except ValueError:
        wrong[field] = frame.words.t("disclosure.error_time")
        return None


def muzzle_of(silence: str, until: str, ground: str, frame: Frame, wrong: dict[str, str]) -> Muzzle:
    """Whether the person may be told, as the form says; what is wrong is added to `wrong`."""
    t = frame.words.t
    if silence not in set(Silence):
        wrong["schweigen"] = t("tending.error_choice")
        return UNMUZZLED
    if silence == Silence.NONE:
        return UNMUZZLED
    day = None
    if silence == Silence.UNTIL:
        try:
            day = day_in(until)
        except ValueError:
            day = None
        if day is None or day < frame.now.astimezone(frame.words.zone).date():
            wrong["schweigen-bis"] = t("disclosure.error_until")
    if not ground or len(ground) > CHARACTERS:
        wrong["schweigen-grund"] = t("disclosure.error_ground")
    return Muzzle(silence=Silence(silence), until=day, ground=ground)


def _page(
    request: web.Request,
    frame: Frame,
    typed: _Typed,
    wrong: Mapping[str, str] | None = None,
    *,
    status: int = 422,
) -> web.Response:
    words = frame.words
    body = rendering_of(request).page(
        "disclosing/record.html",
        frame,
        heading=words.t("disclosure.new"),
        trail=[(ALL, words.t("disclosure.title")), ("", words.t("disclosure.new"))],
        action=NEW,
        form=typed,
        wrong=wrong or {},
        most=CHARACTERS,
        domain=frame.site.account_domain,
        wishes=[(each.value, words.t(f"legal.wish.{each.value}")) for each in Wish],
        laws=[(each.value, words.t(f"legal.law.{each.value}")) for each in Law],
        silences=[(each.value, words.t(f"disclosure.silence.{each.value}")) for each in Silence],
    )
    return answer(request, frame, body, status=status if wrong else 200)


async def _admit(tx: Tx, _viewer_id: int, by: Actor) -> None:
    await require_office(tx, by, Role.ADMIN)
