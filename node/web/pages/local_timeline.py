"""What is written here. Members also see what only members may read."""

from aiohttp import web

from node.model.filters import FilterPlace
from node.store.database import Tx
from node.web.kept import kept
from node.web.page import PER_PAGE, before_of, look, older_page, rendering_of
from node.web.pages.timeline import timeline_answer
from node.web.pieces import Loaded, Pieces, pieces_of
from node.web.shown import SHOWN, Shown


@kept
async def show_local(request: web.Request) -> web.Response:
    with pieces_of(request, level=2) as pieces:
        frame, (posts, older) = await look(request, _local, pieces, before_of(request))
        words = frame.words
        response = timeline_answer(
            request,
            frame,
            pieces.cards(rendering_of(request), frame, posts, FilterPlace.PUBLIC),
            older,
            title=words.t("timeline.local.title"),
            intro=words.t("timeline.local.intro", node=frame.site.title),
            empty=words.t("timeline.local.empty"),
            noindex=False,
        )
    response[SHOWN] = Shown(posts, {("feed", "node"), ("channels", ""), ("shown", "")})
    return response


async def _local(tx: Tx, viewer_id: int, pieces: Pieces, before: int) -> tuple[list[Loaded], str]:
    found = await tx.timelines.public(viewer_id, local=True, before=before, limit=PER_PAGE + 1)
    ids, older = older_page("/lokal", list(found))
    return list((await pieces.load(tx, ids, viewer_id)).values()), older
