"""`/open/v1/motions`: what the members of the cooperative discuss, vote on and have decided, with every vote (A07). Nothing is
said of who they are, nor, before the end, how it stands."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from aiohttp import web

from node.context import Context
from node.errors import NotFound
from node.model.ids import HIGHEST
from node.model.member import MemberCount
from node.model.motion import Motion, Stage
from node.model.post import Post
from node.model.recount import ballots_of
from node.outbox.members import refuse_without_cooperative
from node.store.database import Tx
from node.web import asked
from node.web.given import finished
from node.web.keys import NODE
from node.web.open.answer import begin, give, give_rows, in_one, listed
from node.web.open.asked import MOST, beside, refuse_unknown
from node.web.page import number

COLUMNS: Final = (
    "id", "url", "title", "mover", "stage", "moved", "secret", "majority", "quorum", "opened", "closes", "closed", "entitled",
    "participants", "votes", "outcome", "minutes", "discussion", "notice", "text",
)  # fmt: skip
_MOST_ROWS: Final = 10_000
_MINUTES: Final = "application/activity+json"


async def list_motions(request: web.Request) -> web.StreamResponse:
    """Newest first. Raises NotFound where no cooperative runs this node."""
    form = begin(request)
    refuse_unknown(request, {"before", "limit"})
    node = request[NODE]
    refuse_without_cooperative(node)
    limit = asked.number(request, "limit", least=1, most=MOST, default=MOST)
    before = asked.cursor(request, "before", default=HIGHEST)
    whole = form in {"csv", "ndjson"}
    found, posts, members = await node.store.read(_page, before, _MOST_ROWS if whole else limit)
    items = [_motion(each, posts, node) for each in found]
    if whole:
        return await give_rows(request, in_one(items), COLUMNS, form, node.config.open.license)
    older = beside(request, before=found[-1].number) if len(found) == limit else None
    counted = {"persons": members.persons, "bodies": members.bodies}
    return give(request, listed(request, items, members=counted, next=older), licence=node.config.open.license)


async def show_motion(request: web.Request) -> web.StreamResponse:
    """With its votes, once it is decided."""
    begin(request)
    refuse_unknown(request, ())
    node = request[NODE]
    refuse_without_cooperative(node)
    motion, posts = await node.store.read(partial(_one, here=number(request.match_info["id"])))
    ballots = ballots_of(motion.minutes) if motion.minutes else []
    votes = [{"receipt": each.receipt, "vote": each.vote.value} for each in ballots]
    return give(request, {**_motion(motion, posts, node), "ballots": votes}, licence=node.config.open.license)


async def give_minutes(request: web.Request) -> web.Response:
    """As they were signed, to the byte."""
    begin(request)
    refuse_unknown(request, ())
    node = request[NODE]
    refuse_without_cooperative(node)
    here = number(request.match_info["id"])
    motion = await node.store.read(lambda tx: tx.motions.get(here))
    if not motion.minutes:
        raise NotFound("there are no minutes yet")
    return finished(request, motion.minutes.encode(), _MINUTES, licence=node.config.open.license)


async def _page(tx: Tx, before: int, limit: int) -> tuple[Sequence[Motion], Mapping[int, Post], MemberCount]:
    found = await tx.motions.page(before=before, limit=limit)
    return found, await _posts(tx, found), await tx.members.count()


async def _one(tx: Tx, *, here: int) -> tuple[Motion, Mapping[int, Post]]:
    motion = await tx.motions.get(here)
    return motion, await _posts(tx, [motion])


async def _posts(tx: Tx, found: Sequence[Motion]) -> Mapping[int, Post]:
    ids = [number for each in found for number in (each.post_id, each.notice_id) if number]
    return {number: post for number, post in (await tx.posts.by_ids(ids)).items() if post.deleted_at is None}


def _motion(motion: Motion, posts: Mapping[int, Post], node: Context) -> dict[str, Any]:
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
