"""Somebody likes a post, or reacts to it with an emoji (FEP-c0e0)."""

from node.context import Context
from node.errors import Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.notification import Event
from node.model.reaction import LIKE, Reaction
from node.outbox.acting import Target, acting, note, refuse_uninvited, target
from node.outbox.send import send
from node.store.database import Tx
from node.text.emoji import is_emoji
from node.timelines.notify import notify


async def like(node: Context, by: Actor, post_id: int, emoji: str = LIKE) -> None:
    """A plain like, or a reaction with one Unicode emoji. Doing it twice is doing it once.

    Raises Unprocessable for what is no emoji, NotFound, Forbidden.
    """
    if emoji != LIKE and not is_emoji(emoji):
        raise Unprocessable("a reaction is one emoji")
    await node.store.write(_like, node.addresses, by, post_id, emoji)


async def unlike(node: Context, by: Actor, post_id: int, emoji: str = LIKE) -> None:
    """Nothing happens when there was no such reaction."""
    await node.store.write(_unlike, node.addresses, by, post_id, emoji)


async def _like(tx: Tx, addresses: Addresses, by: Actor, post_id: int, emoji: str) -> None:
    account = await acting(tx, by)
    found = await target(tx, post_id, account)
    await refuse_uninvited(tx, found.post.policy.can_like, found, account)
    reaction = Reaction(
        post_id=found.post.id,
        account_id=account.id,
        emoji=emoji,
        uri=addresses.activity(tx.ids.new()),
        created_at=tx.now,
    )
    if not await tx.reactions.add(reaction):
        return
    await notify(tx, found.author, _event(emoji), account, found.post, emoji)
    sent = await send(tx, addresses, _rendered(reaction, account, found), by=account, to=[found.author.inbox])
    await note(tx, by, Deed.LIKE, found.post.uri, sent)


async def _unlike(tx: Tx, addresses: Addresses, by: Actor, post_id: int, emoji: str) -> None:
    account = await acting(tx, by, even_moved=True)
    post = await tx.posts.get(post_id)
    if post.boost_of_id is not None:
        post = await tx.posts.get(post.boost_of_id)
    reaction = await tx.reactions.remove(post.id, account.id, emoji)
    if reaction is None:
        return
    author = await tx.accounts.get(post.author_id)
    await tx.notifications.withdraw(author.id, _event(emoji), account.id, post.id)
    undone = _rendered(reaction, account, Target(post, author))
    undo = rendering.undo(addresses.activity(tx.ids.new()), undone, published=tx.now)
    sent = await send(tx, addresses, undo, by=account, to=[author.inbox], about=post.uri)
    await note(tx, by, Deed.UNLIKE, post.uri, sent)


def _event(emoji: str) -> Event:
    return Event.LIKE if emoji == LIKE else Event.REACTION


def _rendered(reaction: Reaction, account: Account, found: Target) -> rendering.Json:
    return rendering.like(
        reaction.uri,
        account,
        post_uri=found.post.uri,
        author_uri=found.author.uri,
        emoji=reaction.emoji,
        published=reaction.created_at,
    )
