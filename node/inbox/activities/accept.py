"""Somebody elsewhere accepts that one of us follows them."""

from node.context import Context
from node.inbox import answered, backfill
from node.inbox.answered import Answered
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.jobs.worker import enqueue
from node.moderation.policy import refuse_gone
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Answered:
    return await answered.gather_answer(node, incoming)


async def apply(tx: Tx, answer: Answered) -> str:
    followed = await tx.accounts.get(answer.followed.id)
    refuse_gone(followed)
    follow = await answered.find_follow(tx, answer)
    first = not await tx.follows.has_local_follower(followed.id)
    if not await tx.follows.accept(follow.follower_id, followed.id):
        raise Ignored("accepted before")
    if first:
        await enqueue(tx, backfill.OUTBOX, {"account": str(followed.id)}, key=f"{backfill.OUTBOX} {followed.id}")
    return "accepted"
