"""Whether, and when, the person concerned may be told that data were given (row 90; Art. 13 of (EU) 2023/1543)."""

from node.context import Context
from node.errors import Conflict
from node.model.account import Actor
from node.model.disclosure import Disclosure, Muzzle, StepKind
from node.outbox.disclosures.letters import mind_silence, tell_concerned, tell_office
from node.outbox.disclosures.register import checked_muzzle, finish
from node.outbox.disclosures.who import named, request_for
from node.store import disclosing
from node.store.database import Tx


async def set_silence(node: Context, by: Actor, number: int, muzzle: Muzzle) -> Disclosure:
    """For longer, for shorter, or no longer. Who may be told now is told. Raises NotFound, Forbidden, Unprocessable, and
    Conflict once they have been told, and between release and extract: the second person released it as it was. All who
    administer are told of it, so that nobody keeps somebody in the dark alone."""
    checked = checked_muzzle(node, muzzle)

    async def apply(tx: Tx) -> Disclosure:
        await request_for(tx, by, number)
        named(by)
        if not await disclosing.set_muzzle(tx, number, checked):
            raise Conflict("the person concerned has been told, or two persons have just released it as it is")
        until = "" if checked.until is None else f" {checked.until.isoformat()}"
        said = f"{checked.silence.value}{until} {checked.ground}".strip()
        made = await finish(tx, by, number, StepKind.SILENCED, said)
        await tell_office(tx, node, made, "silenced", but=by.login_id)
        await mind_silence(tx, node, made)
        await tell_concerned(tx, node, made, tx.now.astimezone(node.config.node.timezone).date())
        return await tx.disclosures.get(number)

    return await node.store.write(apply)


async def note_told(node: Context, by: Actor, number: int) -> Disclosure:
    """They were told some other way: by letter, where the node sends no mail. Raises NotFound, Forbidden, and Conflict where
    they may not be told, have been, or nothing was given."""
    today = node.clock().astimezone(node.config.node.timezone).date()

    async def apply(tx: Tx) -> Disclosure:
        found = await request_for(tx, by, number)
        named(by)
        if not found.may_tell(today) or not await disclosing.note_told(tx, found):
            raise Conflict("nobody is to be told of this (any longer, or yet)")
        return await finish(tx, by, number, StepKind.TOLD)

    return await node.store.write(apply)
