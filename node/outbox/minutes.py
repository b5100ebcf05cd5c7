"""Ballots end by themselves: they are counted once, the minutes are signed by the node and published (A07).

    due ──> one transaction: count, decide, sign, keep the minutes, empty the urn
        ──> one transaction: the notice, and that it is out

A crash leaves the one before or the one after, and the next turn of the duty goes on from there. A second process finds it
done.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import msgspec

from node.context import Context
from node.errors import Conflict, Gone, Problem
from node.federation.keyring import SigningKeys
from node.federation.proofs import add_proof
from node.jobs.worker import Work
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.motion import Ballot, Motion, Outcome, Stage, count, decide
from node.model.post import Post
from node.outbox.acting import note
from node.outbox.motions import CLOSE, board, reply, words_of
from node.store.database import Tx

log = logging.getLogger(__name__)

CONTEXT: Final = ("https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1")


def ballot_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {CLOSE: partial(_end, node)}


async def _end(node: Context, _args: dict[str, str]) -> None:
    """At its time. What goes wrong then, the duty tries again."""
    await close_due(node)


async def close_due(node: Context) -> None:
    """A duty, and what the job does: what is due is counted, and what is counted is told."""
    for number in await node.store.read(lambda tx: tx.motions.due(tx.now)):
        keys = await node.keyring.signing(node.itself.id)
        try:
            await node.store.write(_close, node.addresses, node.itself, keys, number)
        except Problem as problem:
            _say("motion.uncounted", number, problem)
    for number in await node.store.read(lambda tx: tx.motions.untold()):
        try:
            await _tell(node, number)
        except Gone:  # another process was faster
            continue
        except Problem as problem:
            _say("motion.untold", number, problem)


def _say(action: str, number: int, problem: Problem) -> None:
    log.error("a motion waits", extra={"action": action, "motion": number, "why": problem.reason})


async def _close(tx: Tx, addresses: Addresses, itself: Account, keys: SigningKeys, number: int) -> None:
    motion = await tx.motions.lock(number)
    if motion.stage is not Stage.VOTING or motion.takes_votes(tx.now) or motion.opened_at is None:
        return
    voters = await tx.motions.voters(motion)
    ballots = await _ballots(tx, motion)
    if len(ballots) != len(voters):
        raise Conflict(f"{len(voters)} members voted, but there are {len(ballots)} votes")
    tally = count(ballots, len(await tx.members.entitled(motion.opened_at) | voters.keys()))
    closed = replace(motion, closed_at=tx.now, tally=tally, outcome=decide(tally, motion.rules))
    document = _minutes(closed, ballots, sum(voters.values()), addresses, keys.actor_uri)
    signed = add_proof(document, key=keys.ed25519, verification_method=keys.ed25519_uri, created=tx.now)
    await tx.motions.put(replace(closed, minutes=msgspec.json.encode(signed).decode()))
    if motion.secret:
        await tx.motions.empty_urn(number)
    await note(tx, Actor(itself), Deed.BALLOT, addresses.motion_page(number))


async def _ballots(tx: Tx, motion: Motion) -> Sequence[Ballot]:
    """In the order of their receipts, which says nothing."""
    if motion.secret:
        return await tx.motions.urn(motion.number)
    cast = await tx.motions.open_votes(motion.number)
    return sorted((each.ballot for each in cast), key=lambda each: each.receipt)


def _minutes(
    motion: Motion, ballots: Sequence[Ballot], by_proxy: int, addresses: Addresses, signer: str
) -> dict[str, Any]:
    """What happened, and all that somebody needs to count it anew (`node/model/recount.py`). Whose vote is whose stands in no
    minutes, of an open ballot neither: the register of members is not public."""
    tally, rules = motion.tally, motion.rules
    return {
        "@context": [*CONTEXT, f"{addresses.base}/open/v1/context.jsonld"],
        "id": addresses.minutes(motion.number),
        "type": "Document",
        "attributedTo": signer,
        "name": motion.title,
        "url": addresses.motion_page(motion.number),
        "published": _written(motion.closed_at),
        "motion": motion.number,
        "mover": motion.mover,
        "text": motion.text,
        "moved": _written(motion.created_at),
        "secret": motion.secret,
        "opened": _written(motion.opened_at),
        "closes": _written(motion.closes_at),
        "majority": rules.majority.value,
        "quorum": rules.quorum,
        "entitled": tally.entitled,
        "participants": tally.taking_part,
        "by_proxy": by_proxy,
        "votes": {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain},
        "outcome": None if motion.outcome is None else motion.outcome.value,
        "ballots": [{"receipt": each.receipt, "vote": each.vote.value} for each in ballots],
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


async def _tell(node: Context, number: int) -> None:
    motion = await node.store.read(lambda tx: tx.motions.get(number))
    by, words = Actor(await board(node)), words_of(node)
    tally, outcome = motion.tally, motion.outcome or Outcome.REJECTED
    said = words.t(
        "cooperative.post.decided",
        number=str(number),
        title=motion.title,
        outcome=words.t(f"cooperative.outcome.{outcome.value}"),
        yes=tally.yes,
        no=tally.no,
        abstain=tally.abstain,
        participants=tally.taking_part,
        entitled=tally.entitled,
        page=node.addresses.motion_page(number),
    )

    async def keep(tx: Tx, post: Post) -> None:
        now = await tx.motions.lock(number)
        if now.notice_id is not None:
            raise Gone("it has been told meanwhile")
        await tx.motions.put(replace(now, notice_id=post.id))

    await reply(node, by, motion, said, keep)
