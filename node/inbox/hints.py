"""Whether something passed on to us is worth asking its own server about. What it says is not believed; but strangers
should not make us fetch what does not even claim to have to do with anybody here."""

from typing import Any

from node.context import Context
from node.federation.reading import embedded, uri_of, uris_of

_MOST_NAMED = 50


async def is_worth_a_look(node: Context, activity: dict[str, Any]) -> bool:
    """It answers or changes something stored here, or names somebody who lives here."""
    given = activity.get("object")
    post = embedded(given) or {}
    for uri in (uri_of(given), uri_of(post.get("inReplyTo"))):
        if uri is not None and await node.objects.find(uri) is not None:
            return True
    named = (*uris_of(post.get("to"), _MOST_NAMED), *uris_of(post.get("cc"), _MOST_NAMED))
    return any(node.addresses.name_of_actor(uri) for uri in named)


async def is_followed(node: Context, actor_uri: str) -> bool:
    """Somebody here follows the actor."""
    actor = await node.actors.find(actor_uri)
    return actor is not None and await node.store.read(lambda tx: tx.follows.has_local_follower(actor.id))
