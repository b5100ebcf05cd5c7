"""`/open/v1/motions`: what the members of the cooperative discuss, vote on and have decided, with every vote (A07). Nothing is
said of who they are, nor, before the end, how it stands."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.ids import HIGHEST
from node.model.member import MemberCount
from node.model.motion import Motion
from node.model.post import Post
from node.model.recount import ballots_of
from node.outbox.dumps.motions import posts_of, said
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
    items = [said(each, posts, node) for each in found]
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
    return give(request, {**said(motion, posts, node), "ballots": votes}, licence=node.config.open.license)


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
    return found, await posts_of(tx, found), await tx.members.count()


async def _one(tx: Tx, *, here: int) -> tuple[Motion, Mapping[int, Post]]:
    motion = await tx.motions.get(here)
    return motion, await posts_of(tx, [motion])
