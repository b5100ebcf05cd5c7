"""What was released by two persons becomes one document: exactly those kinds of data, made once, kept for the two until it is
handed over, and in the register only as its hash (row 90, S28)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from node.context import Context
from node.errors import Conflict, Forbidden, Gone, NotFound
from node.model.account import Account, Actor
from node.model.disclosure import Disclosure, Extract, Item, Outcome, Stage, StepKind
from node.model.retention import EXTRACTS
from node.outbox.disclosures.letters import mind_silence, mind_then, tell_concerned
from node.outbox.disclosures.register import finish
from node.outbox.disclosures.review import living
from node.outbox.disclosures.who import holds, named, request_for
from node.store import disclosing, extracts
from node.store.database import Tx

_NOT_YOURS: Final = "only the two persons who proposed and released it get it"


async def make_extract(node: Context, by: Actor, number: int) -> Disclosure:
    """By one of the two; it closes the request, and tells the person concerned unless that is forbidden. Raises NotFound,
    Forbidden, Conflict where nothing is released or it was made before, Gone, and Unprocessable for too much."""

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        named(by)
        if found.stage is not Stage.RELEASED:
            raise Conflict("it has been made already" if found.digest else "nothing has been released")
        if not holds(by, found):
            raise Forbidden(_NOT_YOURS)
        account = await living(tx, found)
        items = await disclosing.items_of(tx, number)
        data = await _gathered(tx, node, account, items)
        body = _written(node, found, account, data, tx.now)
        digest = hashlib.sha256(body.encode()).hexdigest()
        if not await disclosing.keep_extract(tx, number, digest, Extract(body, tx.now, tx.now + EXTRACTS)):
            raise Conflict("it has been made already")
        today = tx.now.astimezone(node.config.node.timezone).date()
        await tx.disclosures.close(number, _outcome(found, data), ", ".join(each.datum.value for each in items), today)
        made = await finish(tx, by, number, StepKind.EXTRACTED, digest)
        await tell_concerned(tx, node, made, today)
        await mind_silence(tx, node, made)
        await mind_then(tx, tx.now + EXTRACTS)
        return await tx.disclosures.get(number)

    return await node.store.write(apply)


async def take_extract(node: Context, by: Actor, number: int) -> bytes:
    """The same bytes each time, as long as they are kept; each time is a step in the register. Raises NotFound, Forbidden
    for anybody but the two, Gone once it is handed over."""

    async def apply(tx: Tx) -> bytes:
        kept = await _own(tx, by, number)
        await finish(tx, by, number, StepKind.FETCHED)
        return kept.body.encode()

    return await node.store.write(apply)


async def hand_over(node: Context, by: Actor, number: int) -> Disclosure:
    """The authority has it: what was kept of it goes at once. Raises as `take_extract`, and Conflict where nobody has
    fetched it: it is not made again."""

    async def apply(tx: Tx) -> Disclosure:
        await _own(tx, by, number)
        if StepKind.FETCHED not in {each.kind for each in await disclosing.steps_of(tx, number)}:
            raise Conflict("nobody has fetched it yet, so it cannot have been handed over")
        await disclosing.drop_extract(tx, number)
        return await finish(tx, by, number, StepKind.HANDED_OVER)

    return await node.store.write(apply)


async def _own(tx: Tx, by: Actor, number: int) -> Extract:
    found = await request_for(tx, by, number)
    named(by)
    if not found.digest:
        raise NotFound("nothing has been made yet")
    if not holds(by, found):
        raise Forbidden(_NOT_YOURS)
    kept = await disclosing.find_extract(tx, number)
    if kept is None or kept.expires_at <= tx.now:
        raise Gone("it has been handed over, or its time is over; nothing of it is kept but its hash")
    return kept


async def _gathered(tx: Tx, node: Context, account: Account, items: Sequence[Item]) -> Mapping[str, Mapping[str, Any]]:
    persons = await extracts.persons_of(tx, account.id)
    found: dict[str, Mapping[str, Any]] = {}
    for each in items:
        since, before = _stretch(node, each)
        values = await extracts.look_up(tx, each.datum, extracts.Asked(account, persons, since, before))
        about: dict[str, Any] = {"law": each.law.value, "ground": each.basis}
        if each.first is not None and each.last is not None:
            about |= {"from": each.first, "to": each.last}
        found[each.datum.value] = {**about, "values": values}
    return found


def _stretch(node: Context, item: Item) -> tuple[datetime, datetime]:
    """From the first moment of its first day to the end of its last; what has no days is not bounded by any."""
    zone = node.config.node.timezone

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)

    if item.first is None or item.last is None:
        return datetime(1970, 1, 1, tzinfo=UTC), node.clock()
    return midnight(item.first), midnight(item.last + timedelta(days=1))


def _outcome(found: Disclosure, data: Mapping[str, Mapping[str, Any]]) -> Outcome:
    if not any(each["values"] for each in data.values()):
        return Outcome.NOTHING
    return Outcome.ALL if found.is_whole else Outcome.PARTLY


def _written(
    node: Context, found: Disclosure, account: Account, data: Mapping[str, Mapping[str, Any]], now: datetime
) -> str:
    """JSON, for people as well as for programs. The two persons are not named: that is the register's."""
    document = {
        "node": node.config.origin,
        "request": str(found.id),
        "reference": found.reference,
        "authority": found.authority,
        "account": f"@{node.addresses.handle(account)}",
        "made_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "data": data,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
