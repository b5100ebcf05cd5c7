"""What was reported to those who moderate."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from aiohttp import web

from node.context import Context
from node.model.account import Actor
from node.model.report import Report
from node.outbox import complaints
from node.outbox.texts import rules
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.admin.who import admin_piece, moderator, reader_for
from node.web.mastodon.entities.admin import Surroundings, admin_report
from node.web.mastodon.paging import links
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.respond import answer

_READ: Final = "admin:read:reports"
_WRITE: Final = "admin:write:reports"
_Act: TypeAlias = Callable[[Context, Actor, int], Awaitable[Report]]


async def show_reports(request: web.Request) -> web.Response:
    """Those nobody has decided about yet; with `resolved` the others. By `account_id`, about `target_account_id`. Nobody
    sees those about themselves."""
    by, params = await moderator(request, _READ), await read_params(request)
    piece = admin_piece(params)

    async def page(tx: Tx) -> tuple[Sequence[Report], Surroundings]:
        found = await tx.reports.page(
            piece,
            resolved=params.flag("resolved"),
            reporter_id=_wanted(params, "account_id"),
            target_id=_wanted(params, "target_account_id"),
            not_about=await complaints.own_accounts(tx, by),
        )
        return found, await _around(tx, found, by.account.id)

    found, around = await request[NODE].store.read(page)
    reader = reader_for(request, by)
    shown = [admin_report(each, around, reader) for each in found]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_report(request: web.Request) -> web.Response:
    by = await moderator(request, _READ)
    return await _shown(request, by)


async def update_report(request: web.Request) -> web.Response:
    """`category`, and of a violation `rule_ids[]`."""
    by, params = await moderator(request, _WRITE), await read_params(request)
    await complaints.classify(
        request[NODE],
        by,
        id_of(request),
        category=params.find_text("category"),
        rule_ids=params.ids("rule_ids") if "rule_ids" in params else None,
    )
    return await _shown(request, by)


async def assign_report(request: web.Request) -> web.Response:
    return await _acted(request, complaints.assign)


async def unassign_report(request: web.Request) -> web.Response:
    return await _acted(request, complaints.unassign)


async def resolve_report(request: web.Request) -> web.Response:
    return await _acted(request, complaints.resolve)


async def reopen_report(request: web.Request) -> web.Response:
    return await _acted(request, complaints.reopen)


async def _acted(request: web.Request, act: _Act) -> web.Response:
    by = await moderator(request, _WRITE)
    await act(request[NODE], by, id_of(request))
    return await _shown(request, by)


def _wanted(params: Params, name: str) -> int | None:
    """-1, which nobody has, for what is no id."""
    text = params.text(name)
    return (parse_id(text) or -1) if text else None


async def _shown(request: web.Request, by: Actor) -> web.Response:
    report, around = await request[NODE].store.read(_one, by, id_of(request))
    return answer(admin_report(report, around, reader_for(request, by)))


async def _one(tx: Tx, by: Actor, report_id: int) -> tuple[Report, Surroundings]:
    report = await complaints.find_report(tx, by, report_id)
    return report, await _around(tx, [report], by.account.id)


async def _around(tx: Tx, found: Sequence[Report], viewer_id: int) -> Surroundings:
    """In a fixed number of queries. Those who moderate see what was reported to them, whoever may read it else."""
    if not found:
        return Surroundings()
    accounts = {
        number
        for each in found
        for number in (each.reporter_id, each.target_id, each.assigned_id, each.resolved_by_id)
        if number is not None
    }
    posts = list(dict.fromkeys(number for each in found for number in each.post_ids))
    named = list(dict.fromkeys(number for each in found for number in each.collection_ids))
    collections = list((await tx.collections.by_ids(named)).values())
    return Surroundings(
        accounts=await tx.oversight.overseen(accounts),
        posts={view.post.id: view for view in await tx.timelines.views(posts, viewer_id)},
        collections={view.collection.id: view for view in await tx.collections.views(collections)},
        rules=await rules(tx, removed=True),
    )
