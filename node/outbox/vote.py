"""Somebody votes in a poll; and polls of ours tell how they stand, and end (FEP-9967)."""

from collections.abc import Sequence

from node.context import Context
from node.errors import Conflict, NotFound, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.notification import Event
from node.model.poll import Poll
from node.model.post import Post
from node.outbox.acting import Target, acting, note, target
from node.outbox.audience import inboxes, of_accounts
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify, notify_author

_AT_ONCE = 50


async def vote(node: Context, by: Actor, post_id: int, positions: Sequence[int]) -> None:
    """For the options at these positions (from 0). A vote is final.

    Raises Unprocessable when the poll is over, one's own, or has no such options; Conflict for a second vote; NotFound.
    """
    await node.store.write(_vote, node.addresses, by, post_id, tuple(dict.fromkeys(positions)))


async def _vote(tx: Tx, addresses: Addresses, by: Actor, post_id: int, positions: tuple[int, ...]) -> None:
    account = await acting(tx, by)
    found = await target(tx, post_id, account)
    poll = await tx.polls.find(found.post.id)
    if poll is None:
        raise NotFound("this post asks no question")
    if poll.is_closed(tx.now):
        raise Unprocessable("this poll is over")
    if found.author.id == account.id:
        raise Unprocessable("nobody votes in a poll of their own")
    _check_positions(poll, positions)
    (view,) = await tx.timelines.views([found.post.id], account.id)
    if view.own_votes:
        raise Conflict("this account has voted in this poll already")
    for position in positions:
        await _cast(tx, addresses, account, found, poll, position)
    await note(tx, by, Deed.VOTE, found.post.uri)  # that they voted; not for what, and it is one activity per option


def _check_positions(poll: Poll, positions: Sequence[int]) -> None:
    if not positions:
        raise Unprocessable("a vote names an option")
    if any(not 0 <= position < len(poll.options) for position in positions):
        raise Unprocessable("this poll has no such option")
    if len(positions) > 1 and not poll.multiple:
        raise Unprocessable("in this poll one option can be chosen")


async def _cast(tx: Tx, addresses: Addresses, account: Account, found: Target, poll: Poll, position: int) -> None:
    uri = addresses.activity(tx.ids.new())
    vote_uri = f"{uri}#vote"
    await tx.polls.vote(found.post.id, account.id, position, uri=vote_uri, multiple=poll.multiple)
    if found.author.is_local:  # counted here, and who voted what is nobody else's business
        return
    activity = rendering.vote(
        uri,
        account,
        vote_uri=vote_uri,
        option=poll.options[position].title,
        poll_uri=found.post.uri,
        author_uri=found.author.uri,
        published=tx.now,
    )
    await send(tx, addresses, activity, by=account, to=[found.author.inbox])


async def tell_results(node: Context) -> None:
    """A duty: polls of ours whose totals changed tell them to those who have them, and polls whose time is up end."""
    while await node.store.write(_tell_changed, node.addresses):
        pass
    while await node.store.write(_close_due, node.addresses):
        pass


async def _tell_changed(tx: Tx, addresses: Addresses) -> bool:
    """Returns whether there may be more."""
    changed = await tx.polls.take_changed(limit=_AT_ONCE)
    for post in (await tx.posts.by_ids(changed)).values():
        await _tell(tx, addresses, post)
    return len(changed) == _AT_ONCE


async def _close_due(tx: Tx, addresses: Addresses) -> bool:
    due = await tx.polls.due(tx.now, limit=_AT_ONCE)
    for post_id in due:
        await tx.polls.close(post_id, tx.now)
    for post in (await tx.posts.by_ids(due)).values():
        author = await tx.accounts.get(post.author_id)
        await _tell(tx, addresses, post)
        await _tell_end(tx, post, author)
    return len(due) == _AT_ONCE


async def _tell(tx: Tx, addresses: Addresses, post: Post) -> None:
    """The poll of a post of ours as it stands now, to those it was for and those who voted elsewhere."""
    if not post.is_local or not post.visibility.federates:
        return
    views = await tx.timelines.views([post.id])
    if not views:  # its author is suspended
        return
    author = views[0].author
    voters = set(await tx.polls.voters(post.id))
    to = await inboxes(tx, post, author) | await of_accounts(tx, voters, private=not post.visibility.is_open)
    document = rendering.note(views[0], addresses)
    activity = rendering.update_post(addresses.activity(tx.ids.new()), document, published=tx.now)
    await send(tx, addresses, activity, by=author, to=to)


async def _tell_end(tx: Tx, post: Post, author: Account) -> None:
    """Those of us who voted, and whose poll it was."""
    for voter in (await tx.accounts.by_ids(await tx.polls.voters(post.id))).values():
        await notify(tx, voter, Event.POLL, author, post)
    await notify_author(tx, author, Event.POLL, post)
