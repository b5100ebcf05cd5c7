"""What Add and Remove share: the only collection we keep of others is what they pinned to their profile (T-074)."""

from dataclasses import dataclass
from typing import Final

from node.context import Context
from node.errors import Invalid
from node.federation.reading import embedded, is_kind, uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import NewPost

MOST_PINS: Final = 40


@dataclass(frozen=True, slots=True)
class Pinned:
    """`new` is the post as fetched, where it was not here before."""

    by: Account
    uri: str
    addresses: Addresses
    new: NewPost | None = None


def read_pinned(node: Context, incoming: Incoming) -> Pinned:
    """Raises Ignored for any other collection, and for what is no post."""
    target = uri_of(incoming.body.get("target"))
    if target is None or target != incoming.actor.featured_uri:
        raise Ignored("it is about a collection that is not their own list of pinned posts")
    given = incoming.body.get("object")
    inner = embedded(given)
    if inner is not None and is_kind(inner, "Hashtag"):
        raise Ignored("pinned hashtags are not kept")
    uri = uri_of(given)
    if uri is None:
        raise Invalid("it names no post")
    return Pinned(incoming.actor, uri, node.addresses)
