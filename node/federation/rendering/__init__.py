"""Our accounts, posts and acts become ActivityPub documents, each with its `@context`, its properties always in the same
order. Pure: neither store nor network. What is written here, `node.federation.reading` reads back to the same values.
"""

from node.federation.rendering.activities import (
    accept_follow,
    accept_quote,
    add,
    announce,
    block,
    create,
    delete_actor,
    delete_post,
    flag,
    follow,
    like,
    move,
    quote_authorization,
    quote_request,
    reject_follow,
    reject_quote,
    remove,
    undo,
    update_actor,
    update_post,
    vote,
)
from node.federation.rendering.actor import actor, node_actor
from node.federation.rendering.audience import addressed
from node.federation.rendering.collections import collection_page, first_page, ordered_collection, tombstone
from node.federation.rendering.contexts import Json
from node.federation.rendering.note import mention_name, note

__all__ = [
    "Json",
    "accept_follow",
    "accept_quote",
    "actor",
    "add",
    "addressed",
    "announce",
    "block",
    "collection_page",
    "create",
    "delete_actor",
    "delete_post",
    "first_page",
    "flag",
    "follow",
    "like",
    "mention_name",
    "move",
    "node_actor",
    "note",
    "ordered_collection",
    "quote_authorization",
    "quote_request",
    "reject_follow",
    "reject_quote",
    "remove",
    "tombstone",
    "undo",
    "update_actor",
    "update_post",
    "vote",
]
