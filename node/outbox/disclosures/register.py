"""Whoever runs the node keeps a register of what authorities asked for; its totals are public (row 90)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, Gone, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.disclosure import (
    EMERGENCY,
    GIVEN,
    UNMUZZLED,
    USUAL,
    Disclosure,
    Item,
    Law,
    Muzzle,
    Outcome,
    Silence,
    Stage,
    Step,
    StepKind,
    Wish,
)
from node.model.login import Login, Role
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.disclosures.letters import mind_end, tell_office
from node.outbox.disclosures.who import is_concerned, request_for
from node.store import disclosing
from node.store.database import Tx
from node.text.html import clean_name

CHARACTERS: Final = 300
_LONGEST: Final = timedelta(days=366)
_OLDEST: Final = timedelta(days=3_653)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an authority wrote. `account` is a handle of ours or empty; `received_at` is now where nobody says otherwise, and
    `due_at` follows from it unless the authority named a time."""

    wish: Wish
    authority: str
    basis: str
    law: Law = Law.OTHER
    reference: str = ""
    account: str = ""
    is_emergency: bool = False
    received_at: datetime | None = None
    due_at: datetime | None = None
    muzzle: Muzzle = UNMUZZLED


@dataclass(frozen=True, slots=True)
class Entry:
    """A request with all that belongs to it. `account` is None where nobody, or nobody here any longer, is concerned;
    `has_extract`: what is handed over is still kept; `administrators`: how many could take part."""

    disclosure: Disclosure
    account: Account | None
    items: Sequence[Item]
    steps: Sequence[Step]
    logins: Mapping[int, Login]
    has_extract: bool
    administrators: int
    viewer: Login | None


async def record(node: Context, by: Actor, request: Request) -> Disclosure:
    """Raises Unprocessable where the authority or the legal ground is missing, the day lies ahead, or the account is not
    one of ours; Gone for one that was deleted, Forbidden for their own."""
    now, zone = node.clock(), node.config.node.timezone
    received_at = request.received_at or now
    if received_at > now:
        raise Unprocessable("a request cannot have come in the future", code="request_future")
    if received_at < now - _OLDEST:
        raise Unprocessable(
            "a request that came longer than ten years ago is not recorded any more", code="request_old"
        )
    due_at = request.due_at or received_at + (EMERGENCY if request.is_emergency else USUAL)
    if due_at < received_at or due_at > received_at + _LONGEST:
        raise Unprocessable("the time to answer in ends after the request came, and within a year", code="request_time")
    made = Disclosure(
        id=node.ids.new(),
        wish=request.wish,
        authority=line(request.authority, "say which authority asks"),
        basis=line(request.basis, "without a legal ground nothing is handed over: say on which one the request rests"),
        received_on=received_at.astimezone(zone).date(),
        law=request.law,
        reference=line(request.reference, ""),
        is_emergency=request.is_emergency,
        due_at=due_at,
        recorded_at=now,
        muzzle=checked_muzzle(node, request.muzzle),
    )
    return await node.store.write(_record, node, by, made, request.account.strip())


async def close(node: Context, by: Actor, number: int, outcome: Outcome, given: str = "") -> Disclosure:
    """Of a request that nothing is handed over for: refused, nothing there, or something was removed. Raises NotFound,
    Conflict where it is closed already or a proposal stands, Unprocessable for a reason that is not said, and for data:
    those are given by two persons."""
    if outcome is Outcome.OPEN:
        raise Unprocessable("say what became of it", code="request_outcome")
    said = clean_name(given, CHARACTERS)
    today = node.clock().astimezone(node.config.node.timezone).date()

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        if found.stage is not Stage.OPEN:
            raise Conflict("this request has been closed" if found.stage is Stage.CLOSED else "a proposal stands")
        if outcome in GIVEN and found.wish is not Wish.REMOVAL:
            raise Unprocessable(
                "data are handed over only once another person has released them", code="request_unreleased"
            )
        if outcome in GIVEN and not said:
            raise Unprocessable("say in a few words what was done, without names", code="request_words")
        await tx.disclosures.close(number, outcome, said, today)
        return await finish(tx, by, number, StepKind.CLOSED, said)

    return await node.store.write(apply)


async def all_disclosures(node: Context, by: Actor) -> Sequence[Disclosure]:
    """The newest first. Raises Forbidden."""
    return await node.store.read(list_for, by)


async def list_for(tx: Tx, by: Actor) -> Sequence[Disclosure]:
    """The newest, and all that wait for an answer; without those that concern who looks. Raises Forbidden."""
    await require_office(tx, by, Role.ADMIN)
    found = await tx.disclosures.all()
    shown = {each.id for each in found}
    older = [each for each in await tx.disclosures.unfinished() if each.id not in shown]
    return [each for each in (*found, *older) if not await is_concerned(tx, by, each)]


