"""An answer to a Follow of ours: which one it means. It may embed the Follow, only name its id, or name an id we never
gave; so our own id is looked for first, then who wanted to follow whom."""

from dataclasses import dataclass

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.reading import embedded, is_kind, kinds_of, uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.follow import Follow
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Answered:
    """`followed` is who answers; `follower_uri` who asked, where the answer says so."""

    follow_uri: str | None
    follower_uri: str | None
    followed: Account


async def gather_answer(node: Context, incoming: Incoming) -> Answered:
    given = incoming.body.get("object")
    asked = embedded(given)
    if asked is not None and kinds_of(asked) and not is_kind(asked, "Follow"):
        raise Ignored(f"we have asked for no {kinds_of(asked)[0]} to be answered")
    follow_uri = uri_of(given)
    if asked is None:
        if follow_uri is None:
            raise Invalid("the answer does not say what it answers")
        return Answered(follow_uri, None, incoming.actor)
    if (target := uri_of(asked.get("object"))) is not None and target != incoming.actor.uri:
        raise Forbidden("only who is followed may answer a Follow")
    follower_uri = uri_of(asked.get("actor"))
    if follower_uri is not None and not node.addresses.is_ours(follower_uri):
        raise Forbidden("it answers a Follow of somebody who does not live here")
    return Answered(follow_uri, follower_uri, incoming.actor)


async def find_follow(tx: Tx, answer: Answered) -> Follow:
    """The Follow of ours that is meant. Raises Forbidden when it is not the answerer's to answer, Ignored when there is
    none (any longer)."""
    follow = None if answer.follow_uri is None else await tx.follows.find_by_uri(answer.follow_uri)
    if follow is not None and follow.followed_id != answer.followed.id:
        raise Forbidden("only who is followed may answer a Follow")
    if follow is None and answer.follower_uri is not None:
        follower = await tx.accounts.find_by_uri(answer.follower_uri)
        if follower is not None and follower.is_local:
            follow = await tx.follows.find(follower.id, answer.followed.id)
    if follow is None:
        raise Ignored("nobody here asks to follow them")
    return follow
