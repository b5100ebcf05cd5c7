"""Somebody reacts to a post with an emoji (Pleroma, FEP-c0e0)."""

from node.context import Context
from node.errors import Invalid
from node.federation.reading import text_of
from node.inbox.incoming import Incoming
from node.inbox.react import Reacting, gather_reaction, react, read_emoji_of
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Reacting:
    emoji = read_emoji_of(text_of(incoming.body.get("content")))
    if not emoji:
        raise Invalid("the reaction carries no emoji")
    return gather_reaction(node, incoming, emoji)


async def apply(tx: Tx, reacting: Reacting) -> str:
    return await react(tx, reacting)