async def waiting_for(tx: Tx, by: Actor) -> Sequence[Disclosure]:
    """All that wait for an answer, the most pressing first; without those that concern who looks. Raises Forbidden."""
    await require_office(tx, by, Role.ADMIN)
    return [each for each in await tx.disclosures.unfinished() if not await is_concerned(tx, by, each)]


async def closed_for(tx: Tx, by: Actor, before: int, limit: int) -> tuple[Sequence[Disclosure], int]:
    """Those that have an answer, the latest first, and behind which number there are more; 0 where there are none. A page is
    shorter by those that concern who looks. Raises Forbidden."""
    await require_office(tx, by, Role.ADMIN)
    found = await tx.disclosures.closed(before=before, limit=limit + 1)
    shown = [each for each in found[:limit] if not await is_concerned(tx, by, each)]
    return shown, found[limit - 1].id if len(found) > limit else 0


async def entry_for(tx: Tx, by: Actor, number: int) -> Entry:
    """Raises Forbidden, NotFound."""
    found = await request_for(tx, by, number)
    steps = await disclosing.steps_of(tx, number)
    known = found.account_id is not None and found.account_id > 0
    return Entry(
        disclosure=found,
        account=await tx.accounts.find(found.account_id or 0) if known else None,
        items=await disclosing.items_of(tx, number),
        steps=steps,
        logins=await tx.logins.by_ids({each.login_id for each in steps if each.login_id is not None}),
        has_extract=await disclosing.find_extract(tx, number) is not None,
        administrators=await tx.logins.count_active(Role.ADMIN),
        viewer=None if by.login_id is None else await tx.logins.find(by.login_id),
    )


async def finish(tx: Tx, by: Actor, number: int, kind: StepKind, reason: str = "") -> Disclosure:
    """What every act on a request ends with: a step in the register, and the note of who acted."""
    await disclosing.add_step(tx, number, Step(kind, by.login_id, tx.now, reason))
    await note(tx, by, Deed.DISCLOSE, f"disclosures/{number}")
    return await tx.disclosures.get(number)


def line(text: str, missing: str) -> str:
    """At most `CHARACTERS`; `missing` is what is said of an empty one that may not be empty. Raises Unprocessable."""
    found = clean_name(text, CHARACTERS + 1)
    if not found and missing:
        raise Unprocessable(missing, code="words_missing")
    if len(found) > CHARACTERS:
        raise Unprocessable(f"at most {CHARACTERS} characters", code="words_long", most=CHARACTERS)
    return found


def checked_muzzle(node: Context, muzzle: Muzzle) -> Muzzle:
    """Raises Unprocessable for silence without a ground, or without an end that lies ahead."""
    if muzzle.silence is Silence.NONE:
        return UNMUZZLED
    ground = line(muzzle.ground, "say on which ground the person concerned may not be told")
    if muzzle.silence is Silence.ALWAYS:
        return Muzzle(silence=muzzle.silence, ground=ground)
    today = node.clock().astimezone(node.config.node.timezone).date()
    if muzzle.until is None or not today <= muzzle.until <= today + 3 * _LONGEST:
        raise Unprocessable(
            "say until which day the person concerned may not be told: today or later, within three years",
            code="silence_until",
        )
    return Muzzle(silence=muzzle.silence, until=muzzle.until, ground=ground)


async def _record(tx: Tx, node: Context, by: Actor, made: Disclosure, handle: str) -> Disclosure:
    await require_office(tx, by, Role.ADMIN)
    account_id = await _concerned(tx, handle, node.addresses.account_domain) if handle else None
    kept = replace(made, account_id=account_id)
    if await is_concerned(tx, by, kept):
        raise Forbidden("you act for this account yourself: somebody else has to record what is asked about it")
    await tx.disclosures.add(kept)
    found = await finish(tx, by, made.id, StepKind.RECORDED)
    await tell_office(tx, node, found, "new", but=by.login_id)
    await mind_end(tx, found)
    return found


async def _concerned(tx: Tx, handle: str, domain: str) -> int:
    """Of ours, by its handle. Raises Unprocessable, and Gone for one that was deleted."""
    name, _, host = handle.removeprefix("@").partition("@")
    found = await tx.accounts.find_by_handle(name.lower(), even_planned=True) if host in {"", domain} else None
    if found is not None and found.deleted_at is not None:
        raise Gone("this account has been deleted, and what was known of it with it")
    if found is None or not found.is_local:
        raise Unprocessable("there is no such account here", code="account_unknown")
    return found.id
