"""Members vote on a motion, each once, themselves or by proxy (§ 43 Abs. 3 and 5 GenG).

In an open ballot a vote may be changed until the end. In a secret one it cannot: nothing says which of the votes it was. So
that nothing says it later either, a secret vote leaves no act, no time and no row of its own (decision 0031).
"""

import secrets
from collections.abc import Sequence
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.login import Role
from node.model.member import MOST_PROXIES, Entitled, Member, MemberKind, Proxy
from node.model.motion import Ballot, Motion, OpenVote, Vote
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.members import current, refuse_without_cooperative
from node.store.database import Tx

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look like another
_GROUPS, _EACH = 4, 4
_CLOSED: Final = "no votes are taken on this motion"


async def vote(node: Context, by: Actor, number: int, member: int, wanted: Vote) -> str:
    """For that member; returns the number under which the vote is published.

    Raises NotFound, Conflict when no votes are taken or there is one that cannot be changed, Forbidden for who may not vote for
    that member.
    """
    refuse_without_cooperative(node)
    return await node.store.write(_vote, node.addresses, by, number, member, wanted)


async def entrust(node: Context, by: Actor, number: int, member: int, holder: int) -> None:
    """Let another member vote for this one, in place of whom it was before. Raises NotFound, Forbidden, Unprocessable where the
    statute knows no proxies or it is the member itself, Conflict once it has voted, and when the other stands in for two."""
    refuse_without_cooperative(node)
    await node.store.write(_entrust, node.addresses, by, number, Proxy(member, holder))


async def revoke(node: Context, by: Actor, number: int, member: int) -> None:
    """The member votes itself again, unless it has been voted for. Raises NotFound, Forbidden, Conflict."""
    refuse_without_cooperative(node)
    await node.store.write(_revoke, node.addresses, by, number, member)


async def entitled(tx: Tx, by: Actor, motion: Motion) -> Sequence[Entitled]:
    """The members that who acts may vote for, themselves first. Raises Conflict where the register has them as two persons."""
    if by.login_id is None or motion.opened_at is None:
        return []
    own = await tx.members.of_login(by.login_id, tx.now)
    if sum(each.kind is MemberKind.PERSON for each in own) > 1:
        raise Conflict("the register of members has you as two persons: please ask who keeps it")
    members = await tx.members.entitled(motion.opened_at)
    voters = await tx.motions.voters(motion)
    found = [Entitled(each, has_voted=each.number in voters) for each in own if each.number in members]
    if motion.proxies:
        numbers = {each.number for each in own}
        for proxy in await tx.motions.proxies(motion.number):
            member = await tx.members.find(proxy.member)
            if proxy.holder in numbers and proxy.member not in numbers and member and member.number in members:
                found.append(Entitled(member, by_proxy=True, has_voted=member.number in voters))
    return found


async def _vote(tx: Tx, addresses: Addresses, by: Actor, number: int, member: int, wanted: Vote) -> str:
    motion = await tx.motions.lock(number)
    if not motion.takes_votes(tx.now):
        raise Conflict(_CLOSED)
    found = next((each for each in await entitled(tx, by, motion) if each.member.number == member), None)
    if found is None:
        raise Forbidden("you have no vote for this member here")
    if motion.secret:
        return await _into_urn(tx, motion, found, wanted)
    receipt = await _openly(tx, motion, found, wanted)
    await note(tx, by, Deed.VOTE, addresses.motion_page(number))
    return receipt


async def _into_urn(tx: Tx, motion: Motion, found: Entitled, wanted: Vote) -> str:
    if found.has_voted:
        raise Conflict("there is a vote for this member already; a secret one cannot be changed")
    held = await tx.motions.urn(motion.number)
    made = Ballot(_receipt({each.receipt for each in held}), wanted)
    await tx.motions.put_into_urn(motion.number, [*held, made], found.member.number, by_proxy=found.by_proxy)
    return made.receipt


async def _openly(tx: Tx, motion: Motion, found: Entitled, wanted: Vote) -> str:
    cast = await tx.motions.open_votes(motion.number)
    before = next((each for each in cast if each.member == found.member.number), None)
    if before is not None and found.by_proxy and not before.by_proxy:
        raise Conflict("this member has voted itself")
    receipt = _receipt({each.ballot.receipt for each in cast}) if before is None else before.ballot.receipt
    await tx.motions.put_open_vote(
        motion.number, OpenVote(found.member.number, Ballot(receipt, wanted), found.by_proxy)
    )
    return receipt


def _receipt(known: set[str]) -> str:
    """A number that says nothing: 79 bits of chance."""
    while True:
        groups = ("".join(secrets.choice(_SIGNS) for _ in range(_EACH)) for _ in range(_GROUPS))
        made = "-".join(groups)
        if made not in known:
            return made


# Proxies


async def _entrust(tx: Tx, addresses: Addresses, by: Actor, number: int, proxy: Proxy) -> None:
    motion = await tx.motions.lock(number)
    await _own(tx, by, motion, proxy.member)
    if not motion.proxies:
        raise Unprocessable("the statute knows no votes by proxy here")
    if proxy.holder == proxy.member:
        raise Unprocessable("name another member")
    await current(tx, proxy.holder)
    others = [each for each in await tx.motions.proxies(number) if each.member != proxy.member]
    if sum(each.holder == proxy.holder for each in others) >= MOST_PROXIES:
        raise Conflict(f"nobody represents more than {MOST_PROXIES} members")
    await tx.motions.put_proxy(number, proxy)
    await note(tx, by, Deed.ENROL, addresses.motion_page(number))


async def _revoke(tx: Tx, addresses: Addresses, by: Actor, number: int, member: int) -> None:
    motion = await tx.motions.lock(number)
    await _own(tx, by, motion, member)
    if await tx.motions.remove_proxy(number, member):
        await note(tx, by, Deed.ENROL, addresses.motion_page(number))


async def _own(tx: Tx, by: Actor, motion: Motion, member: int) -> Member:
    """Whose vote it is to give away: that of a member one votes for oneself. Whoever keeps the register enters what was given
    in writing. Raises NotFound, Forbidden, Conflict once it has voted."""
    if not motion.takes_votes(tx.now):
        raise Conflict(_CLOSED)
    found = await current(tx, member)
    if by.login_id is None:
        await require_office(tx, by, Role.ADMIN)
    elif found.number not in {each.number for each in await tx.members.of_login(by.login_id, tx.now)}:
        raise Forbidden("you have no vote for this member here")
    if found.number in await tx.motions.voters(motion):
        raise Conflict("there is a vote for this member already")
    return found
