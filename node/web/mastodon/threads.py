"""What stands around a post: what it answers, and what answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.model.post import Post
from node.store.database import Tx
from node.web.mastodon.found import readable_shown
from node.web.mastodon.fragments import Find, Posts, load_posts
from node.web.mastodon.refreshes import is_running

_MOST = 4_096  # as Mastodon shows to people who are logged in
_MOST_ANCESTORS, _MOST_DESCENDANTS = 40, 60  # ... and to others


@dataclass(frozen=True, slots=True)
class Around:
    """Ids: `ancestors` topmost first; `descendants` depth first, oldest first. `incomplete` is the topmost post known,
    while what it answers is being fetched."""

    ancestors: Sequence[int]
    descendants: Sequence[int]
    incomplete: Post | None = None


async def load_context(tx: Tx, find: Find, post_id: int, viewer_id: int) -> tuple[Around, Posts]:
    """As far as the viewer may and wants to read it. Raises NotFound."""
    post = await readable_shown(tx, post_id, viewer_id)
    parents = {**dict(await tx.timelines.thread(post.thread_id, viewer_id)), post.id: post.in_reply_to_id}
    above, below = (_MOST, _MOST) if viewer_id else (_MOST_ANCESTORS, _MOST_DESCENDANTS)
    ancestors = _ancestors(post.id, parents)
    top = await tx.posts.find(ancestors[0]) if ancestors else post
    around = Around(
        ancestors[-above:],
        _descendants(post.id, parents)[:below],
        top if top is not None and await is_running(tx, top) else None,
    )
    return around, await load_posts(tx, [*around.ancestors, *around.descendants], viewer_id, find)


def _ancestors(post_id: int, parents: Mapping[int, int | None]) -> list[int]:
    found: list[int] = []
    seen = {post_id}
    parent = parents[post_id]
    while parent is not None and parent in parents and parent not in seen:
        seen.add(parent)
        found.append(parent)
        parent = parents[parent]
    return found[::-1]


def _descendants(post_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Without recursion: threads may be very deep."""
    children: dict[int, list[int]] = {}
    for number in sorted(parents, reverse=True):
        parent = parents[number]
        if parent is not None:
            children.setdefault(parent, []).append(number)
    found: list[int] = []
    seen = {post_id}
    waiting = list(children.get(post_id, ()))
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            found.append(number)
            waiting += children.get(number, ())
    return found
