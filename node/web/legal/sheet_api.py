"""`/@NAME/steckbrief.json`: programs of those who look after a channel read and write its whole sheet (row 37). What is
public of it everybody reads at `steckbrief.jsonld`."""

from typing import Any

import msgspec
from aiohttp import hdrs, web

from node.config import Config
from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.channel import NEXT, Phase
from node.outbox.launch import open_gates
from node.outbox.sheets import as_texts, missing_fields, save_sheet, tended
from node.store.database import Tx
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.tokens import require


async def give_whole_sheet(request: web.Request) -> web.Response:
    """With the phase, and what is open before the next one. Raises Unauthenticated, Forbidden, NotFound."""
    count_request(request)
    by, node = await require(request, "read:accounts"), request[NODE]
    return _given(request, await node.store.read(_whole, node.config, by, request.match_info["handle"]))


async def put_sheet(request: web.Request) -> web.Response:
    """A JSON object with an answer for each question; what is left out is not answered any longer. 422 names what has to be
    answered and is not. Raises Invalid, Faulty, Unauthenticated, Forbidden, NotFound."""
    count_request(request)
    by, node = await require(request, "write:accounts"), request[NODE]
    name = request.match_info["handle"]
    account_id = await node.store.read(_id_of, by, name)
    try:
        answers = msgspec.json.decode(await request.read(), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Invalid("the body must be a JSON object: the key of each question with its answer") from None
    await save_sheet(node, by, account_id, as_texts(answers))
    return _given(request, await node.store.read(_whole, node.config, by, name))


def _given(request: web.Request, found: dict[str, Any]) -> web.Response:
    headers = {**security_headers(is_https=request[NODE].config.is_https), hdrs.CACHE_CONTROL: "no-store"}
    return web.Response(body=msgspec.json.encode(found), content_type="application/json", headers=headers)


async def _id_of(tx: Tx, by: Actor, name: str) -> int:
    account = await tx.accounts.find_by_handle(name, even_planned=True)
    if account is None or account.name != name:
        raise NotFound("there is no such channel")
    return (await tended(tx, by, account.id)).id


async def _whole(tx: Tx, config: Config, by: Actor, name: str) -> dict[str, Any]:
    account = await tended(tx, by, await _id_of(tx, by, name))
    sheet = await tx.channels.newest_sheet(account.id)
    coming: Phase = next((each for each in NEXT[account.phase] if each.is_active), account.phase)
    return {
        "channel": account.name,
        "phase": account.phase.value,
        "version": 0 if sheet is None else sheet.number,
        "answers": {} if sheet is None else dict(sheet.values),
        "next": coming.value,
        "gates": [each.value for each in await open_gates(tx, config, account, into=coming)],
        "missing": list(await missing_fields(tx, config, account, coming)),
    }
