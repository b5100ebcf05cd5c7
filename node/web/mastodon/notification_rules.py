"""Whose notifications somebody wants: the policy (v1 and v2), and the requests of those it keeps apart."""

from collections.abc import Sequence
from dataclasses import fields

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.notification import NotificationPolicy, NotificationRequest, Pending, Treatment
from node.model.slice import Slice
from node.outbox.notifications import (
    accept_request,
    accept_requests,
    change_policy,
    dismiss_request,
    dismiss_requests,
)
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import V1_RULES, notification_request, policy, policy_v1
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.told import MOST, READ, USUAL, WRITE
from node.web.tokens import require

_RULES = tuple(each.name for each in fields(NotificationPolicy))


async def show_policy(request: web.Request) -> web.Response:
    reader = await own_reader(request, READ)
    return answer(policy(*await request[NODE].store.read(_policy, reader.account_id)))


async def update_policy(request: web.Request) -> web.Response:
    """Each rule is `accept`, `filter` or `drop`; what is not given stays."""
    by, params = await require(request, WRITE), await read_params(request)
    await change_policy(request[NODE], by, **_treatments(params))
    return answer(policy(*await request[NODE].store.read(_policy, by.account.id)))


async def show_policy_v1(request: web.Request) -> web.Response:
    reader = await own_reader(request, READ)
    return answer(policy_v1(*await request[NODE].store.read(_policy, reader.account_id)))


async def update_policy_v1(request: web.Request) -> web.Response:
    """Each rule filters, or does not; what is not given stays."""
    by, params = await require(request, WRITE), await read_params(request)
    given = {rule: wanted for name, rule in V1_RULES.items() if (wanted := params.find_flag(name)) is not None}
    changed = {rule: Treatment.FILTER if wanted else Treatment.ACCEPT for rule, wanted in given.items()}
    await change_policy(request[NODE], by, **changed)
    return answer(policy_v1(*await request[NODE].store.read(_policy, by.account.id)))


async def show_requests(request: web.Request) -> web.Response:
    reader, params = await own_reader(request, READ), await read_params(request)
    piece = piece_of(params, usual=USUAL, most=MOST)
    found = await request[NODE].store.read(_requests, reader.account_id, piece)
    shown = [notification_request(each, reader) for each in found]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_request(request: web.Request) -> web.Response:
    reader, number = await own_reader(request, READ), id_of(request)
    found = await request[NODE].store.read(lambda tx: tx.notification_rules.find(reader.account_id, number))
    if found is None:
        raise NotFound("Record not found")
    return answer(notification_request(found, reader))


async def accept_one(request: web.Request) -> web.Response:
    await accept_request(request[NODE], await require(request, WRITE), id_of(request))
    return answer({})


async def dismiss_one(request: web.Request) -> web.Response:
    await dismiss_request(request[NODE], await require(request, WRITE), id_of(request))
    return answer({})


async def accept_several(request: web.Request) -> web.Response:
    """`id[]`; what is none of theirs is no fault."""
    by, params = await require(request, WRITE), await read_params(request)
    await accept_requests(request[NODE], by, params.ids("id"))
    return answer({})


async def dismiss_several(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    await dismiss_requests(request[NODE], by, params.ids("id"))
    return answer({})


async def show_merged(request: web.Request) -> web.Response:
    """Whether what was accepted is in the lists: here it is, as soon as accepting is answered."""
    await require(request, READ)
    return answer({"merged": True})


def _treatments(params: Params) -> dict[str, Treatment]:
    try:
        return {name: Treatment(given) for name in _RULES if (given := params.find_text(name)) is not None}
    except ValueError:
        raise Unprocessable("a rule is one of: accept, filter, drop") from None


async def _policy(tx: Tx, account_id: int) -> tuple[NotificationPolicy, Pending]:
    return await tx.notification_rules.policy(account_id), await tx.notification_rules.pending(account_id)


async def _requests(tx: Tx, account_id: int, piece: Slice) -> Sequence[NotificationRequest]:
    return await tx.notification_rules.page(account_id, piece)
