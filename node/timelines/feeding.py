"""Whoever keeps one of our feeds, or is told of news in it, learns that it has changed: queued where the post is stored, so
that nothing is lost."""

from collections.abc import Sequence
from typing import Final

from node.jobs.worker import enqueue
from node.model.feed import Feed, Subject
from node.model.ids import milliseconds_of
from node.model.post import Post
from node.model.visibility import Visibility
from node.store.database import Tx
from node.text.mentions import fold_tag

NEWS: Final = "websub.news"
"""Job: everybody who is told of news in one of these `feeds` (by their names here, a line each)."""


def feed_name(feed: Feed, *, account_id: int = 0, thread_id: int = 0) -> str:
    """What the store calls it: it outlives a change of the address."""
    match feed.subject:
        case Subject.CHANNEL:
            return f"channel {account_id}"
        case Subject.TAG:
            return f"tag {fold_tag(feed.name)}"
        case Subject.THREAD:
            return f"thread {thread_id}"
        case Subject.CORRECTIONS if account_id:
            return f"corrections {account_id}"
    return feed.subject.value


def _feeds_with(post: Post) -> Sequence[str]:
    names = [f"tag {fold_tag(tag)}" for tag in post.tags]
    names.append(f"thread {post.thread_id}")
    if not post.is_local:
        return names
    if post.corrected_at is not None:
        names += ["corrections", f"corrections {post.author_id}"]
    return ["node", f"channel {post.author_id}", *names]


async def feeds_changed(tx: Tx, post: Post, *also: Post) -> None:
    """The post is new, another (`also`: as it was before) or gone."""
    if post.visibility is not Visibility.PUBLIC or post.is_boost:
        return
    if post.is_local:
        tx.tell("feed", "node")
    if not await tx.websub.has_readers():  # of most nodes nobody is told, and that is soon asked
        return
    names = sorted({name for each in (post, *also) for name in _feeds_with(each)})
    if await tx.websub.is_read(names):
        moment = milliseconds_of(tx.now)
        await enqueue(tx, NEWS, {"feeds": "\n".join(names), "after": "0"}, key=f"{NEWS} {post.id} {moment} 0")
