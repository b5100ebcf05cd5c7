"""Somebody elsewhere likes a post or reacts to it with an emoji (FEP-c0e0)."""

import re
from dataclasses import dataclass
from typing import Final

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, NotFound
from node.federation.reading import uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.notification import Event
from node.model.reaction import LIKE, Reaction
from node.moderation.policy import may_interact, may_read, refuse_between, refuse_gone
from node.store.database import Tx
from node.text.emoji import is_emoji
from node.timelines.notify import notify

MOST_REACTIONS: Final = 12  # of one account to one post

_CUSTOM: Final = re.compile(r":([A-Za-z0-9_+-]{1,64})(?:@[A-Za-z0-9.:-]*)?:")


@dataclass(frozen=True, slots=True)
class Reacting:
    """`emoji` is empty for a plain like."""

    incoming: Incoming
    about: str
    emoji: str


def read_emoji_of(text: str) -> str:
    """One emoji, or `:name:` for a picture; empty when it is neither."""
    text = text.strip()
    if custom := _CUSTOM.fullmatch(text):
        return f":{custom[1]}:"
    return text if is_emoji(text) else ""


def gather_reaction(node: Context, incoming: Incoming, emoji: str) -> Reacting:
    about = uri_of(incoming.body.get("object"))
    if about is None:
        raise Invalid("the reaction names no post")
    node.hosts.refuse_blocked(about)
    return Reacting(incoming, about, emoji)


async def react(tx: Tx, reacting: Reacting) -> str:
    """Raises NotFound for what the actor cannot see, Forbidden between accounts that block each other."""
    actor = await tx.accounts.get(reacting.incoming.actor.id)
    refuse_gone(actor)
    post = await tx.posts.find_by_uri(reacting.about)
    if post is None or not await may_read(tx, post, actor.id):
        raise NotFound("there is no such post here that they could see")
    if post.is_boost:
        raise Ignored("a boost is not liked, but what it shows")
    uri = reacting.incoming.uri or f"{actor.uri}#reactions/{reacting.incoming.number}"
    if await tx.withdrawn.has(uri, actor.uri):
        raise Gone("it was undone before it came")
    author = await tx.accounts.get(post.author_id)
    await refuse_between(tx, author, actor)
    if post.is_local and not await may_interact(tx, post.policy.can_like, author, actor):
        raise Forbidden("the author of the post lets not everybody react to it")
    if await tx.reactions.count_by(post.id, actor.id) >= MOST_REACTIONS:
        raise Ignored("they have reacted to this post often enough")
    reaction = Reaction(post_id=post.id, account_id=actor.id, emoji=reacting.emoji, uri=uri, created_at=tx.now)
    if not await tx.reactions.add(reaction):
        raise Ignored("counted already")
    event = Event.LIKE if reacting.emoji == LIKE else Event.REACTION
    await notify(tx, author, event, actor, post, emoji=reacting.emoji)
    return "liked" if reacting.emoji == LIKE else f"reacted with {reacting.emoji}"
