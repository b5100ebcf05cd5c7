"""`/staff/v1/disclosures`: what authorities asked for, for programs of those who administer (S28). A request is recorded, a
proposal made, reviewed by another person, the extract made and fetched, as on the pages; the token says who acts. JSON only.

What is given to an authority is fetched with the right to write: a program that may only read the register never sees it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar

import msgspec
from aiohttp import hdrs, web

from node.errors import Invalid, Unprocessable
from node.model.account import Actor
from node.model.disclosure import Datum, Disclosure, Item, Law, Muzzle, Outcome, Silence, Wish
from node.outbox.disclosures import extract, register, review, telling
from node.outbox.disclosures.register import Entry, Request, entry_for
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import number
from node.web.tokens import require

READ: Final = "admin:read"
WRITE: Final = "admin:write"

T = TypeVar("T")


class _Muzzle(msgspec.Struct):
    silence: Silence = Silence.NONE
    until: date | None = None
    ground: str = ""


class _Request(msgspec.Struct):
    kind: Wish
    authority: str
    ground: str
    law: Law = Law.OTHER
    reference: str = ""
    account: str = ""
    emergency: bool = False
    received_at: datetime | None = None
    due_at: datetime | None = None
    telling: _Muzzle = msgspec.field(default_factory=_Muzzle)


class _Item(msgspec.Struct):
    data: Datum
    law: Law
    ground: str
    first: date | None = msgspec.field(name="from", default=None)
    last: date | None = msgspec.field(name="to", default=None)


class _Proposal(msgspec.Struct):
    items: list[_Item]
    whole: bool = False


class _Review(msgspec.Struct):
    act: Literal["release", "send_back", "refuse"]
    proposal: int
    reason: str = ""


class _End(msgspec.Struct):
    outcome: Outcome
    reason: str = ""


async def show_disclosures(request: web.Request) -> web.Response:
    by = await _asked(request, READ)
    found = await register.all_disclosures(request[NODE], by)
    return _answer({"items": [_outline(each) for each in found]})


async def show_disclosure(request: web.Request) -> web.Response:
    by = await _asked(request, READ)
    return await _whole(request, by)


async def add_disclosure(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    given = await _body(request, _Request)
    for at in (given.received_at, given.due_at):
        if at is not None and at.tzinfo is None:
            raise Unprocessable("a time names its zone, such as 2026-11-29T14:05:00Z")
    wanted = Request(
        wish=given.kind,
        authority=given.authority,
        basis=given.ground,
        law=given.law,
        reference=given.reference,
        account=given.account,
        is_emergency=given.emergency,
        received_at=given.received_at,
        due_at=given.due_at,
        muzzle=_muzzle(given.telling),
    )
    made = await register.record(request[NODE], by, wanted)
    return await _whole(request, by, made.id, status=201)


async def add_proposal(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    given = await _body(request, _Proposal)
    items = [
        Item(datum=each.data, law=each.law, basis=each.ground, first=each.first, last=each.last) for each in given.items
    ]
    await review.propose(request[NODE], by, _number(request), items, is_whole=given.whole)
    return await _whole(request, by)


async def add_review(request: web.Request) -> web.Response:
    by, node = await _asked(request, WRITE), request[NODE]
    given, asked = await _body(request, _Review), _number(request)
    if given.act == "release":
        await review.release(node, by, asked, given.proposal)
    else:
        act = review.send_back if given.act == "send_back" else review.refuse
        await act(node, by, asked, given.proposal, given.reason)
    return await _whole(request, by)


async def make_extract(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    await extract.make_extract(request[NODE], by, _number(request))
    return await _whole(request, by, status=201)


async def show_extract(request: web.Request) -> web.Response:
    """The very bytes whose hash the register keeps."""
    by = await _asked(request, WRITE)
    return _finished(await extract.take_extract(request[NODE], by, _number(request)))


async def remove_extract(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    await extract.hand_over(request[NODE], by, _number(request))
    return await _whole(request, by)


async def save_telling(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    given = await _body(request, _Muzzle)
    await telling.set_silence(request[NODE], by, _number(request), _muzzle(given))
    return await _whole(request, by)


async def note_told(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    await telling.note_told(request[NODE], by, _number(request))
    return await _whole(request, by)


async def end_disclosure(request: web.Request) -> web.Response:
    by = await _asked(request, WRITE)
    given = await _body(request, _End)
    await register.close(request[NODE], by, _number(request), given.outcome, given.reason)
    return await _whole(request, by)


async def _asked(request: web.Request, scope: str) -> Actor:
    """Who asks. Raises Unauthenticated, Forbidden; that they administer is asked with the act itself."""
    count_request(request)
    return await require(request, scope)


async def _body(request: web.Request, kind: type[T]) -> T:
    """Raises Invalid for what is no JSON, Unprocessable for what does not say what is needed."""
    if request.content_type != "application/json":
        raise Invalid("this address takes JSON only")
    try:
        given = msgspec.json.decode(await request.read(), type=kind)
    except msgspec.ValidationError as problem:
        raise Unprocessable(str(problem)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Invalid("the body is no JSON") from None
    if _holds_nul(msgspec.to_builtins(given)):
        raise Invalid("a text holds no NUL")
    return given


def _holds_nul(value: Any) -> bool:
    """PostgreSQL cannot even be asked for it."""
    if isinstance(value, str):
        return "\0" in value
    inner: Sequence[Any] = ()
    if isinstance(value, Mapping):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    return any(map(_holds_nul, inner))


def _number(request: web.Request) -> int:
    return number(request.match_info["id"])


def _muzzle(given: _Muzzle) -> Muzzle:
    return Muzzle(silence=given.silence, until=given.until, ground=given.ground)


async def _whole(request: web.Request, by: Actor, asked: int = 0, *, status: int = 200) -> web.Response:
    """The request as it is by now, with all that belongs to it."""
    entry = await request[NODE].store.read(entry_for, by, asked or _number(request))
    return _answer(_entity(entry, request[NODE].config.account_domain), status=status)


def _outline(found: Disclosure) -> Mapping[str, Any]:
    return {
        "id": str(found.id),
        "kind": found.wish.value,
        "authority": found.authority,
        "reference": found.reference,
        "law": found.law.value,
        "ground": found.basis,
        "received_on": found.received_on,
        "emergency": found.is_emergency,
        "due_at": _time(found.due_at),
        "stage": found.stage.value,
        "outcome": found.outcome.value,
        "given": found.given,
        "closed_on": found.closed_on,
        "proposal": found.round,
        "whole": found.is_whole,
        "sha256": found.digest or None,
        "telling": {
            "silence": found.muzzle.silence.value,
            "until": found.muzzle.until,
            "ground": found.muzzle.ground,
            "told_at": _time(found.told_at),
        },
    }


def _entity(entry: Entry, own: str) -> Mapping[str, Any]:
    found = entry.disclosure
    return {
        **_outline(found),
        "account": None if entry.account is None else f"{entry.account.name}@{own}",
        "proposed_by": _id(found.proposed_by),
        "released_by": _id(found.released_by),
        "extract_kept": entry.has_extract,
        "items": [
            {
                "data": each.datum.value,
                "law": each.law.value,
                "ground": each.basis,
                "from": each.first,
                "to": each.last,
            }
            for each in entry.items
        ],
        "steps": [
            {"act": each.kind.value, "by": _id(each.login_id), "at": _time(each.at), "reason": each.reason}
            for each in entry.steps
        ],
    }


def _id(number_of: int | None) -> str | None:
    return None if number_of is None else str(number_of)


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _answer(made: Mapping[str, Any], *, status: int = 200) -> web.Response:
    return _finished(msgspec.json.encode(made), status=status)


def _finished(body: bytes, *, status: int = 200) -> web.Response:
    headers = {
        hdrs.CONTENT_TYPE: "application/json; charset=utf-8",
        hdrs.CACHE_CONTROL: "private, no-store",
        hdrs.VARY: "Authorization, Accept, Origin",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, status=status, headers=headers)
