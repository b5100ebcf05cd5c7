"""Letters about requests of authorities: to those who administer, that one waits, without saying what it is about; and to the
person concerned, what was given to whom, as soon as that may be said."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final, Literal, TypeAlias

from node.context import Context
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter
from node.model.disclosure import Disclosure, Step, StepKind
from node.model.login import Role
from node.outbox.letters import closing, find_reader, words_for, write_to
from node.store import disclosing
from node.store.database import Tx

OFFICE: Final = "letter.disclosure.office"
CONCERNED: Final = "letter.disclosure.concerned"
MIND: Final = "disclosure.mind"
PATH: Final = "/verwaltung/ersuchen"

BEFORE_END: Final = timedelta(days=1)
BEFORE_EMERGENCY: Final = timedelta(hours=2)
"""When those who administer are reminded of the end of the time to answer in."""

Event: TypeAlias = Literal["new", "proposed", "sent_back", "silenced", "due"]


def disclosure_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {OFFICE: partial(_office, node), CONCERNED: partial(_concerned, node), MIND: partial(_mind_in_time, node)}


async def tell_office(tx: Tx, node: Context, found: Disclosure, event: Event, *, but: int | None = None) -> None:
    """All who administer, except who did it and who is concerned."""
    if not node.config.mail.is_on:
        return
    for login in await tx.logins.with_role(Role.ADMIN):
        concerned = found.account_id and await tx.logins.membership(login.id, found.account_id, tx.now) is not None
        if login.id != but and not concerned:
            await enqueue(tx, OFFICE, {"login": str(login.id), "number": str(found.id), "event": event})


async def tell_concerned(tx: Tx, node: Context, found: Disclosure, today: date) -> bool:
    """All who may act for the account, if they may be told, mail is sent at all, and there is anybody. Whether they were."""
    if not node.config.mail.is_on or not found.may_tell(today):
        return False
    logins = [each for each in await tx.logins.of_account(found.account_id or 0, tx.now) if each.disabled_at is None]
    if not logins or not await disclosing.note_told(tx, found):
        return False
    for login in logins:
        await enqueue(tx, CONCERNED, {"login": str(login.id), "number": str(found.id)})
    await disclosing.add_step(tx, found.id, Step(StepKind.TOLD, None, tx.now))
    return True


async def mind_then(tx: Tx, at: datetime) -> None:
    """`mind` is done at that time, also on a node that sleeps when nobody visits it."""
    await enqueue(tx, MIND, {}, due_at=max(at, tx.now))


async def mind_end(tx: Tx, found: Disclosure) -> None:
    """Somebody is reminded before the time to answer in is over."""
    if found.due_at is not None:
        await mind_then(tx, found.due_at - (BEFORE_EMERGENCY if found.is_emergency else BEFORE_END))


async def mind_silence(tx: Tx, node: Context, found: Disclosure) -> None:
    """The person concerned is told when the last day of silence is over."""
    if found.digest and found.muzzle.until is not None:
        after = datetime.combine(found.muzzle.until + timedelta(days=1), time(), tzinfo=node.config.node.timezone)
        await mind_then(tx, after.astimezone(UTC))


async def mind(node: Context) -> None:
    """A duty: reminds of what is due soon, tells people whose silence has ended, forgets what was not fetched in time."""
    await node.store.write(_mind, node)


async def _mind_in_time(node: Context, _args: dict[str, str]) -> None:
    await mind(node)


async def _mind(tx: Tx, node: Context) -> None:
    today = tx.now.astimezone(node.config.node.timezone).date()
    pressing = await disclosing.take_pressing(tx, usual=tx.now + BEFORE_END, emergency=tx.now + BEFORE_EMERGENCY)
    for found in pressing:
        await tell_office(tx, node, found, "due")
    for found in await disclosing.untold(tx):
        await tell_concerned(tx, node, found, today)
    await disclosing.drop_old_extracts(tx)


async def _office(node: Context, args: dict[str, str]) -> None:
    """Neither who is concerned nor which authority: letters are read by others, too."""
    login = await find_reader(node, args)
    if login is None or login.role is not Role.ADMIN:
        return
    found = await node.store.read(lambda tx: tx.disclosures.get(int(args["number"])))
    words, event = words_for(node, login), args["event"]
    items = [] if found.due_at is None else [words.t("disclosure.letter.due", when=words.full(found.due_at))]
    if found.is_emergency:
        items.append(words.t("disclosure.letter.emergency"))
    letter = Letter(
        language=words.language,
        subject=words.t(f"disclosure.letter.{event}.subject", node=node.config.node.title),
        paragraphs=[words.t(f"disclosure.letter.{event}.text")],
        items=items,
        action=(words.t("disclosure.letter.action"), f"{node.config.origin}{PATH}/{found.id}"),
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)


async def _concerned(node: Context, args: dict[str, str]) -> None:
    login = await find_reader(node, args)
    if login is None:
        return
    number = int(args["number"])
    found = await node.store.read(lambda tx: tx.disclosures.get(number))
    items = await node.store.read(disclosing.items_of, number)
    account = await node.store.read(lambda tx: tx.accounts.find(found.account_id or 0))
    if account is None:
        return
    words = words_for(node, login)
    day = found.closed_on or found.received_on
    letter = Letter(
        language=words.language,
        subject=words.t("disclosure.letter.concerned.subject", node=node.config.node.title),
        paragraphs=[
            words.t(
                "disclosure.letter.concerned.text",
                authority=found.authority,
                account=f"@{node.addresses.handle(account)}",
                day=words.date(day),
            )
        ],
        items=[
            words.t(
                "disclosure.letter.concerned.item",
                datum=words.t(f"disclosure.datum.{each.datum.value}"),
                ground=each.basis,
            )
            for each in items
        ],
        after=[
            words.t("disclosure.letter.concerned.reference", reference=found.reference or "–"),
            words.t("disclosure.letter.concerned.after"),
        ],
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)
