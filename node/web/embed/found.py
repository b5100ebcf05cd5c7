"""What can be shown elsewhere: posts of ours that everybody may read, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from node.errors import Gone, NotFound
from node.model.account import Account
from node.model.post import PostView
from node.outbox.feeds.compose import living
from node.store.database import Tx

OF_CHANNEL = 5
OF_THREAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A channel with its newest posts, or a post with the first of what answers it, where that was asked for."""

    channel: Account
    views: Sequence[PostView]
    answers: Sequence[PostView] = ()


async def find_channel(tx: Tx, name: str) -> Shown:
    """Raises NotFound, Gone."""
    channel = await living(tx, name)
    ids = await tx.feeds.of_channel(channel.id, answers=False, limit=OF_CHANNEL)
    return Shown(channel=channel, views=await tx.timelines.views(ids))


async def find_post(tx: Tx, name: str, post_id: int, *, with_answers: bool = False) -> Shown:
    """Raises NotFound, Gone."""
    channel = await living(tx, name)
    post = await tx.posts.find(post_id)
    if post is None or post.author_id != channel.id or post.is_boost or not post.visibility.is_open:
        raise NotFound("there is no such post")
    if post.deleted_at is not None:
        raise Gone("the post has been deleted")
    answers: Sequence[int] = ()
    if with_answers:
        ids = await tx.threads.open_replies(post.id, limit=2 * OF_THREAD)
        public = await tx.feeds.public_of(ids)
        answers = [each for each in ids if each in public][:OF_THREAD]
    first, *others = await tx.timelines.views([post.id, *answers])
    return Shown(channel=channel, views=[first], answers=others)
