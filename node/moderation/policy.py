"""May they? One place for the questions every door asks."""

from node.errors import Forbidden, NotFound
from node.model.account import Account
from node.model.addresses import PUBLIC
from node.model.post import Post
from node.store.database import Tx


async def may_read(tx: Tx, post: Post, viewer_id: int = 0) -> bool:
    """Whether the account (0: anybody) may read the post: open ones everybody, the rest by the rules of visibility."""
    if post.deleted_at is not None:
        return False
    if post.visibility.is_open:
        return True
    return post.id in await tx.timelines.readable([post.id], viewer_id)


async def readable_post(tx: Tx, post_id: int, viewer_id: int = 0) -> Post:
    """The post, if the account may read it. Raises NotFound otherwise: whether it exists is nobody's business."""
    post = await tx.posts.find(post_id)
    if post is None or not await may_read(tx, post, viewer_id):
        raise NotFound("there is no such post, or you may not read it")
    return post


async def visible_post(tx: Tx, post_id: int, viewer_id: int = 0) -> Post:
    """The post, if it is shown to the account: it may read it, and its author does not block it. Raises NotFound."""
    post = await readable_post(tx, post_id, viewer_id)
    if viewer_id and viewer_id != post.author_id and await tx.blocks.exists(post.author_id, viewer_id):
        raise NotFound("there is no such post, or you may not read it")
    return post


async def refuse_between(tx: Tx, one: Account, other: Account) -> None:
    """Raises Forbidden when either blocks the other."""
    if await tx.blocks.between(one.id, other.id):
        raise Forbidden("one of the two accounts blocks the other", code="blocked")


def refuse_gone(account: Account) -> None:
    """Raises Forbidden for accounts that are deleted or suspended."""
    if account.is_gone:
        raise Forbidden("this account is deleted or suspended", code="suspended")


async def may_interact(tx: Tx, allowed: tuple[str, ...] | None, author: Account, actor: Account) -> bool:
    """Whether `author`'s rule for a post (one of `Policy`, who may without asking) lets `actor`. No rule lets everybody;
    its author may always."""
    if allowed is None or PUBLIC in allowed or actor.uri in allowed or actor.id == author.id:
        return True
    if author.followers_uri in allowed and await _follows(tx, actor, author):
        return True
    return author.following_uri in allowed and await _follows(tx, author, actor)


async def _follows(tx: Tx, follower: Account, followed: Account) -> bool:
    follow = await tx.follows.find(follower.id, followed.id)
    return follow is not None and follow.accepted
