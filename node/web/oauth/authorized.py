"""Which programs may act for a person, and the button that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.oauth import Access
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.oauth.authorize import scope_words
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.rendering import Frame

PATH = "/einstellungen/apps"


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    name: str
    website: str
    account: str
    scopes: Sequence[str]
    since: str
    used: str


async def show_authorized(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame, found = await look(request, _tokens, viewer.login_id)
    body = rendering_of(request).page(
        "oauth_apps.html",
        frame,
        heading=frame.words.t("oauth.apps.title"),
        rows=[_row(access, account, frame) for access, account in found],
        path=PATH,
    )
    return answer(request, frame, body)


async def save_revoked(request: web.Request) -> web.Response:
    """Raises NotFound for a token that is not the person's own."""
    await read_form(request)
    viewer, token_id = await require_viewer(request), number(request.match_info["id"])
    if viewer.login_id is None or not await request[NODE].store.write(_end, token_id, viewer.login_id):
        raise NotFound("there is no such access")
    return see_other(request, PATH, done="beendet")


def _row(access: Access, account: Account | None, frame: Frame) -> _Row:
    token = access.token
    return _Row(
        id=token.id,
        name=token.name,
        website=access.website,
        account="" if account is None else account.shown_name,
        scopes=scope_words(token.scopes),
        since=frame.words.date(token.created_at),
        used=frame.words.day(token.used_at or token.created_at, frame.now),
    )


async def _tokens(tx: Tx, _viewer_id: int, login_id: int | None) -> list[tuple[Access, Account | None]]:
    accesses = [] if login_id is None else await tx.oauth.accesses_of(login_id)
    accounts = await tx.accounts.by_ids([each.token.account_id for each in accesses])
    return [(each, accounts.get(each.token.account_id)) for each in accesses]


async def _end(tx: Tx, token_id: int, login_id: int) -> bool:
    return await tx.oauth.end_token(token_id, login_id=login_id)
