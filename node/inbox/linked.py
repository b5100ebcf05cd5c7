"""Whether a post may stand below what it says it answers."""

from dataclasses import dataclass, replace

from node.errors import Forbidden
from node.model.addresses import Addresses
from node.model.post import NewPost, Post
from node.moderation.policy import may_interact, may_read
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Linked:
    """The post as it may be stored, and the stored post it answers."""

    new: NewPost
    parent: Post | None


async def link(tx: Tx, addresses: Addresses, new: NewPost) -> Linked:
    """The post without its parent, where its author cannot see that parent or is blocked by whom it answers (T-078).

    Raises Forbidden when the author of what it answers, one of us, lets not everybody answer.
    """
    if new.in_reply_to_uri is None:
        return Linked(new, None)
    parent = await tx.posts.find_by_uri(new.in_reply_to_uri)
    if parent is None:
        # An address of ours that leads nowhere stays out, or the post would join whatever stands there one day.
        return Linked(_alone(new) if addresses.is_ours(new.in_reply_to_uri) else new, None)
    if parent.deleted_at is not None:
        return Linked(new if parent.visibility.is_open else _alone(new), None)
    if not await may_read(tx, parent, new.author.id):
        return Linked(_alone(new), None)
    if parent.is_local and parent.author_id != new.author.id:
        if await tx.blocks.exists(parent.author_id, new.author.id):
            return Linked(_alone(new), None)
        await _refuse_unwanted(tx, parent, new)
    return Linked(new, parent)


def _alone(new: NewPost) -> NewPost:
    return replace(new, in_reply_to_uri=None, context_uri=None)


async def _refuse_unwanted(tx: Tx, parent: Post, new: NewPost) -> None:
    """Whoever is named in a post may answer it, whatever its rule says (as GoToSocial has it)."""
    if parent.policy.can_reply is None:
        return
    author = await tx.accounts.get(parent.author_id)
    if await may_interact(tx, parent.policy.can_reply, author, new.author):
        return
    if new.author.id not in await tx.posts.mentioned_ids(parent.id):
        raise Forbidden("the author of the post lets not everybody answer it")
