"""Somebody passes a post on. A boost is a post of its own; its address is that of its Announce."""

from types import MappingProxyType
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.notification import Event
from node.model.post import NewPost, Post
from node.model.visibility import Visibility
from node.outbox.acting import acting, note, quiet, refuse_ended, refuse_uninvited, target
from node.outbox.audience import inboxes
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.place import place_boost

_WIDTH: Final = MappingProxyType({Visibility.PUBLIC: 2, Visibility.UNLISTED: 1, Visibility.FOLLOWERS: 0})


async def boost(node: Context, by: Actor, post_id: int, visibility: Visibility | None = None) -> Post:
    """Returns the boost; the one there is, when it was boosted before. It is as visible as the post, or less: `visibility` is
    public, unlisted or followers. Raises NotFound, Forbidden."""
    return await node.store.write(_boost, node.addresses, by, post_id, visibility)


async def unboost(node: Context, by: Actor, post_id: int) -> None:
    """`post_id` is what was boosted. Nothing happens when it was not."""
    await node.store.write(_unboost, node.addresses, by, post_id)


async def _boost(tx: Tx, addresses: Addresses, by: Actor, post_id: int, visibility: Visibility | None) -> Post:
    account = await acting(tx, by)
    refuse_ended(account)
    found = await target(tx, post_id, account)
    _refuse_narrow(found.post, account)
    await refuse_uninvited(tx, found.post.policy.can_announce, found, account)
    known = await tx.posts.find_boost(account.id, found.post.id)
    if known is not None:
        return known
    number = tx.ids.new()
    new = NewPost(
        id=number,
        uri=addresses.activity(number),
        url=addresses.post_page(account, number),
        author=account,
        visibility=_narrower(found.post.visibility, quiet(account, visibility or Visibility.PUBLIC)),
        boost_of_id=found.post.id,
        published_at=tx.now,
    )
    made = await place_boost(tx, new, found.post)
    if made is None:  # pragma: no cover  # its number is new
        raise Conflict("there is a post with this number already")
    announce = _announce(made, account, found.post, found.author)
    sent = await send(tx, addresses, announce, by=account, to=await inboxes(tx, made, account))
    await note(tx, by, Deed.BOOST, found.post.uri, sent)
    return made


def _narrower(post: Visibility, wanted: Visibility) -> Visibility:
    return post if _WIDTH[wanted] > _WIDTH[post] else wanted


def _refuse_narrow(post: Post, account: Account) -> None:
    """What is open may be passed on, and one's own to one's own followers. Nothing leaves the house so."""
    own_to_followers = post.visibility is Visibility.FOLLOWERS and post.author_id == account.id
    if not post.visibility.is_open and not own_to_followers:
        raise Forbidden("this post was not written for everybody, so it is not passed on")


async def _unboost(tx: Tx, addresses: Addresses, by: Actor, post_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    made = await tx.posts.find_boost(account.id, post_id)
    if made is not None:
        await take_back(tx, addresses, by, account, made)


async def take_back(tx: Tx, addresses: Addresses, by: Actor, account: Account, made: Post) -> None:
    """Delete a boost and tell those who were told of it."""
    to = await inboxes(tx, made, account)
    boosted = None if made.boost_of_id is None else await tx.posts.find(made.boost_of_id)
    author = None if boosted is None else await tx.accounts.find(boosted.author_id)
    await tx.posts.delete(made, now=tx.now)
    if boosted is None or author is None:  # pragma: no cover  # boosts go with what they boost
        return
    await tx.notifications.withdraw(author.id, Event.BOOST, account.id, boosted.id)
    undo = rendering.undo(addresses.activity(tx.ids.new()), _announce(made, account, boosted, author), published=tx.now)
    sent = await send(tx, addresses, undo, by=account, to=to, about=boosted.uri)
    await note(tx, by, Deed.UNBOOST, boosted.uri, sent)


def _announce(made: Post, account: Account, boosted: Post, author: Account) -> rendering.Json:
    return rendering.announce(
        made.uri,
        account,
        post_uri=boosted.uri,
        author_uri=author.uri,
        visibility=made.visibility,
        published=made.published_at,
    )
