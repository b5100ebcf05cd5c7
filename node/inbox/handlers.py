"""Which file acts on which kind of activity."""

from collections.abc import Mapping
from typing import Any, Protocol

from node.context import Context
from node.inbox.activities import (
    accept,
    add,
    announce,
    block,
    create,
    delete,
    emoji_react,
    feature_request,
    flag,
    follow,
    join,
    like,
    move,
    quote_request,
    reject,
    remove,
    undo,
    update,
)
from node.inbox.incoming import Incoming
from node.store.database import Tx


class Handler(Protocol):
    """A module of `inbox/activities/`. `gather` may look things up and use the network; `apply` is given a transaction
    and what was gathered, and returns the outcome in words. Either refuses by raising a Problem."""

    async def gather(self, node: Context, incoming: Incoming) -> Any: ...

    async def apply(self, tx: Tx, found: Any) -> str: ...


HANDLERS: Mapping[str, Handler] = {
    "Accept": accept,
    "Add": add,
    "Announce": announce,
    "Block": block,
    "Create": create,
    "Delete": delete,
    "EmojiReact": emoji_react,
    "FeatureRequest": feature_request,
    "Flag": flag,
    "Follow": follow,
    "Join": join,
    "Like": like,
    "Move": move,
    "QuoteRequest": quote_request,
    "Reject": reject,
    "Remove": remove,
    "Undo": undo,
    "Update": update,
}
