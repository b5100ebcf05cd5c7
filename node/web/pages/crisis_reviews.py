"""`/nachpruefung`: what was published at once in a crisis, for those who look at it afterwards (row 112, K3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.crisis import CrisisReview, Judgement, Subject
from node.model.login import Login
from node.model.post import Post
from node.model.warning import PageWarning
from node.moderation.office import NOT_ALLOWED, scope
from node.outbox.crisis_reviews import NOTE_CHARACTERS, judge
from node.store.database import Tx
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import post_path, profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, rendering_of, see_other
from node.web.rendering import Frame

PATH = "/nachpruefung"
_ACTS: Mapping[str, Judgement] = {"bestaetigen": Judgement.CONFIRMED, "zurueckziehen": Judgement.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """`waiting` and `judged`, with all that is shown of them."""

    waiting: Sequence[CrisisReview]
    judged: Sequence[CrisisReview]
    accounts: Mapping[int, Account]
    logins: Mapping[int, Login]
    posts: Mapping[int, Post]
    warnings: Mapping[int, PageWarning]


async def show_reviews(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever neither speaks for a channel nor moderates."""
    return await _page(request, await require_viewer(request))


async def save_review(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, number = await require_viewer(request), id_in(form.get("nummer", ""))
    judgement, said = _ACTS.get(form.get("tun", "")), form.get("vermerk", "").replace("\r\n", "\n")
    if judgement is None:
        return await _page(request, viewer, wrong=(0, "crisis.error_act"))
    try:
        await judge(request[NODE], viewer, number, judgement, said)
    except Unprocessable:
        return await _page(request, viewer, wrong=(number, "crisis.error_note"), said=said)
    except (Conflict, NotFound):
        return await _page(request, viewer, wrong=(0, "crisis.error_done"), status=409)
    return see_other(request, PATH, done="geprueft")


async def _page(
    request: web.Request, viewer: Actor, *, wrong: tuple[int, str] | None = None, said: str = "", status: int = 422
) -> web.Response:
    """`wrong` is (which one, what)."""
    frame, found = await look(request, _load, viewer)
    field = "" if wrong is None or not wrong[0] else f"vermerk-{wrong[0]}"
    body = rendering_of(request).page(
        "crisis_reviews.html",
        frame,
        heading=frame.words.t("crisis.title"),
        waiting=[_entry(each, found, frame, viewer) for each in found.waiting],
        judged=[_entry(each, found, frame, viewer) for each in found.judged],
        wrong={} if wrong is None else {field: frame.words.t(wrong[1], most=NOTE_CHARACTERS)},
        said=said,
        most=NOTE_CHARACTERS,
        path=PATH,
    )
    return answer(request, frame, body, status=200 if wrong is None else status)


def _entry(each: CrisisReview, found: _Found, frame: Frame, viewer: Actor) -> Mapping[str, str | int | bool]:
    account = found.accounts.get(each.account_id)
    text, path, language = _subject(each, found, account)
    return {
        "id": each.id,
        "kind": frame.words.t(f"crisis.kind.{each.subject.value}"),
        "text": text or frame.words.t("crisis.gone"),
        "language": language,
        "path": path and frame.to(path),
        "channel": "" if account is None else account.shown_name,
        "channel_path": "" if account is None else frame.to(profile_path(account)),
        "who": _email(found, each.login_id, frame),
        "when": frame.words.moment(each.made_at, frame.now),
        "own": viewer.login_id is not None and viewer.login_id == each.login_id,
        "judgement": "" if each.judgement is None else frame.words.t(f"crisis.judged.{each.judgement.value}"),
        "reviewer": "" if each.is_open else _email(found, each.reviewer_id, frame),
        "reviewed": "" if each.reviewed_at is None else frame.words.moment(each.reviewed_at, frame.now),
        "note": each.note,
    }


def _subject(each: CrisisReview, found: _Found, account: Account | None) -> tuple[str, str, str]:
    """What it says, where it stands, and in which language; nothing where it is gone."""
    if each.subject is Subject.WARNING:
        warning = found.warnings.get(each.subject_id)
        return ("", "", "") if warning is None else (warning.text_de, "", "de")
    post = found.posts.get(each.subject_id)
    if post is None or account is None:
        return "", "", ""
    return to_text(post.content), post_path(account, post.id), post.language or ""


def _email(found: _Found, login_id: int | None, frame: Frame) -> str:
    if login_id is None:
        return frame.words.t("crisis.by_command")
    return found.logins[login_id].email if login_id in found.logins else frame.words.t("crisis.by_somebody")


async def _load(tx: Tx, _viewer_id: int, viewer: Actor) -> _Found:
    mine = await scope(tx, viewer)
    if mine is not None and not mine:
        raise Forbidden(NOT_ALLOWED)
    waiting, judged = await tx.crisis.open(mine), await tx.crisis.judged(mine)
    every = (*waiting, *judged)
    people = {each.login_id for each in every} | {each.reviewer_id for each in every}
    return _Found(
        waiting=waiting,
        judged=judged,
        accounts=await tx.accounts.by_ids({each.account_id for each in every}),
        logins=await tx.logins.by_ids(each for each in people if each is not None),
        posts=await tx.posts.by_ids([each.subject_id for each in every if each.subject is Subject.POST]),
        warnings=await tx.warnings.by_ids([each.subject_id for each in every if each.subject is Subject.WARNING]),
    )
