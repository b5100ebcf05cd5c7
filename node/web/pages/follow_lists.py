"""Who follows an account, and whom it follows, unless it hides that."""

from collections.abc import Sequence

from aiohttp import web

from node.model.account import Account
from node.store.database import Tx
from node.web.cards import face, profile_path
from node.web.page import PER_PAGE, answer, before_of, look, rendering_of
from node.web.pages.profile import account_called, split_handle


async def show_followers(request: web.Request) -> web.Response:
    return await _show(request, followers=True)


async def show_following(request: web.Request) -> web.Response:
    return await _show(request, followers=False)


async def _show(request: web.Request, *, followers: bool) -> web.Response:
    name, host = split_handle(request, request.match_info["handle"])
    frame, (account, found) = await look(request, _people, name, host, before_of(request), followers=followers)
    words, shown = frame.words, found[:PER_PAGE]
    page = "folgende" if followers else "folgt"
    heading = words.t(f"account.{'followers' if followers else 'following'}_title", name=account.shown_name)
    count = account.followers_count if followers else account.following_count
    hidden = account.hides_follows and frame.viewer_id != account.id
    intro = words.t("account.hidden_list", name=account.shown_name) if hidden else ""
    if not account.is_local:
        intro = intro or words.t("account.list_known_here")
    body = rendering_of(request).page(
        "people.html",
        frame,
        heading=heading,
        trail=[(profile_path(account), account.shown_name), ("", heading)],
        intro=intro,
        faces=[face(each, frame) for each in shown],
        ids=[each.id for each in shown],
        answer=False,
        older=f"{profile_path(account)}/{page}?vor={shown[-1].id}" if len(found) > PER_PAGE else "",
        empty=words.t("account.followers" if followers else "account.followings", count=count),
    )
    return answer(request, frame, body)


async def _people(
    tx: Tx, viewer_id: int, name: str, host: str | None, before: int, *, followers: bool
) -> tuple[Account, Sequence[Account]]:
    account = await account_called(tx, name, host)
    if account.hides_follows and viewer_id != account.id:  # only the number is public (T-144)
        return account, []
    asked = tx.follows.followers if followers else tx.follows.following
    found = await asked(account.id, before=before, limit=PER_PAGE + 1)
    return account, found
