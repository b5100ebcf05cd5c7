"""Somebody takes a post back, or leaves for good. What is deleted stays as a tombstone, so that it cannot come back."""

from collections.abc import Collection
from dataclasses import replace

from node.context import Context
from node.federation import rendering
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.crisis import Judgement, Subject
from node.model.follow import Cause
from node.model.post import Post
from node.outbox.acting import acting, note, own_post, view_of
from node.outbox.audience import everybody_known
from node.outbox.boost import take_back
from node.outbox.copying import pass_on
from node.outbox.crisis import refuse_others_crisis, reviewed_by_act
from node.outbox.reached import reached
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.feeding import feeds_changed

WIPE = "account.wipe"
_AT_ONCE = 100


async def delete_post(node: Context, by: Actor, post_id: int) -> None:
    """One's own post; a boost is taken back. Raises NotFound, Forbidden for somebody else's."""
    await node.store.write(_delete_post, node.addresses, by, post_id)


async def delete_account(node: Context, by: Actor) -> None:
    """The account says so to every server that may know it, and nobody acts for it any longer.

    Its posts, reactions and follows are wiped by a job. Its keys stay: others verify the Delete with them. So does its
    name, which nobody gets again.
    """
    await node.store.write(_delete_account, node.addresses, by)


async def _delete_post(tx: Tx, addresses: Addresses, by: Actor, post_id: int) -> None:
    author = await acting(tx, by, even_moved=True, even_crisis=True)
    post = await own_post(tx, post_id, author)
    await refuse_others_crisis(tx, by, post)
    await reviewed_by_act(tx, by, Subject.POST, post.id, Judgement.WITHDRAWN)
    if post.is_boost:
        await take_back(tx, addresses, by, author, post)
        return
    await note(tx, by, Deed.DELETE, post.uri, await erase_post(tx, addresses, author, post))


async def erase_post(
    tx: Tx, addresses: Addresses, author: Account, post: Post, *, also: Collection[str] = ()
) -> Outgoing | None:
    """What it said goes, and every server that may hold a copy is told; `also`: inboxes besides."""
    if not post.visibility.federates:
        await _erase(tx, post)
        return None
    to = await reached(tx, post, author)
    document = rendering.note(await view_of(tx, post), addresses)
    await _erase(tx, post)
    activity = rendering.delete_post(
        addresses.activity(tx.ids.new()),
        author,
        post.uri,
        to=document["to"],
        cc=document["cc"],
        kind=document["type"],
        published=tx.now,
    )
    return await send(tx, addresses, activity, by=author, to={*to, *also}, about=post.uri)


async def _erase(tx: Tx, post: Post) -> None:
    """What it said goes, from its activities too; what still waits to be delivered about it need not arrive."""
    await tx.deliveries.drop_about(post.uri, tx.now)
    await tx.activities.blank(post.uri)
    await tx.posts.delete(post, now=tx.now)
    await tx.cases.withdraw(post, tx.now)
    await feeds_changed(tx, post)
    await pass_on(tx, post.id)


async def _delete_account(tx: Tx, addresses: Addresses, by: Actor) -> None:
    account = await acting(tx, by, even_moved=True)
    await note(tx, by, Deed.DELETE, account.uri, await erase_account(tx, addresses, account))


async def erase_account(tx: Tx, addresses: Addresses, account: Account) -> Outgoing | None:
    """One of ours says that it goes; of one from elsewhere only what is stored here is wiped."""
    sent = None
    if account.is_local:
        to = await everybody_known(tx, account)
        activity = rendering.delete_actor(addresses.activity(tx.ids.new()), account, published=tx.now)
        sent = await send(tx, addresses, activity, by=account, to=to)
    await tx.accounts.save(_emptied(account, tx))
    tx.tell("hidden", account.id)
    await tx.logins.end_account(account.id)
    await tx.notifications.forget_origin(account.id)
    await tx.notification_rules.forget_account(account.id)
    await tx.scheduled.forget_account(account.id, tx.now)
    await tx.kept.forget_account(account.id, tx.now)
    await tx.conversations.forget_account(account.id)
    await tx.announcements.forget_account(account.id)
    await tx.suggestions.forget_account(account.id)
    await tx.subscriptions.forget_account(account.id)
    await tx.uploads.remove_all_of(account.id)
    await enqueue(tx, WIPE, {"account": str(account.id)}, key=f"{WIPE} {account.id}")
    return sent


def _emptied(account: Account, tx: Tx) -> Account:
    return replace(
        account,
        display_name="",
        summary="",
        source="",
        icon=None,
        header=None,
        icon_description="",
        header_description="",
        fields=(),
        aliases=(),
        deleted_at=tx.now,
    )


async def wipe(node: Context, args: dict[str, str]) -> None:
    """The job WIPE: everything the deleted `account` wrote, liked, followed and kept, in pieces, so that nobody waits
    long."""
    while await node.store.write(_wipe_some, int(args["account"])):
        pass
    await node.store.write(_wipe_traces, int(args["account"]))


async def _wipe_traces(tx: Tx, account_id: int) -> None:
    """What it kept to itself, and what others noted about it."""
    account = await tx.accounts.get(account_id)
    if account.deleted_at is not None:
        await tx.collections.forget_account(account_id)
        await tx.albums.forget_account(account_id)
        await tx.traces.remove(account_id)


async def _wipe_some(tx: Tx, account_id: int) -> bool:
    account = await tx.accounts.get(account_id)
    if account.deleted_at is None:
        return False
    posts = await tx.posts.by_ids(await tx.posts.ids_by(account_id, limit=_AT_ONCE))
    for post in posts.values():
        await _erase(tx, post)
    reactions = await tx.reactions.by_account(account_id, limit=_AT_ONCE)
    for reaction in reactions:
        await tx.reactions.remove(reaction.post_id, reaction.account_id, reaction.emoji)
    follows = (await tx.follows.of_account(account_id))[:_AT_ONCE]
    for follow in follows:
        await tx.follows.remove(follow.follower_id, follow.followed_id, Cause.DELETED)
    await tx.uploads.remove_all_of(account_id)  # what hung on those posts
    return bool(posts or reactions or follows)
