"""A post's place in its thread: what it answers, and what answers it, in the order they are read.

Only the shape is looked at first (who answers whom, two queries however long it is); what a page shows is loaded for its
own posts alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from node.model.post import Post
from node.store.database import Tx
from node.store.threads import Gap

MOST_ANCESTORS = 40
DEEPEST = 2
_LONGEST: Final = 10_000
"""Posts of a thread that are looked at: far more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`depth` is how far it is indented; `hidden` why it is not shown, empty for those that are."""

    id: int
    depth: int
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """`ancestors` are ids, topmost first. `missing` is the key of the sentence about what the topmost one answers, where
    that is not to be seen. `gaps` are the posts that are not shown, by id."""

    ancestors: tuple[int, ...]
    answers: tuple[Answer, ...]
    missing: str
    gaps: Mapping[int, Gap]


async def load_shape(tx: Tx, post: Post, viewer_id: int) -> Shape:
    """Around `post`, as far as the viewer may read it and wants to see it. Of answers by those who are limited or suspended
    here it is told that they are hidden, of deleted ones only where somebody answered them. What the viewer may not read,
    or does not want to, is not told at all (T-078)."""
    parents = dict(await tx.timelines.thread(post.thread_id, viewer_id, limit=_LONGEST))
    parents[post.id] = post.in_reply_to_id
    gaps = {gap.id: gap for gap in await tx.threads.gaps(post.thread_id, limit=_LONGEST) if gap.id not in parents}
    ancestors = _ancestors(post, parents)
    top = post if not ancestors else await tx.posts.get(ancestors[0])
    return Shape(ancestors, _answers(post.id, parents, gaps), await _missing(tx, top), gaps)


def _ancestors(post: Post, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    found: list[int] = []
    parent = post.in_reply_to_id
    while parent is not None and parent in parents and parent not in found and len(found) < MOST_ANCESTORS:
        found.append(parent)
        parent = parents[parent]
    return tuple(reversed(found))


def _answers(post_id: int, parents: Mapping[int, int | None], gaps: Mapping[int, Gap]) -> tuple[Answer, ...]:
    """Depth first, oldest first; two levels are indented at most. Without recursion: threads may be very deep."""
    children: dict[int, list[int]] = {}
    above = {**parents, **{gap.id: gap.parent_id for gap in gaps.values()}}
    for number in sorted(above):
        parent = above[number]
        if parent is not None:
            children.setdefault(parent, []).append(number)
    found: list[Answer] = []
    seen = {post_id}
    waiting = [(number, 0) for number in reversed(children.get(post_id, ()))]
    while waiting:
        number, depth = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        gap = gaps.get(number)
        found.append(Answer(number, depth, "" if gap is None else gap.why))
        waiting += [(child, depth + 1) for child in reversed(children.get(number, ()))]
    return _told(found)


def _told(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Without the deleted ones that nothing shown hangs on, and indented by two at most. Read from the end: what hangs on
    one stands behind it."""
    found: list[Answer] = []
    for answer in reversed(answers):
        follows = bool(found) and found[-1].depth > answer.depth
        if answer.hidden != "deleted" or follows:
            found.append(answer)
    return tuple(replace(each, depth=min(each.depth, DEEPEST)) for each in reversed(found))


async def _missing(tx: Tx, top: Post) -> str:
    if top.in_reply_to_uri is None:
        return ""
    parent = None if top.in_reply_to_id is None else await tx.posts.find(top.in_reply_to_id)
    # What the viewer may not read is not told from what we do not have (T-078)
    return "post.deleted" if parent is not None and parent.deleted_at is not None else "thread.missing_parent"


def page_of(answers: Sequence[Answer], after: int, most: int) -> tuple[list[Answer], int]:
    """Those behind the answer `after` (0: from the first), and the last one's id when more follow, else 0."""
    begin = next((place + 1 for place, each in enumerate(answers) if each.id == after), 0)
    shown = list(answers[begin : begin + most])
    return shown, shown[-1].id if len(answers) > begin + most else 0
