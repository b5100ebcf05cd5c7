"""Somebody likes a post. A like that carries an emoji is a reaction (Misskey, FEP-c0e0)."""

from node.context import Context
from node.federation.reading import text_of
from node.inbox.incoming import Incoming
from node.inbox.react import Reacting, gather_reaction, react, read_emoji_of
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Reacting:
    """Words instead of an emoji make a plain like."""
    body = incoming.body
    return gather_reaction(node, incoming, read_emoji_of(text_of(body.get("content") or body.get("_misskey_reaction"))))


async def apply(tx: Tx, reacting: Reacting) -> str:
    return await react(tx, reacting)
