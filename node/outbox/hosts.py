"""Those who administer decide about other servers. One truth for the client API, the command line and federation: the
row in `hosts`, which `federation/hosts.py` keeps at hand.

From the commit on nothing is exchanged with a blocked host. What else follows is done by the job SETTLE, in pieces: the
host's accounts are marked as silenced or suspended (with the moment of the decision, so that lifting it frees those and
no others), follows end, media are dropped. It asks what is decided by then, so running it again does no harm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.errors import Invalid, NotFound, Unprocessable
from node.federation.addressing import canonical_host, host_of
from node.federation.hosts import parents
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.follow import Cause, Follow
from node.model.host import Allowed, Decision, Host, Policy
from node.model.login import Role
from node.model.notification import SeveranceKind
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.timelines.notify import notify_severed

SETTLE: Final = "host.settle"
_AT_ONCE: Final = 500
_MOST_CHARACTERS: Final = 2_000
_STRICTNESS: Final[Mapping[Policy, int]] = MappingProxyType(
    {Policy.OPEN: 0, Policy.NOTED: 1, Policy.SILENCED: 2, Policy.BLOCKED: 3}
)


class Stricter(Unprocessable):
    """There is a decision about the host that goes at least as far: `host` is what it is about."""

    def __init__(self, name: str, host: Host) -> None:
        super().__init__(f"You have already imposed stricter limits on {name}.")
        self.host = host


async def decide_host(node: Context, by: Actor, text: str, decision: Decision, *, anew: bool = False) -> Host:
    """Decide about a host and all below it. With `anew` only where nothing that goes as far is decided yet: else raises
    Stricter. Raises Unprocessable for what is no host, for this node itself and for reasons that are too long."""
    return await node.store.write(restrict, by, host_named(node, text), _checked(decision), anew=anew)


async def free_host(node: Context, by: Actor, text: str) -> None:
    """As if nothing had ever been decided about it; but follows that ended do not come back."""
    await node.store.write(_free, by, host_named(node, text))


async def allow_host(node: Context, by: Actor, text: str) -> Allowed:
    """Speak with it, too, where `federation.allowed_hosts` lets this node speak with some only."""
    return await node.store.write(_allow, by, host_named(node, text))


async def disallow_host(node: Context, by: Actor, allow_id: int) -> Allowed:
    """Raises NotFound."""
    return await node.store.write(_disallow, by, allow_id)


def host_named(node: Context, text: str) -> str:
    """Raises Unprocessable for what is no host, and for this node itself."""
    try:
        name = canonical_host(text.strip())
    except Invalid:
        raise Unprocessable("Validation failed: Domain is not a valid domain name") from None
    if name == node.config.hostname:
        raise Unprocessable("Validation failed: Domain is this node itself")
    return name


def _checked(decision: Decision) -> Decision:
    if max(len(decision.reason), len(decision.public_reason)) > _MOST_CHARACTERS:
        raise Unprocessable(f"a reason has at most {_MOST_CHARACTERS} characters")
    return decision


async def restrict(tx: Tx, by: Actor, name: str, decision: Decision, *, anew: bool) -> Host:
    """`decide_host` within a transaction; `name` is what `host_named` gave."""
    await require_office(tx, by, Role.ADMIN)
    if anew:
        await _refuse_less(tx, name, decision.policy)
    await tx.hosts.set_policy(
        name,
        decision.policy,
        decision.public_reason,
        reason=decision.reason,
        rejects_media=decision.rejects_media,
        rejects_reports=decision.rejects_reports,
        obfuscated=decision.obfuscated,
    )
    decided = await tx.hosts.find(name)
    if decided is None or decided.decision.at is None:  # pragma: no cover  # it has just been put there
        raise NotFound("Record not found")
    await _settle_soon(tx, name, decided.decision.at)
    await note(tx, by, Deed.RESTRICT, f"https://{name}")
    return decided


async def _refuse_less(tx: Tx, name: str, policy: Policy) -> None:
    for parent in parents(name):
        known = await tx.hosts.find(parent)
        if known is None or known.policy is Policy.OPEN:
            continue
        if parent == name or _STRICTNESS[known.policy] >= _STRICTNESS[policy]:
            raise Stricter(name, known)


async def _free(tx: Tx, by: Actor, name: str) -> None:
    await require_office(tx, by, Role.ADMIN)
    known = await tx.hosts.find(name)
    if known is None or known.policy is Policy.OPEN:
        return
    await tx.hosts.set_policy(name, Policy.OPEN)
    if known.decision.at is not None:
        await _settle_soon(tx, name, known.decision.at)
    await note(tx, by, Deed.RELEASE, f"https://{name}")


async def _settle_soon(tx: Tx, name: str, at: datetime) -> None:
    await enqueue(tx, SETTLE, {"host": name, "at": at.isoformat()}, key=f"{SETTLE} {name} {at.isoformat()}")


async def _allow(tx: Tx, by: Actor, name: str) -> Allowed:
    await require_office(tx, by, Role.ADMIN)
    await note(tx, by, Deed.ADMIT, f"https://{name}")
    return await tx.hosts.allow(name)


async def _disallow(tx: Tx, by: Actor, allow_id: int) -> Allowed:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.hosts.find_allowed(allow_id)
    if found is None:
        raise NotFound("Record not found")
    await tx.hosts.disallow(allow_id)
    await note(tx, by, Deed.EXPEL, f"https://{found.host}")
    return found


@dataclass(frozen=True, slots=True)
class _Settled:
    """What one piece of accounts came to: the last one looked at, and which of them are of a blocked host."""

    last: int
    blocked: Sequence[int]


async def settle(node: Context, args: dict[str, str]) -> None:
    """The job SETTLE: what is decided about `host` by now becomes true for its accounts. `at` is the moment of the
    decision that was made, changed or lifted."""
    host, at = args["host"], datetime.fromisoformat(args["at"])
    after = 0
    while (piece := await node.store.write(_settle_some, host, at, after)) is not None:
        after = piece.last
        for ours, follows in _by_ours(await node.store.read(_follows_with, piece.blocked), piece.blocked).items():
            await node.store.write(_sever, ours, follows, host)


async def _settle_some(tx: Tx, host: str, at: datetime, after: int) -> _Settled | None:
    page = await tx.oversight.remote_page(after=after, limit=_AT_ONCE)
    if not page:
        return None
    concerned = [each for each in page if host in _hosts_of(each)]
    blocked = await _mark(tx, concerned, at) if concerned else ()
    return _Settled(page[-1].id, blocked)


async def _mark(tx: Tx, accounts: Sequence[Account], at: datetime) -> Sequence[int]:
    """Make true for these accounts what is decided about their hosts by now. Returns those of blocked hosts."""
    await tx.oversight.lift_mark([each.id for each in accounts], at)
    await tx.deletions.show([each.id for each in accounts])
    decided = {each.name: each.decision for each in await tx.hosts.decided()}
    marked: dict[Decision, list[int]] = {}
    without_media = []
    for account in accounts:
        decisions = [decided[name] for name in _hosts_of(account) if name in decided]
        if decisions:
            strictest = max(decisions, key=lambda each: _STRICTNESS[each.policy])
            marked.setdefault(strictest, []).append(account.id)
        if any(each.rejects_media for each in decisions):
            without_media.append(account.id)
    for decision, ids in marked.items():
        if decision.at is not None and decision.policy in {Policy.SILENCED, Policy.BLOCKED}:
            await tx.oversight.mark(ids, decision.at, suspended=decision.policy is Policy.BLOCKED)
            await tx.deletions.hide(ids, tx.now)
    if without_media:
        await tx.oversight.drop_media(without_media)
    return [number for decision, ids in marked.items() if decision.policy is Policy.BLOCKED for number in ids]


def _hosts_of(account: Account) -> set[str]:
    """The host of its handle and that of its address, with all they are below of."""
    return {*parents(account.host or ""), *parents(host_of(account.uri))}


async def _follows_with(tx: Tx, account_ids: Sequence[int]) -> Sequence[Follow]:
    return await tx.oversight.follows_with(account_ids) if account_ids else ()


def _by_ours(follows: Sequence[Follow], theirs: Sequence[int]) -> dict[int, list[Follow]]:
    """By the account on the other side."""
    away, found = set(theirs), dict[int, list[Follow]]()
    for follow in follows:
        ours = follow.followed_id if follow.follower_id in away else follow.follower_id
        found.setdefault(ours, []).append(follow)
    return found


async def _sever(tx: Tx, account_id: int, follows: Sequence[Follow], host: str) -> None:
    ended = [each for each in follows if await _ended(tx, each)]
    account = await tx.accounts.find(account_id)
    if account is not None:
        following = sum(each.follower_id == account_id for each in ended)
        await notify_severed(
            tx, account, SeveranceKind.HOST_BLOCKED, host, followers=len(ended) - following, following=following
        )


async def _ended(tx: Tx, follow: Follow) -> bool:
    return await tx.follows.remove(follow.follower_id, follow.followed_id, Cause.HOST_BLOCKED) is not None
