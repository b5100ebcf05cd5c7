"""`/beratung`: the drafts on which advice is asked, for advisers. They read and say what they think; there is no address at
which they could do more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from node.errors import Conflict, Unprocessable
from node.model.account import Account, Actor
from node.model.kept import Advised
from node.model.login import Login
from node.model.post import PostView
from node.outbox.advice import COMMENT_CHARACTERS, advise, asked_draft, asked_drafts
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, id_in, look, number, older_page, rendering_of, see_other
from node.web.pages.drafting.look import beginning, look_of, posts_around
from node.web.pages.drafting.said import asked_about, logins_around, person_named
from node.web.rendering import Frame

PATH: Final = "/beratung"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    author: Account
    draft: Advised
    logins: Mapping[int, Login]
    around: Sequence[tuple[str, PostView | None]]


async def show_asked(request: web.Request) -> web.Response:
    """The newest first. Raises Unauthenticated, and Forbidden for whoever gives no advice."""
    viewer = await require_viewer(request)
    frame, (found, logins) = await look(request, _all, viewer, before_of(request))
    shown, older = older_page(PATH, [each.kept.id for _, each in found])
    body = rendering_of(request).page(
        "drafting/asked.html",
        frame,
        heading=frame.words.t("advice.title"),
        path=PATH,
        entries=[_entry(author, each, logins, frame) for author, each in found[: len(shown)]],
        older=older,
    )
    return answer(request, frame, body)


async def show_one(request: web.Request) -> web.Response:
    """Raises Unauthenticated, Forbidden, NotFound for every other draft."""
    return await _page(request, await require_viewer(request))


async def save_advice(request: web.Request) -> web.Response:
    """Raises Forbidden, NotFound, Unprocessable for what is neither advice nor approval."""
    form = await read_form(request)
    viewer, draft_id = await require_viewer(request), number(request.match_info["id"])
    text, act, version = form.get("text", "").replace("\r\n", "\n"), form.get("tun", ""), id_in(form.get("stand", ""))
    if act not in {"raten", "geprueft"}:
        raise Unprocessable("one says something, or that there is nothing to say against it")
    try:
        await advise(request[NODE], viewer, draft_id, text, approves=act == "geprueft", version=version)
    except Unprocessable:
        return await _page(request, viewer, wrong="advice.error_words", said=text)
    except Conflict:
        return await _page(request, viewer, wrong="advice.error_changed", said=text, status=409)
    return see_other(request, f"{PATH}/{draft_id}", done="rat-gesagt")


async def _page(
    request: web.Request, viewer: Actor, *, wrong: str = "", said: str = "", status: int = 422
) -> web.Response:
    frame, found = await look(request, _one, viewer, number(request.match_info["id"]))
    kept, t = found.draft.kept, frame.words.t
    asker = None if kept.request is None else kept.request.login_id
    body = rendering_of(request).page(
        "drafting/one.html",
        frame,
        heading=t("advice.for_channel", channel=found.author.shown_name),
        trail=[(PATH, t("advice.title")), ("", found.author.shown_name)],
        path=f"{PATH}/{kept.id}",
        version=kept.version,
        shown=await look_of(request, frame, found.author, found.draft, found.around),
        asked=asked_about(found.draft, found.logins, frame),
        is_own=viewer.login_id in {kept.login_id, asker},
        most=COMMENT_CHARACTERS,
        wrong={"text": t(wrong, count=COMMENT_CHARACTERS)} if wrong else {},
        said=said,
    )
    return answer(request, frame, body, status=status if wrong else 200)


def _entry(author: Account, each: Advised, logins: Mapping[int, Login], frame: Frame) -> Mapping[str, Any]:
    words, asked = frame.words, asked_about(each, logins, frame)
    request = each.kept.request
    return {
        "id": each.kept.id,
        "channel": author.shown_name,
        "text": beginning(each) or words.t("drafts.pictures_only"),
        "language": each.kept.draft.language or "",
        "question": "" if request is None else request.question,
        "who": "" if request is None else person_named(request.login_id, logins, frame),
        "when": "" if request is None else words.moment(request.at, frame.now),
        "state": "" if asked is None else asked.state,
        "waits": not each.is_answered,
    }


async def _all(
    tx: Tx, _viewer_id: int, by: Actor, before: int
) -> tuple[Sequence[tuple[Account, Advised]], Mapping[int, Login]]:
    found = await asked_drafts(tx, by, before=before, limit=PER_PAGE + 1)
    return found, await logins_around(tx, [each for _, each in found])


async def _one(tx: Tx, viewer_id: int, by: Actor, draft_id: int) -> _Found:
    author, found = await asked_draft(tx, by, draft_id)
    return _Found(
        author=author,
        draft=found,
        logins=await logins_around(tx, [found]),
        around=await posts_around(tx, viewer_id, found),
    )
