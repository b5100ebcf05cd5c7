"""Somebody wrote a post, or voted in a poll of ours."""

from node.context import Context
from node.errors import Invalid
from node.federation.reading import listed
from node.inbox import arrive, votes
from node.inbox.arrive import Arrival
from node.inbox.incoming import Incoming
from node.inbox.votes import Votes
from node.store.database import Tx

_MOST_OBJECTS = 64  # GoToSocial sends all chosen options in one Create


async def gather(node: Context, incoming: Incoming) -> Arrival | Votes:
    objects = listed(incoming.body.get("object"), _MOST_OBJECTS)
    if not objects:
        raise Invalid("the Create names no object")
    chosen = [vote for each in objects if (vote := votes.read_vote(each, incoming.actor.uri))]
    if chosen:
        return Votes(incoming.actor, chosen)
    if len(objects) > 1:
        raise Invalid("the Create is about several posts at once")
    return await arrive.gather_object(node, incoming, objects[0])


async def apply(tx: Tx, found: Arrival | Votes) -> str:
    if isinstance(found, Votes):
        return await votes.count(tx, found)
    return await arrive.take_in(tx, found)
