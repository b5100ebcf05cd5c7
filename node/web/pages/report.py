"""Report a post or an account to those who run this node, and to its own server if the person wants that (T-146)."""

from collections.abc import Mapping

from aiohttp import web

from node.errors import Gone
from node.model.account import Account
from node.model.post import PostView
from node.outbox.report import report
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.briefly import briefly
from node.web.cards import card, face, post_path, profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.post import readable_view
from node.web.rendering import Frame

_LONGEST = 2_000


async def show_post_report(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, view = await look(request, readable_view, number(request.match_info["id"]))
    return _page(request, frame, view.author, view)


async def show_account_report(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, account = await look(request, _account, number(request.match_info["id"]))
    return _page(request, frame, account, None)


async def save_post_report(request: web.Request) -> web.Response:
    form = await read_form(request)
    frame, view = await look(request, readable_view, number(request.match_info["id"]))
    return await _save(request, frame, form.get("grund", ""), view.author, view, forward=form.get("weiter") == "1")


async def save_account_report(request: web.Request) -> web.Response:
    form = await read_form(request)
    frame, account = await look(request, _account, number(request.match_info["id"]))
    return await _save(request, frame, form.get("grund", ""), account, None, forward=form.get("weiter") == "1")


async def _save(
    request: web.Request, frame: Frame, comment: str, target: Account, view: PostView | None, *, forward: bool
) -> web.Response:
    viewer = await require_viewer(request)
    if not comment.strip() or len(comment) > _LONGEST:
        key = "report.error_empty" if not comment.strip() else "report.error_too_long"
        return _page(request, frame, target, view, comment=comment, wrong={"grund": frame.words.t(key)})
    posts = [] if view is None else [view.post.id]
    await report(request[NODE], viewer, target.id, posts, comment.strip(), forward and not target.is_local)
    return see_other(request, _back(target, view), done="gemeldet")


def _page(
    request: web.Request,
    frame: Frame,
    target: Account,
    view: PostView | None,
    *,
    comment: str = "",
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    words = frame.words
    about = "account.report_label" if view is None else "report.title_post"
    body = rendering_of(request).page(
        "report.html",
        frame,
        heading=words.t(about, name=target.shown_name),
        card=None if view is None else briefly(card(view, frame)),
        face=face(target, frame),
        action=f"/kanal/{target.id}/melden" if view is None else f"/beitrag/{view.post.id}/melden",
        back=_back(target, view),
        comment=comment,
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _back(target: Account, view: PostView | None) -> str:
    return profile_path(target) if view is None else post_path(target, view.post.id)


async def _account(tx: Tx, _viewer_id: int, account_id: int) -> Account:
    account = await tx.accounts.get(account_id)
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account
