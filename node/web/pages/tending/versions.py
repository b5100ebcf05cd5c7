"""`/verwaltung/kanaele/NAME/steckbrief/versionen`: who changed the sheet when, and what (row 41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.config.sheet_form import SheetForm
from node.model.account import Account, Actor
from node.model.channel import SheetVersion
from node.model.login import Login
from node.outbox.sheets import sheet_form
from node.store.database import Tx
from node.text.changes import Piece, changes
from node.web.auth import require_viewer
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.pages.tending.whom import administers, channel_of, path_of, trail_of
from node.web.rendering import Frame
from node.web.steckbrief import in_words

_MOST = 50
"""Versions on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """`versions` newest first."""

    account: Account
    versions: Sequence[SheetVersion]
    logins: Mapping[int, Login]
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """`changed`: each question whose answer is another one than before, with the difference word by word."""

    number: str
    when: str
    who: str
    changed: Sequence[tuple[str, Sequence[Piece]]]


async def show_versions(request: web.Request) -> web.Response:
    """Raises Unauthenticated, NotFound, Forbidden."""
    viewer = await require_viewer(request)
    frame, past = await look(request, _load, viewer, request.match_info["name"])
    form, heading = sheet_form(request[NODE].config), frame.words.t("tending.versions_title")
    sheet = f"{path_of(past.account)}/steckbrief"
    *trail, last = trail_of(frame, past.account, heading, leads=past.leads)
    line = past.versions[: _MOST + 1]
    before = [*line[1:], None]
    shown = [_version(each, other, form, past, frame) for each, other in zip(line, before, strict=False)][:_MOST]
    body = rendering_of(request).page(
        "tending/versions.html",
        frame,
        heading=heading,
        of=past.account.shown_name,
        trail=[*trail, (sheet, frame.words.t("tending.sheet_title")), last],
        versions=shown,
        back=sheet,
    )
    return answer(request, frame, body)


def _version(each: SheetVersion, before: SheetVersion | None, form: SheetForm, past: _Past, frame: Frame) -> _Shown:
    login = past.logins.get(each.login_id or 0)
    return _Shown(
        number=str(each.number),
        when=frame.words.moment(each.at, frame.now),
        who=frame.words.t("tending.by_nobody") if login is None else login.email,
        changed=_changed({} if before is None else before.values, each.values, form, frame),
    )


def _changed(
    before: Mapping[str, str], after: Mapping[str, str], form: SheetForm, frame: Frame
) -> Sequence[tuple[str, Sequence[Piece]]]:
    """In the order of the form; what it no longer asks comes last, by its key."""
    questions = {each.key: each for each in form.questions}
    found = []
    for key in [*questions, *sorted((set(before) | set(after)) - set(questions))]:
        old, new = before.get(key, ""), after.get(key, "")
        if old == new:
            continue
        question = questions.get(key)
        if question is None:
            found.append((key, changes(old, new)))
            continue
        old, new = (text and in_words(question, text, frame.words) for text in (old, new))
        found.append((question.text(frame.words.language), changes(old, new)))
    return found


async def _load(tx: Tx, _viewer_id: int, by: Actor, name: str) -> _Past:
    account = await channel_of(tx, by, name)
    versions = await tx.channels.sheets(account.id)
    return _Past(
        account=account,
        versions=versions,
        logins=await tx.logins.by_ids({each.login_id for each in versions if each.login_id is not None}),
        leads=await administers(tx, by),
    )
