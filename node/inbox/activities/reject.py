"""Somebody elsewhere does not want one of us to follow them, or no longer."""

from node.context import Context
from node.inbox import answered
from node.inbox.answered import Answered
from node.inbox.incoming import Incoming
from node.store.database import Tx


async def gather(node: Context, incoming: Incoming) -> Answered:
    return await answered.gather_answer(node, incoming)


async def apply(tx: Tx, answer: Answered) -> str:
    follow = await answered.find_follow(tx, answer)
    await tx.follows.remove(follow.follower_id, follow.followed_id)
    return "rejected: the follow that was accepted has ended" if follow.accepted else "rejected"
