"""Whoever runs the node keeps a register of what authorities asked for; its totals are public (row 90)."""

from collections.abc import Sequence
from datetime import date

from node.context import Context
from node.errors import Conflict, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.disclosure import Disclosure, Outcome, Wish
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.text.html import clean_name

CHARACTERS = 300


async def record(
    node: Context, by: Actor, wish: Wish, authority: str, basis: str, received_on: date | None = None
) -> Disclosure:
    """Raises Unprocessable where the authority or the legal ground is missing, or the day lies ahead."""
    today = node.clock().astimezone(node.config.node.timezone).date()
    made = Disclosure(
        id=node.ids.new(),
        wish=wish,
        authority=_line(authority, "say which authority asks"),
        basis=_line(basis, "without a legal ground nothing is handed over: say on which one the request rests"),
        received_on=received_on or today,
    )
    if made.received_on > today:
        raise Unprocessable("a request cannot have come in the future")
    await node.store.write(_record, by, made)
    return made


async def close(node: Context, by: Actor, number: int, outcome: Outcome, given: str = "") -> Disclosure:
    """Raises NotFound, Conflict where it is closed already, Unprocessable for what was handed over and is not said."""
    if outcome is Outcome.OPEN:
        raise Unprocessable("say what became of it")
    said = clean_name(given, CHARACTERS)
    if outcome in {Outcome.ALL, Outcome.PARTLY} and not said:
        raise Unprocessable("say in a few words what was handed over, without names")
    today = node.clock().astimezone(node.config.node.timezone).date()
    return await node.store.write(_close, by, number, outcome, said, today)


async def all_disclosures(node: Context) -> Sequence[Disclosure]:
    """The newest first."""
    return await node.store.read(lambda tx: tx.disclosures.all())


def _line(text: str, missing: str) -> str:
    line = clean_name(text, CHARACTERS + 1)
    if not line:
        raise Unprocessable(missing)
    if len(line) > CHARACTERS:
        raise Unprocessable(f"at most {CHARACTERS} characters")
    return line


async def _record(tx: Tx, by: Actor, made: Disclosure) -> None:
    await require_office(tx, by, Role.ADMIN)
    await tx.disclosures.add(made)
    await note(tx, by, Deed.DISCLOSE, f"disclosures/{made.id}")


async def _close(tx: Tx, by: Actor, number: int, outcome: Outcome, given: str, on: date) -> Disclosure:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.disclosures.get(number)
    if found.outcome is not Outcome.OPEN:
        raise Conflict("this request has been closed")
    await tx.disclosures.close(number, outcome, given, on)
    await note(tx, by, Deed.DISCLOSE, f"disclosures/{number}")
    return await tx.disclosures.get(number)
