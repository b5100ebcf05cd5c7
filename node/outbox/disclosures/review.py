"""One person proposes what would be given, kind by kind; another one releases it, sends it back or refuses (row 90, S28)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from node.context import Context
from node.errors import Conflict, Gone, Unprocessable
from node.model.account import Account, Actor
from node.model.disclosure import REACH, WISHED, Disclosure, Item, Outcome, Stage, StepKind, Wish
from node.outbox.disclosures.letters import tell_office
from node.outbox.disclosures.register import finish, line
from node.outbox.disclosures.who import named, request_for, reviewer
from node.store import disclosing
from node.store.database import Tx

LONGEST: Final = timedelta(days=366)
"""The longest stretch of days one kind of data is given for."""
_CHANGED: Final = "somebody else was quicker: this is no longer the proposal that you read"


async def propose(node: Context, by: Actor, number: int, items: Sequence[Item], *, is_whole: bool) -> Disclosure:
    """`is_whole`: it is all the authority asked for. Raises NotFound, Forbidden without a name, Conflict while another
    proposal stands or once it is closed, Gone for an account that was deleted, and Unprocessable for a kind of data that was
    not asked for, that its law does not reach, or that has no legal ground."""
    today = node.clock().astimezone(node.config.node.timezone).date()

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        login_id = named(by)
        if found.stage is not Stage.OPEN:
            raise Conflict(
                "this request has been closed" if found.stage is Stage.CLOSED else "a proposal stands already"
            )
        checked = check_items(found, items, today)
        await living(tx, found)
        if not await disclosing.propose(tx, number, login_id, checked, is_whole=is_whole):
            raise Conflict(_CHANGED)
        made = await finish(tx, by, number, StepKind.PROPOSED)
        await tell_office(tx, node, made, "proposed", but=login_id)
        return made

    return await node.store.write(apply)


async def release(node: Context, by: Actor, number: int, proposal: int) -> Disclosure:
    """`proposal` is the round that was read. Raises NotFound, Forbidden for who proposed it and for who came later than the
    request, Conflict where that proposal no longer stands, Gone."""

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        login_id = await reviewer(tx, by, found)
        if found.stage is not Stage.PROPOSED:
            raise Conflict(_not_proposed(found))
        await living(tx, found)
        if found.round != proposal or not await disclosing.release(tx, number, proposal, login_id):
            raise Conflict(_CHANGED)
        return await finish(tx, by, number, StepKind.RELEASED)

    return await node.store.write(apply)


async def send_back(node: Context, by: Actor, number: int, proposal: int, reason: str) -> Disclosure:
    """The proposal is withdrawn, also after its release as long as nothing was made of it; also by who made it. Raises
    Unprocessable without a reason, NotFound, Forbidden, Conflict."""
    said = line(reason, "say why")

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        login_id = named(by)
        if found.stage not in {Stage.PROPOSED, Stage.RELEASED}:
            raise Conflict(_not_proposed(found))
        if found.round != proposal or not await disclosing.send_back(tx, number, proposal):
            raise Conflict(_CHANGED)
        made = await finish(tx, by, number, StepKind.SENT_BACK, said)
        await tell_office(tx, node, made, "sent_back", but=login_id)
        return made

    return await node.store.write(apply)


async def refuse(node: Context, by: Actor, number: int, proposal: int, reason: str) -> Disclosure:
    """The authority gets nothing. Raises Unprocessable without a reason, NotFound, Forbidden for who proposed it, Conflict."""
    said = line(reason, "say why it is refused")
    today = node.clock().astimezone(node.config.node.timezone).date()

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        await reviewer(tx, by, found)
        if found.stage is not Stage.PROPOSED:
            raise Conflict(_not_proposed(found))
        if found.round != proposal or not await tx.disclosures.close(number, Outcome.REFUSED, "", today):
            raise Conflict(_CHANGED)
        return await finish(tx, by, number, StepKind.REFUSED, said)

    return await node.store.write(apply)


def check_items(found: Disclosure, items: Sequence[Item], today: date) -> Sequence[Item]:
    """With their grounds on one line. Raises Unprocessable."""
    if found.wish is Wish.REMOVAL:
        raise Unprocessable(
            "the authority wants something removed: no data are handed over for that", code="data_removal"
        )
    if not items:
        raise Unprocessable("say which kinds of data would be given", code="data_kinds")
    if len({each.datum for each in items}) != len(items):
        raise Unprocessable("each kind of data stands in a proposal once", code="data_twice")
    return [_checked(found, each, today) for each in items]


def _checked(found: Disclosure, item: Item, today: date) -> Item:
    name = item.datum.value
    if item.datum not in WISHED[found.wish]:
        raise Unprocessable(f"{name}: this is more than the authority asked for", code="data_more")
    if item.datum not in REACH[item.law]:
        raise Unprocessable(f"{name}: this kind of data cannot rest on that law", code="data_law")
    basis = line(item.basis, f"{name}: each kind of data needs its own legal ground")
    if not item.datum.is_dated:
        return Item(datum=item.datum, law=item.law, basis=basis)
    if item.first is None or item.last is None or not item.first <= item.last <= today:
        raise Unprocessable(f"{name}: say from which day to which day, both in the past or today", code="data_days")
    if item.last - item.first > LONGEST:
        raise Unprocessable(f"{name}: at most a year", code="data_year")
    return Item(datum=item.datum, law=item.law, basis=basis, first=item.first, last=item.last)


async def living(tx: Tx, found: Disclosure) -> Account:
    """The account concerned. Raises Unprocessable where none is named, Gone."""
    account = None if found.account_id is None else await tx.accounts.find(found.account_id)
    if found.account_id is None:
        raise Unprocessable("the request names no account here: there is nothing to give", code="data_account")
    if account is None or account.deleted_at is not None:
        raise Gone("this account has been deleted, and what was known of it with it")
    return account


def _not_proposed(found: Disclosure) -> str:
    return {
        Stage.OPEN: "nothing has been proposed",
        Stage.PROPOSED: _CHANGED,
        Stage.RELEASED: "this has been released already",
        Stage.CLOSED: "this request has been closed",
    }[found.stage]
