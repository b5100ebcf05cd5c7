"""An office that advises many nodes proposes to block a server (row 31). Nothing follows from it until those who administer
this node have decided, and then it is their decision like any other."""

from typing import Final

from node.context import Context
from node.errors import Conflict, NotFound, TooMany, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.grant import Grant
from node.model.host import Decision, Policy
from node.model.login import Role
from node.model.proposal import BlockProposal, Outcome
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.hosts import Stricter, host_named, restrict
from node.store.database import Tx
from node.text.html import tidy

REASON_CHARACTERS: Final = 1_000
_MOST_OPEN: Final = 500


async def propose_block(node: Context, grant: Grant, host: str, policy: Policy, reason: str) -> BlockProposal:
    """About a host there is one open proposal: a later one takes the place of an earlier one. Raises Unprocessable for what is
    no host, for this node itself, and for a reason that is missing or too long; TooMany while hundreds are open."""
    reason = tidy(reason).strip()
    if not reason or len(reason) > REASON_CHARACTERS:
        raise Unprocessable(f"a proposal has a reason of 1 to {REASON_CHARACTERS} characters")
    made = BlockProposal(
        id=node.store.ids.new(),
        host=host_named(node, host),
        policy=policy,
        reason=reason,
        proposed_by=grant.label,
        proposed_at=node.clock(),
    )
    return await node.store.write(_propose, made)


async def decide_proposal(node: Context, by: Actor, proposal_id: int, outcome: Outcome) -> BlockProposal:
    """Accepted, it holds from the same moment, unless something stricter does already. Raises NotFound, Forbidden for whoever
    does not administer, Conflict when somebody has decided already."""
    return await node.store.write(_decide, by, proposal_id, outcome)


async def _propose(tx: Tx, made: BlockProposal) -> BlockProposal:
    if await tx.proposals.count_open() >= _MOST_OPEN:
        raise TooMany("too many proposals are still open here", retry_after=86_400)
    return await tx.proposals.add(made)


async def _decide(tx: Tx, by: Actor, proposal_id: int, outcome: Outcome) -> BlockProposal:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.proposals.find(proposal_id)
    if found is None:
        raise NotFound("there is no such proposal")
    if not await tx.proposals.decide(found.id, outcome, by.login_id):
        raise Conflict("somebody has decided about this already")
    if outcome is Outcome.ACCEPTED:
        try:
            await restrict(tx, by, found.host, Decision(policy=found.policy, reason=_reason(found)), anew=True)
        except Stricter:  # what holds goes as far already
            await note(tx, by, Deed.ACCEPT, f"https://{found.host}")
    else:
        await note(tx, by, Deed.REJECT, f"https://{found.host}")
    return found


def _reason(found: BlockProposal) -> str:
    return f"{found.reason} ({found.proposed_by})"
