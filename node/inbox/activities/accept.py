"""Somebody elsewhere accepts that one of us follows them, quotes a post of theirs, or recommends them."""

from node.context import Context
from node.inbox import answered, backfill, featuring, quoting
from node.inbox.answered import Answered
from node.inbox.featuring import Reply
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.quoting import Answer
from node.jobs.worker import enqueue
from node.moderation.policy import refuse_gone
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Answered | Answer | Reply:
    of_quote = await quoting.gather_answer(node, incoming, accepted=True)
    of_request = of_quote or await featuring.gather_reply(node, incoming, accepted=True)
    return of_request or await answered.gather_answer(node, incoming)


async def apply(tx: Tx, answer: Answered | Answer | Reply) -> str:
    if isinstance(answer, Reply):
        return await featuring.apply_reply(tx, answer)
    if isinstance(answer, Answer):
        return await quoting.apply_answer(tx, answer)
    followed = await tx.accounts.get(answer.followed.id)
    refuse_gone(followed)
    follow = await answered.find_follow(tx, answer)
    first = not await tx.follows.has_local_follower(followed.id)
    if not await tx.follows.accept(follow.follower_id, followed.id):
        raise Ignored("accepted before")
    if first:
        await enqueue(tx, backfill.OUTBOX, {"account": str(followed.id)}, key=f"{backfill.OUTBOX} {followed.id}")
    return "accepted"
