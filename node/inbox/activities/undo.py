"""Somebody takes back what they did. The activity undone is embedded or only named by its id; ours is found by the id
it came with, else by what it was about."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.addressing import same_origin
from node.federation.reading import embedded, kinds_of, text_of, uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.react import read_emoji_of
from node.model.account import Account
from node.model.follow import Cause
from node.model.notification import Event
from node.model.reaction import Reaction
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Undone:
    """`kind` and `about` are empty where only the id is given. `follower_uri`: whose Follow an undone Accept accepted."""

    by: Account
    uri: str
    kind: str
    about: str
    emoji: str = ""
    follower_uri: str = ""


async def gather(node: Context, incoming: Incoming) -> Undone:
    del node
    given = incoming.body.get("object")
    inner = embedded(given)
    uri = uri_of(given) or ""
    if inner is None:
        if not uri:
            raise Invalid("the Undo does not say what it undoes")
        return Undone(incoming.actor, uri, "", "")
    if uri_of(inner.get("actor")) not in {None, incoming.actor.uri}:
        raise Forbidden("only who did it may undo it")
    kind = next((each for each in kinds_of(inner) if each in _UNDOERS), None)
    if kind is None:
        raise Ignored(f"there is nothing to undo of a {(*kinds_of(inner), 'thing')[0]}")
    about = inner.get("object")
    asked = embedded(about)
    return Undone(
        by=incoming.actor,
        uri=uri,
        kind=kind,
        about=uri_of(about) or "",
        emoji=read_emoji_of(text_of(inner.get("content") or inner.get("_misskey_reaction"))),
        follower_uri="" if asked is None else uri_of(asked.get("actor")) or "",
    )


async def apply(tx: Tx, undone: Undone) -> str:
    undoers = [_UNDOERS[undone.kind]] if undone.kind else list(dict.fromkeys(_UNDOERS.values()))
    for undo in undoers:
        outcome = await undo(tx, undone)
        if outcome:
            await tx.received.set_aside(undone.uri, undone.by.uri)  # done again, it may have the same id
            return outcome
    if not undone.uri or not same_origin(undone.uri, undone.by.uri):
        raise Ignored("there was nothing to undo")
    await tx.withdrawn.add(undone.uri, undone.by.uri, tx.now)
    return "ignored: not known here; should it still come, it will not count"


async def _follow(tx: Tx, undone: Undone) -> str:
    found = await tx.follows.find_by_uri(undone.uri) if undone.uri else None
    followed_id = found.followed_id if found is not None and found.follower_id == undone.by.id else None
    if followed_id is None and undone.kind:
        about = await tx.accounts.find_by_uri(undone.about)
        followed_id = None if about is None else about.id
    if followed_id is None or not await _unfollow(tx, undone.by, followed_id):
        return ""
    for event in (Event.FOLLOW, Event.FOLLOW_ASKED):
        await tx.notifications.withdraw(followed_id, event, undone.by.id, None)
    return "undone: no longer follows"


async def _unfollow(tx: Tx, by: Account, followed_id: int) -> bool:
    followed = await tx.accounts.get(followed_id)
    has_moved = by.moved_to is not None or followed.moved_to is not None
    cause = Cause.MOVED_AWAY if has_moved else Cause.UNFOLLOWED
    return await tx.follows.remove(by.id, followed_id, cause) is not None


async def _reaction(tx: Tx, undone: Undone) -> str:
    found = await tx.reactions.find_by_uri(undone.uri) if undone.uri else None
    if found is None or found.account_id != undone.by.id:
        found = await _reaction_to(tx, undone)
    if found is None or await tx.reactions.remove(found.post_id, found.account_id, found.emoji) is None:
        return ""
    post = await tx.posts.find(found.post_id)
    if post is not None:
        event = Event.REACTION if found.emoji else Event.LIKE
        await tx.notifications.withdraw(post.author_id, event, undone.by.id, post.id)
    return "undone: the reaction" if found.emoji else "undone: the like"


async def _reaction_to(tx: Tx, undone: Undone) -> Reaction | None:
    post = await tx.posts.find_by_uri(undone.about) if undone.about else None
    return None if post is None else await tx.reactions.find(post.id, undone.by.id, undone.emoji)


async def _announce(tx: Tx, undone: Undone) -> str:
    boost = await tx.posts.find_by_uri(undone.uri) if undone.uri else None
    if boost is None or not boost.is_boost or boost.author_id != undone.by.id:
        boosted = await tx.posts.find_by_uri(undone.about) if undone.about else None
        boost = None if boosted is None else await tx.posts.find_boost(undone.by.id, boosted.id)
    if boost is None or boost.boost_of_id is None or boost.deleted_at is not None:
        return ""
    boosted = await tx.posts.find(boost.boost_of_id)
    await tx.posts.delete(boost, now=tx.now)
    if boosted is not None:
        await tx.notifications.withdraw(boosted.author_id, Event.BOOST, undone.by.id, boosted.id)
    return "undone: the boost"


async def _block(tx: Tx, undone: Undone) -> str:
    if undone.uri and await tx.blocks.remove_by_uri(undone.by.id, undone.uri):
        return "undone: the block"
    blocked = await tx.accounts.find_by_uri(undone.about) if undone.about else None
    removed = None if blocked is None else await tx.blocks.remove(undone.by.id, blocked.id)
    return "" if removed is None else "undone: the block"


async def _accept(tx: Tx, undone: Undone) -> str:
    """Whoever takes an Accept back removes a follower."""
    found = await tx.follows.find_by_uri(undone.about) if undone.about else None
    if found is None or found.followed_id != undone.by.id:
        follower = await tx.accounts.find_by_uri(undone.follower_uri) if undone.follower_uri else None
        found = None if follower is None else await tx.follows.find(follower.id, undone.by.id)
    if found is None or not found.accepted:
        return ""
    await tx.follows.remove(found.follower_id, found.followed_id, Cause.REMOVED)
    return "undone: the follow that was accepted has ended"


_Undo: TypeAlias = Callable[[Tx, Undone], Awaitable[str]]
_UNDOERS: Final[Mapping[str, _Undo]] = {
    "Follow": _follow,
    "Like": _reaction,
    "EmojiReact": _reaction,
    "Announce": _announce,
    "Block": _block,
    "Accept": _accept,
}
