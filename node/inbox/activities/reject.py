"""Somebody elsewhere does not want one of us to follow them, to quote a post of theirs, or to recommend them, or no
longer."""

from node.context import Context
from node.inbox import answered, featuring, quoting
from node.inbox.answered import Answered
from node.inbox.featuring import Reply
from node.inbox.incoming import Incoming
from node.inbox.quoting import Answer
from node.model.follow import Cause
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Answered | Answer | Reply:
    of_quote = await quoting.gather_answer(node, incoming, accepted=False)
    of_request = of_quote or await featuring.gather_reply(node, incoming, accepted=False)
    return of_request or await answered.gather_answer(node, incoming)


async def apply(tx: Tx, answer: Answered | Answer | Reply) -> str:
    if isinstance(answer, Reply):
        return await featuring.apply_reply(tx, answer)
    if isinstance(answer, Answer):
        return await quoting.apply_answer(tx, answer)
    follow = await answered.find_follow(tx, answer)
    await tx.follows.remove(follow.follower_id, follow.followed_id, Cause.REMOVED)
    return "rejected: the follow that was accepted has ended" if follow.accepted else "rejected"
