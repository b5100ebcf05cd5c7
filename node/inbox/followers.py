"""Followers synchronisation (FEP-8fcf), the receiving side: a server that sends us something for its account's followers
says in a header whom of ours it counts among them. Where the two of us disagree, its list is fetched and the difference
mended: who is not on it follows no longer, who should not be on it is taken off by an Undo."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Invalid
from node.federation import rendering
from node.federation.reading import uris_of
from node.federation.synchronisation import digest, read_header
from node.jobs.worker import enqueue
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.follow import Cause
from node.outbox.send import send
from node.store.database import Tx

COMPARE: Final = "followers.compare"
"""Job: `account` (id), `url` of its list of our followers, its `digest`, and since when it disagrees (`at`)."""

HEADER: Final = "collection-synchronization"

_MOST = 10_000
_MOST_UNDONE = 100
_UNDER_WAY = timedelta(minutes=10)
"""A Follow or its Accept may just be travelling: what is younger is left alone."""


async def note_digest(node: Context, value: str, sender: Account) -> None:
    """A delivery signed by `sender` carried this header. Raises nothing for a bad one: it is only a hint."""
    try:
        stated = read_header(value, sender)
    except Invalid:
        return
    if stated.digest.lower() != digest(await node.store.read(_our_uris, sender.id)):
        args = {
            "account": str(sender.id),
            "url": stated.url,
            "digest": stated.digest.lower(),
            "at": node.clock().isoformat(),
        }
        await node.store.write(lambda tx: enqueue(tx, COMPARE, args, key=f"{COMPARE} {sender.id}"))


async def _our_uris(tx: Tx, account_id: int) -> list[str]:
    followers = await tx.follows.local_followers_of(account_id)
    return [account.uri for account, accepted in followers if accepted]


async def compare(node: Context, args: Mapping[str, str]) -> None:
    """The job COMPARE. A list that does not have the digest it was announced with is out of date, or lies: it changes
    nothing. Raises what fetching it raises."""
    document = await node.objects.fetch(args["url"])
    listed = uris_of(document.get("orderedItems") or document.get("items"), _MOST)
    if digest(listed) != args["digest"]:
        raise Invalid("the list of followers is not the one that was announced")
    before = datetime.fromisoformat(args["at"]) - _UNDER_WAY
    await node.store.write(_mend, node.addresses, int(args["account"]), listed, before)


async def _mend(tx: Tx, addresses: Addresses, account_id: int, listed: Sequence[str], before: datetime) -> None:
    account = await tx.accounts.get(account_id)
    ours = {
        follower.uri: (follower, accepted) for follower, accepted in await tx.follows.local_followers_of(account_id)
    }
    for uri, (follower, accepted) in ours.items():
        follow = await tx.follows.find(follower.id, account_id)
        if uri in listed and not accepted:  # its Accept was lost
            await tx.follows.accept(follower.id, account_id)
        elif uri not in listed and accepted and follow is not None and follow.created_at < before:
            await tx.follows.remove(follower.id, account_id, Cause.UNFOLLOWED)
    unknown = [uri for uri in listed if uri not in ours and addresses.name_of_actor(uri) is not None]
    for follower in (await tx.accounts.by_uris(unknown[:_MOST_UNDONE])).values():
        if follower.is_local:
            await _undo(tx, addresses, follower, account)


async def _undo(tx: Tx, addresses: Addresses, follower: Account, account: Account) -> None:
    follow = rendering.follow(addresses.activity(tx.ids.new()), follower, account, published=tx.now)
    undo = rendering.undo(addresses.activity(tx.ids.new()), follow, published=tx.now)
    await send(tx, addresses, undo, by=follower, to=[account.inbox], about=account.uri)
