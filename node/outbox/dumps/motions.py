"""Motions of the cooperative's members as plain JSON objects, as `/open/v1/motions` and the nightly dumps have them. Nothing is
said of who they are, nor, before the end, how it stands."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from node.context import Context
from node.model.ids import HIGHEST
from node.model.motion import Motion, Stage
from node.model.post import Post
from node.store.database import Tx

_AT_ONCE: Final = 200


async def posts_of(tx: Tx, found: Sequence[Motion]) -> Mapping[int, Post]:
    """What published them and told how they ended, as far as it is still there."""
    ids = [number for each in found for number in (each.post_id, each.notice_id) if number]
    return {number: post for number, post in (await tx.posts.by_ids(ids)).items() if post.deleted_at is None}


async def decided(node: Context) -> list[dict[str, Any]]:
    """Every motion that was decided, the newest first; none where no cooperative runs the node."""
    items: list[dict[str, Any]] = []
    before = HIGHEST
    while node.config.cooperative.board:
        found, posts = await node.store.read(_page, before)
        if not found:
            break
        items += [said(each, posts, node) for each in found if each.stage is Stage.DECIDED]
        before = found[-1].number
    return items


async def _page(tx: Tx, before: int) -> tuple[Sequence[Motion], Mapping[int, Post]]:
    found = await tx.motions.page(before=before, limit=_AT_ONCE)
    return found, await posts_of(tx, found)


def said(motion: Motion, posts: Mapping[int, Post], node: Context) -> dict[str, Any]:
    is_open, decided, tally = motion.opened_at is not None, motion.stage is Stage.DECIDED, motion.tally
    thread, notice = posts.get(motion.post_id or 0), posts.get(motion.notice_id or 0)
    return {
        "id": str(motion.number),
        "type": "VoteAction",
        "url": node.addresses.motion_page(motion.number),
        "title": motion.title,
        "text": motion.text,
        "mover": motion.mover,
        "stage": motion.stage.value,
        "moved": motion.created_at,
        "discussion": None if thread is None else thread.uri,
        "secret": motion.secret if is_open else None,
        "majority": motion.rules.majority.value if is_open else None,
        "quorum": motion.rules.quorum if is_open else None,
        "opened": motion.opened_at,
        "closes": motion.closes_at,
        "closed": motion.closed_at,
        "entitled": tally.entitled if decided else None,
        "participants": tally.taking_part if decided else None,
        "votes": {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain} if decided else None,
        "outcome": None if motion.outcome is None else motion.outcome.value,
        "minutes": node.addresses.minutes(motion.number) if decided else None,
        "notice": None if notice is None else notice.uri,
        "license": node.config.open.license,
    }
