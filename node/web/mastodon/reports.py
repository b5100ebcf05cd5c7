"""Complaints to those who moderate."""

from aiohttp import web

from node.model.account import Account
from node.outbox.report import report as complain
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities.notifications import report
from node.web.mastodon.found import known_account
from node.web.mastodon.params import parse_id, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require

_SCOPE = "write:reports"


async def create_report(request: web.Request) -> web.Response:
    by, params = await require(request, _SCOPE), await read_params(request)
    reader = await own_reader(request, _SCOPE)
    target = await request[NODE].store.read(_target, parse_id(params.text("account_id")) or -1)
    made = await complain(
        request[NODE],
        by,
        target.id,
        params.ids("status_ids"),
        params.text("comment"),
        params.flag("forward"),
        params.text("category") or ("violation" if params.ids("rule_ids") else "other"),
        params.ids("rule_ids"),
        params.ids("collection_ids"),
    )
    return answer(report(made, target, reader))


async def _target(tx: Tx, account_id: int) -> Account:
    return await known_account(tx, account_id)
