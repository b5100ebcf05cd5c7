"""`/verwaltung/kanaele/NAME`: where a channel stands, what is open, who speaks for it, and every step it has taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.config import Config
from node.errors import Conflict, Invalid, NotFound, Unready
from node.model.account import Account, Actor
from node.model.channel import NEXT, Gate, MemberRole, Phase, PhaseChange, SheetVersion
from node.model.login import Login
from node.outbox.channels import REASON_CHARACTERS, NewMember, add_member, move_channel, remove_member
from node.outbox.launch import open_gates
from node.store.channels import Member
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, rendering_of, see_other
from node.web.pages.tending.whom import administers, channel_of, path_of, trail_of
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """`coming` is the phase whose gates are looked at, `leads`: who looks may lead it. `waiting`: so many of its
    urgent words have not been reviewed."""

    account: Account
    coming: Phase
    gates: Sequence[Gate]
    members: Sequence[Member]
    sheet: SheetVersion | None
    changes: Sequence[PhaseChange]
    logins: Mapping[int, Login]
    leads: bool
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    phase: str = ""
    reason: str = ""
    email: str = ""
    role: str = MemberRole.OWNER.value


async def show_channel(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, and Forbidden for whoever neither speaks for it nor administers."""
    return await _page(request, await require_viewer(request))


async def save_phase(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, standing = await look(request, _load, node.config, viewer, request.match_info["name"])
    typed, t = _Typed(phase=form.get("phase", ""), reason=form.get("grund", "").strip()), frame.words.t
    if typed.phase not in set(Phase):
        return await _page(request, viewer, typed, {"phase": t("tending.error_choice")})
    if len(typed.reason) > REASON_CHARACTERS:
        return await _page(request, viewer, typed, {"grund": t("tending.error_reason", most=REASON_CHARACTERS)})
    try:
        await move_channel(node, viewer, standing.account.id, Phase(typed.phase), typed.reason)
    except Unready as problem:
        named = ", ".join(t(f"gate.{each}") for each in problem.gates)
        wrong = {"phase": t("tending.error_gates", phase=t(f"phase.{typed.phase}"), gates=named)}
        return await _page(request, viewer, typed, wrong, status=409)
    except Conflict:
        return await _page(request, viewer, typed, {"phase": t("tending.error_way")}, status=409)
    return see_other(request, path_of(standing.account), done="phase")


async def save_member(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, standing = await look(request, _load, node.config, viewer, request.match_info["name"])
    if form.get("tun") == "entfernen":
        try:
            await remove_member(node, viewer, standing.account.id, id_in(form.get("person", "")))
        except NotFound:  # somebody was quicker: it is as they want it
            return see_other(request, path_of(standing.account))
        return see_other(request, path_of(standing.account), done="person-weg")
    typed = _Typed(email=form.get("mail", "").strip(), role=form.get("rolle", ""))
    if typed.role not in set(MemberRole):
        return await _page(request, viewer, typed, {"rolle": frame.words.t("tending.error_choice")})
    try:
        await add_member(node, viewer, standing.account.id, NewMember(typed.email, MemberRole(typed.role)))
    except Invalid:
        known = "tending.error_mail" if node.config.mail.is_on else "tending.error_unknown"
        return await _page(request, viewer, typed, {"mail": frame.words.t(known)})
    return see_other(request, path_of(standing.account), done="person-dabei")


async def _page(
    request: web.Request,
    viewer: Actor,
    typed: _Typed | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    status: int = 422,
) -> web.Response:
    frame, standing = await look(request, _load, request[NODE].config, viewer, request.match_info["name"])
    account = standing.account
    body = rendering_of(request).page(
        "tending/channel.html",
        frame,
        heading=account.shown_name,
        trail=trail_of(frame, account, "", leads=standing.leads),
        path=path_of(account),
        name=account.name,
        handle=f"@{account.name}@{frame.site.account_domain}",
        phase=account.phase.value,
        profile="" if account.phase.is_planned and frame.viewer_id != account.id else profile_path(account),
        coming=standing.coming.value,
        gates=[each.value for each in standing.gates],
        ways=[each.value for each in NEXT[account.phase]] if standing.leads else [],
        leads=standing.leads,
        most=REASON_CHARACTERS,
        members=[(each.login.id, each.login.email, _role(each.role)) for each in standing.members],
        roles=[each.value for each in MemberRole],
        waiting=standing.waiting,
        sheet=_sheet(standing, frame),
        steps=[_step(each, standing, frame) for each in standing.changes],
        form=typed or _Typed(),
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=status if wrong else 200)


def _role(role: str) -> str:
    """Those of before have roles of any name."""
    return role if role in set(MemberRole) else MemberRole.EDITOR.value


def _sheet(standing: _Standing, frame: Frame) -> str:
    sheet = standing.sheet
    if sheet is None:
        return frame.words.t("tending.sheet_empty")
    return frame.words.t("tending.sheet_version", number=str(sheet.number), day=frame.words.date(sheet.at))


def _step(each: PhaseChange, standing: _Standing, frame: Frame) -> Mapping[str, str]:
    words = frame.words
    login = standing.logins.get(each.login_id or 0)
    before = "" if each.before is None else words.t(f"phase.{each.before.value}")
    return {
        "said": words.t("tending.step", before=before, after=words.t(f"phase.{each.after.value}"))
        if before
        else words.t("tending.step_first"),
        "when": words.moment(each.at, frame.now),
        "who": words.t("tending.by_nobody") if login is None else login.email,
        "reason": each.reason,
    }


async def _load(tx: Tx, _viewer_id: int, config: Config, by: Actor, name: str) -> _Standing:
    account = await channel_of(tx, by, name)
    changes = await tx.channels.changes(account.id)
    coming = next((each for each in NEXT[account.phase] if each.is_active), account.phase)
    return _Standing(
        account=account,
        coming=coming,
        gates=await open_gates(tx, config, account, into=coming),
        members=await tx.channels.members(account.id),
        sheet=await tx.channels.newest_sheet(account.id),
        changes=changes,
        logins=await tx.logins.by_ids({each.login_id for each in changes if each.login_id is not None}),
        leads=await administers(tx, by) and await tx.channels.holds(account.id),
        waiting=await tx.crisis.count_open([account.id]),
    )
