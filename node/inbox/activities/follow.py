"""Somebody asks to follow one of us."""

from dataclasses import dataclass
from datetime import timedelta

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, NotFound
from node.federation import rendering
from node.federation.reading import uri_of
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.follow import Follow
from node.model.notification import Event
from node.moderation.policy import refuse_gone
from node.outbox.move import cause_of_following
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify

_OUT_OF_ORDER = timedelta(hours=1)
"""An Undo that overtakes its Follow does so by minutes. Later the same id is a new Follow: Misskey names all alike."""


@dataclass(frozen=True, slots=True)
class Asked:
    uri: str
    follower: Account
    target: str
    itself: int
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Asked:
    target = uri_of(incoming.body.get("object"))
    if target is None or not node.addresses.is_ours(target):
        raise Invalid("asks us to follow an account that is not ours")
    uri = incoming.uri or f"{incoming.actor.uri}#follows/{target}"
    return Asked(uri, incoming.actor, target, node.itself.id, node.addresses)


async def apply(tx: Tx, asked: Asked) -> str:
    followed = await tx.accounts.find_by_uri(asked.target)
    if followed is None:
        raise NotFound("nobody here has that address")
    if followed.id == asked.itself:
        raise Forbidden("the node itself writes nothing and cannot be followed")
    follower = await tx.accounts.get(asked.follower.id)
    refuse_gone(follower)
    if followed.is_gone:
        raise Gone("the account has been deleted or suspended")
    if await tx.withdrawn.has(asked.uri, follower.uri, since=tx.now - _OUT_OF_ORDER):
        raise Gone("it was undone before it came")
    if await tx.blocks.between(follower.id, followed.id):
        await _answer(tx, asked, follower, followed, accepted=False)
        return "rejected: one of the two blocks the other"
    before = await tx.follows.find(follower.id, followed.id)
    accepted = not (followed.approves_followers or follower.is_limited) or (before is not None and before.accepted)
    await tx.follows.save(
        Follow(
            follower_id=follower.id,
            followed_id=followed.id,
            uri=asked.uri,
            accepted=accepted,
            created_at=tx.now if before is None else before.created_at,
        ),
        await cause_of_following(tx, followed),
    )
    if before is None:
        await notify(tx, followed, Event.FOLLOW if accepted else Event.FOLLOW_ASKED, follower)
    if not accepted:
        return "waiting for approval"
    await _answer(tx, asked, follower, followed, accepted=True)
    return "accepted" if before is None or not before.accepted else "accepted again"


async def _answer(tx: Tx, asked: Asked, follower: Account, followed: Account, *, accepted: bool) -> None:
    render = rendering.accept_follow if accepted else rendering.reject_follow
    uri = asked.addresses.activity(tx.ids.new())
    answer = render(uri, followed, follower, asked.uri, published=tx.now)
    await send(tx, asked.addresses, answer, by=followed, to=[follower.inbox])
