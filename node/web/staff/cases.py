"""`/staff/v1/cases`: the cases of the channel a token is for, for programs that bring them into an office's own procedures
(A08). What is done with one is done as on the page, and answers with how it stands now.

state=  open (without it), passed_on or done
max_id=, limit=  a page: what is older than that case, at most so many
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from node.context import Context
from node.errors import Invalid, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.case import WAITING, CaseState
from node.model.ids import HIGHEST
from node.outbox import cases
from node.outbox.cases import CaseView
from node.web.asked import number as number_asked
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import id_in, number
from node.web.posted import read_posted
from node.web.tokens import require

READ: Final = "read:statuses"
WRITE: Final = "write:statuses"
STATES: Final[Mapping[str, frozenset[CaseState]]] = MappingProxyType(
    {
        "open": WAITING,
        "passed_on": frozenset({CaseState.PASSED_ON}),
        "done": frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.DECLINED, CaseState.WITHDRAWN}),
    }
)
_PER_PAGE: Final = 20
_MOST: Final = 80


async def list_cases(request: web.Request) -> web.Response:
    """Newest first; `next` is the `max_id` of the next page, or null."""
    count_request(request)
    by, node = await require(request, READ), request[NODE]
    asked = request.query.get("state", "open")
    if asked not in STATES:
        raise Unprocessable(f"state is one of {', '.join(STATES)}")
    limit = number_asked(request, "limit", least=1, most=_MOST, default=_PER_PAGE)
    before = id_in(request.query.get("max_id", "")) or HIGHEST
    found = await cases.list_cases(node, by, STATES[asked], before=before, limit=limit + 1)
    shown = found[:limit]
    more = str(shown[-1].case.id) if len(found) > limit else None
    return _given(request, {"items": [case_json(each, node) for each in shown], "next": more})


async def show_case(request: web.Request) -> web.Response:
    """Raises NotFound, also for another channel's."""
    count_request(request)
    return await _shown(request, await require(request, READ), number(request.match_info["id"]))


async def open_case(request: web.Request) -> web.Response:
    """`post_id`: what was asked. Raises NotFound, Forbidden where the channel was not asked."""
    count_request(request)
    by, fields = await require(request, WRITE), await _fields(request)
    post_id = id_in(_text(fields, "post_id"))
    if not post_id:
        raise Unprocessable("post_id is the number of the post that asks")
    made = await cases.open_case(request[NODE], by, post_id)
    return await _shown(request, by, made.id)


async def act_on_case(request: web.Request) -> web.Response:
    """What is done stands in the address; of `answer` and `pass_on` the words in the body. Raises NotFound, Conflict,
    Forbidden, Gone, Unprocessable, Unreachable."""
    count_request(request)
    by, fields = await require(request, WRITE), await _fields(request)
    case_id = number(request.match_info["id"])
    await _ACTS[request.match_info["act"]](request[NODE], by, case_id, fields)
    return await _shown(request, by, case_id)


async def _take(node: Context, by: Actor, case_id: int, _: Mapping[str, Any]) -> None:
    await cases.take(node, by, case_id)


async def _decline(node: Context, by: Actor, case_id: int, _: Mapping[str, Any]) -> None:
    await cases.decline(node, by, case_id)


async def _close(node: Context, by: Actor, case_id: int, _: Mapping[str, Any]) -> None:
    await cases.close(node, by, case_id)


async def _answer(node: Context, by: Actor, case_id: int, fields: Mapping[str, Any]) -> None:
    await cases.answer(node, by, case_id, _text(fields, "text"))


async def _pass_on(node: Context, by: Actor, case_id: int, fields: Mapping[str, Any]) -> None:
    try:
        await cases.pass_on(node, by, case_id, _text(fields, "to"), _text(fields, "text"))
    except NotFound as problem:
        await cases.find_view(node, by, case_id)
        raise Unprocessable(problem.reason) from problem  # the case is there, whom it is to go to is not


_ACTS: Final[Mapping[str, Callable[[Context, Actor, int, Mapping[str, Any]], Awaitable[None]]]] = MappingProxyType(
    {"take": _take, "decline": _decline, "close": _close, "answer": _answer, "pass_on": _pass_on}
)


async def _fields(request: web.Request) -> Mapping[str, Any]:
    """Of a JSON object or a form. Raises Invalid."""
    if request.content_type != "application/json":
        return await read_posted(request)
    body = await request.read()
    try:
        return msgspec.json.decode(body, type=dict[str, Any]) if body.strip() else {}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Invalid("the body must be a JSON object") from None


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise Invalid(f"{name} is a text, without NUL")
    return value


async def _shown(request: web.Request, by: Actor, case_id: int) -> web.Response:
    node = request[NODE]
    return _given(request, case_json(await cases.find_view(node, by, case_id), node))


def _given(request: web.Request, found: Mapping[str, Any]) -> web.Response:
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.CACHE_CONTROL: "private, no-store",
        hdrs.VARY: "Authorization, Accept, Origin",
    }
    return web.Response(body=msgspec.json.encode(found), content_type="application/json", headers=headers)


def case_json(view: CaseView, node: Context) -> dict[str, Any]:
    """`there` is what whoever it was passed on to says. Nothing of what was asked but where it stands."""
    case = view.case
    return {
        "id": str(case.id),
        "uri": case.uri(view.channel.uri),
        "channel": _account(view.channel, node),
        "state": case.state.value,
        "question": {
            "uri": case.question_uri,
            "post_id": None if view.question is None else str(view.question.id),
            "deleted": view.question_gone,
        },
        "asked_by": _account(view.asker, node),
        "passed_on_by": _account(view.sender, node),
        "passed_on_with": None if view.note is None else view.note.uri,
        "passed_on_to": _account(view.to, node),
        "there": None if case.said_state is None else case.said_state.value,
        "answer": None if view.answer is None else view.answer.uri,
        "may_become": sorted(each.value for each in view.steps),
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
    }


def _account(account: Account | None, node: Context) -> dict[str, str] | None:
    if account is None:
        return None
    return {"id": str(account.id), "uri": account.uri, "acct": node.addresses.handle(account)}
