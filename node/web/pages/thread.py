"""A post's place in its thread: what it answers, and what answers it, in the order they are read.

Only the shape is looked at first (who answers whom); what a page shows is loaded for its own posts alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.model.post import Post
from node.store.database import Tx

MOST_ANCESTORS = 40
DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Ids: `ancestors` topmost first; `answers` with how far each is indented. `missing` is the key of the sentence
    about what the topmost one answers, where that is not to be seen."""

    ancestors: tuple[int, ...]
    answers: tuple[tuple[int, int], ...]
    missing: str


async def load_shape(tx: Tx, post: Post, viewer_id: int) -> Shape:
    """Around `post`, as far as the viewer may read it; answers of those they block, or who block them, left out, and of
    those who are silenced, unless the viewer follows them."""
    ids = await tx.threads.all_ids(post.thread_id)
    readable = await tx.timelines.readable(ids, viewer_id) - await tx.timelines.limited(ids, viewer_id)
    known = await tx.posts.by_ids(readable | {post.id})
    if viewer_id:
        authors = {each.author_id for each in known.values()} - {viewer_id}
        away = {author for author in authors if await tx.blocks.between(viewer_id, author)}
        known = {number: each for number, each in known.items() if each.author_id not in away or number == post.id}
    ancestors = _ancestors(post, known)
    top = known[ancestors[0]] if ancestors else post
    return Shape(ancestors, _answers(post.id, known), await _missing(tx, top))


def _ancestors(post: Post, known: Mapping[int, Post]) -> tuple[int, ...]:
    found: list[int] = []
    parent = post.in_reply_to_id
    while parent is not None and parent in known and parent not in found and len(found) < MOST_ANCESTORS:
        found.append(parent)
        parent = known[parent].in_reply_to_id
    return tuple(reversed(found))


def _answers(post_id: int, known: Mapping[int, Post]) -> tuple[tuple[int, int], ...]:
    """Depth first, oldest first; two levels are indented at most. Without recursion: threads may be very deep."""
    children: dict[int, list[int]] = {}
    for number in sorted(known):
        parent = known[number].in_reply_to_id
        if parent is not None:
            children.setdefault(parent, []).append(number)
    found: list[tuple[int, int]] = []
    seen = {post_id}
    waiting = [(number, 0) for number in reversed(children.get(post_id, ()))]
    while waiting:
        number, depth = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        found.append((number, min(depth, DEEPEST)))
        waiting += [(child, depth + 1) for child in reversed(children.get(number, ()))]
    return tuple(found)


async def _missing(tx: Tx, top: Post) -> str:
    if top.in_reply_to_uri is None:
        return ""
    parent = None if top.in_reply_to_id is None else await tx.posts.find(top.in_reply_to_id)
    # What the viewer may not read is not told from what we do not have (T-078)
    return "post.deleted" if parent is not None and parent.deleted_at is not None else "thread.missing_parent"


def page_of(answers: Sequence[tuple[int, int]], after: int, most: int) -> tuple[list[tuple[int, int]], int]:
    """Those behind the answer `after` (0: from the first), and the last one's id when more follow, else 0."""
    begin = next((place + 1 for place, (number, _) in enumerate(answers) if number == after), 0)
    shown = list(answers[begin : begin + most])
    return shown, shown[-1][0] if len(answers) > begin + most else 0
