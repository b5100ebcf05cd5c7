"""`/genossenschaft/neuer-antrag`: a member moves something. It is published for discussion as the board's post; the board
opens the ballot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Invalid, TooMany
from node.model.account import Actor
from node.model.member import Member
from node.model.motion import TEXT_CHARACTERS, TITLE_CHARACTERS
from node.outbox.members import refuse_without_cooperative
from node.outbox.motions import movers, submit_by_member
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, rendering_of, see_other
from node.web.pages.cooperative.list import PATH, name_of
from node.web.refusals import refusal
from node.web.rendering import Frame

NEW = f"{PATH}/neuer-antrag"


@dataclass(frozen=True, slots=True)
class _Typed:
    """`member` is whom it is moved for, of those who act; `named`: by name and not only as a member."""

    title: str = ""
    text: str = ""
    member: int = 0
    named: bool = False


async def show_form(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound where no cooperative runs the node, Forbidden for whoever is no member."""
    refuse_without_cooperative(request[NODE])
    viewer = await require_viewer(request)
    frame, own = await look(request, _own, viewer)
    return _page(request, frame, own, _Typed(member=own[0].number))


async def save_motion(request: web.Request) -> web.Response:
    form, node = await read_form(request), request[NODE]
    refuse_without_cooperative(node)
    viewer = await require_viewer(request)
    frame, own = await look(request, _own, viewer)
    typed = _read(form)
    wrong = _mistakes(typed, own, frame)
    if wrong:
        return _page(request, frame, own, typed, wrong=wrong)
    try:
        made = await submit_by_member(node, viewer, typed.member, typed.title, typed.text, named=typed.named)
    except (Invalid, TooMany) as problem:
        return _page(request, frame, own, typed, wrong={"": refusal(problem, frame.words)})
    return see_other(request, frame.to(f"{PATH}/antraege/{made.number}"), done="antrag")


def _read(form: MultiDictProxy[str]) -> _Typed:
    return _Typed(
        title=form.get("titel", "").strip(),
        text=form.get("text", "").replace("\r\n", "\n"),
        member=id_in(form.get("mitglied", "")),
        named=form.get("namentlich") == "1",
    )


def _mistakes(typed: _Typed, own: Sequence[Member], frame: Frame) -> Mapping[str, str]:
    words, found = frame.words, dict[str, str]()
    if not typed.title:
        found["titel"] = words.t("cooperative.error.title")
    elif len(typed.title) > TITLE_CHARACTERS:
        found["titel"] = words.t("cooperative.error.title_long", most=TITLE_CHARACTERS)
    if not typed.text.strip():
        found["text"] = words.t("cooperative.error.text")
    elif len(typed.text.strip()) > TEXT_CHARACTERS:
        found["text"] = words.t("cooperative.error.text_long", most=TEXT_CHARACTERS)
    if typed.member not in {each.number for each in own}:
        found["mitglied"] = words.t("cooperative.error.member")
    return found


def _page(
    request: web.Request,
    frame: Frame,
    own: Sequence[Member],
    typed: _Typed,
    *,
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    t = frame.words.t
    body = rendering_of(request).page(
        "cooperative/move.html",
        frame,
        heading=t("cooperative.move"),
        trail=[(PATH, name_of(frame, request[NODE].config.cooperative.name)), ("", t("cooperative.move"))],
        action=NEW,
        form=typed,
        members=[(each.number, each.name) for each in own],
        wrong=wrong or {},
        title_limit=TITLE_CHARACTERS,
        text_limit=TEXT_CHARACTERS,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


async def _own(tx: Tx, _viewer_id: int, by: Actor) -> Sequence[Member]:
    return await movers(tx, by)
