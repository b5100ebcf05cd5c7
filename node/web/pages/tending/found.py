"""`/verwaltung/neuer-kanal`: those who administer found a channel (row 8). It is planned, and found by nobody yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Conflict, Invalid
from node.model.account import Actor, Kind
from node.model.channel import MemberRole
from node.model.email import check_email
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.accounts import check_name
from node.outbox.channels import KINDS, NewChannel, NewMember, create_channel
from node.outbox.profile import NAME_CHARACTERS
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.languages import OWN_NAMES
from node.web.page import answer, look, rendering_of, see_other
from node.web.pages.tending.whom import ALL, NEW, path_of
from node.web.refusals import refusal
from node.web.rendering import Frame

_PEOPLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in; `members` are addresses with their roles."""

    name: str = ""
    display_name: str = ""
    kind: str = Kind.ORGANIZATION.value
    organization: str = ""
    language: str = ""
    members: Sequence[tuple[str, str]] = ()


async def show_founding(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    viewer = await require_viewer(request)
    frame, _ = await look(request, _admit, viewer)
    return _page(request, frame, _Typed(language=frame.site.language))


async def save_founding(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    typed = _read(form)
    frame, _ = await look(request, _admit, viewer)
    wrong = _mistakes(typed, frame)
    if wrong:
        return _page(request, frame, typed, wrong)
    wanted = NewChannel(
        name=typed.name,
        display_name=typed.display_name,
        kind=Kind(typed.kind),
        organization=typed.organization,
        language=typed.language,
        members=[NewMember(email, MemberRole(role)) for email, role in typed.members if email],
    )
    try:
        account = await create_channel(node, viewer, wanted)
    except Conflict:
        return _page(request, frame, typed, {"name": frame.words.t("tending.error_taken")})
    except Invalid as problem:
        return _page(request, frame, typed, {"": refusal(problem, frame.words)})
    return see_other(request, path_of(account), done="kanal-angelegt")


def _read(form: MultiDictProxy[str]) -> _Typed:
    return _Typed(
        name=form.get("name", "").strip().lower(),
        display_name=form.get("anzeige", "").strip(),
        kind=form.get("art", ""),
        organization=form.get("stelle", ""),
        language=form.get("sprache", ""),
        members=[(form.get(f"mail-{at}", "").strip(), form.get(f"rolle-{at}", "")) for at in range(1, _PEOPLE + 1)],
    )


def _mistakes(typed: _Typed, frame: Frame) -> Mapping[str, str]:
    """By field, in words and in their order on the page."""
    t = frame.words.t
    found: dict[str, str] = {}
    if not typed.display_name or len(typed.display_name) > NAME_CHARACTERS:
        found["anzeige"] = t("tending.error_shown", most=NAME_CHARACTERS)
    try:
        check_name(typed.name)
    except Invalid:
        found["name"] = t("tending.error_name")
    if typed.kind not in {each.value for each in KINDS}:
        found["art"] = t("tending.error_choice")
    for at, (email, role) in enumerate(typed.members, 1):
        try:
            check_email(email or "x@x.example")
        except Invalid:
            found[f"mail-{at}"] = t("tending.error_mail")
        if role not in set(MemberRole):
            found[f"rolle-{at}"] = t("tending.error_choice")
    return found


def _page(request: web.Request, frame: Frame, typed: _Typed, wrong: Mapping[str, str] | None = None) -> web.Response:
    words, config = frame.words, request[NODE].config
    members = [*typed.members, *[("", MemberRole.OWNER.value)] * _PEOPLE][:_PEOPLE]
    body = rendering_of(request).page(
        "tending/found.html",
        frame,
        heading=words.t("tending.new"),
        trail=[(ALL, words.t("tending.title")), ("", words.t("tending.new"))],
        action=NEW,
        form=typed,
        wrong=wrong or {},
        domain=frame.site.account_domain,
        most=NAME_CHARACTERS,
        kinds=[(each.value, words.t(f"legal.actor.{each.value.lower()}")) for each in KINDS],
        offices=[
            (each.key, " › ".join(a.name for a in config.organizations.line_of(each))) for each in config.organizations
        ],
        languages=list(OWN_NAMES.items()),
        members=members,
        roles=[each.value for each in MemberRole],
        sends_mail=config.mail.is_on,
    )
    return answer(request, frame, body, status=422 if wrong else 200)


async def _admit(tx: Tx, _viewer_id: int, by: Actor) -> None:
    await require_office(tx, by, Role.ADMIN)
