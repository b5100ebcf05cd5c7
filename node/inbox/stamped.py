"""Answers to what one of us asked of somebody elsewhere, where a yes is a stamp on their server: to quote a post, to feature
an account. Which request is meant, and where the stamp is."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.addressing import same_origin
from node.federation.reading import embedded, is_kind, kinds_of, uri_of, web_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.store.database import Tx

T = TypeVar("T")


async def find_asked(
    node: Context, incoming: Incoming, kind: str, find: Callable[[Tx, str], Awaitable[T | None]], *, else_say: str
) -> tuple[str, T] | None:
    """The id of our request and what `find` has for it; None when something else is answered.

    The answer may embed the request or only name it. Raises Ignored, with `else_say`, where it says that it is about a
    request of this kind and there is none.
    """
    given = incoming.body.get("object")
    inner, request_uri = embedded(given), uri_of(given)
    says_so = inner is not None and is_kind(inner, kind)
    if inner is not None and kinds_of(inner) and not says_so:
        return None
    found = None if request_uri is None else await node.store.read(find, request_uri)
    if found is not None and request_uri is not None:
        return request_uri, found
    if says_so:
        raise Ignored(else_say)
    return None


def stamp_of(incoming: Incoming, *, what: str, whose: str) -> str:
    """Where the stamp can be fetched that an Accept names: on the server of who answers, so that we ask no other.
    `what` it is for and `whose` it must be are for the words. Raises Invalid, Forbidden."""
    stamp_uri = web_of(incoming.body.get("result"))
    if stamp_uri is None:
        raise Invalid(f"the Accept carries no stamp for the {what}")
    if not same_origin(stamp_uri, incoming.actor.uri):
        raise Forbidden(f"the stamp is not on the server of who is {whose}")
    return stamp_uri
