"""What stands around a post: what it answers, and what answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.model.post import Post, PostView
from node.store.database import Tx
from node.web.mastodon.found import readable_view

_MOST = 4_096  # as Mastodon shows to people who are logged in
_MOST_ANCESTORS, _MOST_DESCENDANTS = 40, 60  # ... and to others


@dataclass(frozen=True, slots=True)
class Around:
    """`ancestors` topmost first; `descendants` depth first, oldest first."""

    ancestors: Sequence[PostView]
    descendants: Sequence[PostView]


async def load_context(tx: Tx, post_id: int, viewer_id: int) -> Around:
    """As far as the viewer may and wants to read it. Raises NotFound."""
    view = await readable_view(tx, post_id, viewer_id)
    post = (view.boosted or view).post
    ids = await tx.threads.all_ids(post.thread_id)
    readable = await tx.timelines.readable(ids, viewer_id)
    hidden = await tx.timelines.hidden_accounts(viewer_id) if viewer_id else set()
    views = {each.post.id: each for each in await tx.timelines.views(sorted(readable | {post.id}), viewer_id)}
    posts = {number: each.post for number, each in views.items() if each.author.id not in hidden or number == post.id}
    above, below = (_MOST, _MOST) if viewer_id else (_MOST_ANCESTORS, _MOST_DESCENDANTS)
    return Around(
        [views[number] for number in _ancestors(post, posts)[-above:]],
        [views[number] for number in _descendants(post, posts)[:below]],
    )


def _ancestors(post: Post, posts: Mapping[int, Post]) -> list[int]:
    found: list[int] = []
    seen = {post.id}
    parent = post.in_reply_to_id
    while parent is not None and parent in posts and parent not in seen:
        seen.add(parent)
        found.append(parent)
        parent = posts[parent].in_reply_to_id
    return found[::-1]


def _descendants(post: Post, posts: Mapping[int, Post]) -> list[int]:
    """Without recursion: threads may be very deep."""
    children: dict[int, list[int]] = {}
    for number in sorted(posts, reverse=True):
        parent = posts[number].in_reply_to_id
        if parent is not None:
            children.setdefault(parent, []).append(number)
    found: list[int] = []
    seen = {post.id}
    waiting = list(children.get(post.id, ()))
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            found.append(number)
            waiting += children.get(number, ())
    return found
