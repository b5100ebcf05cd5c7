"""Public posts from here and elsewhere. Search engines find those of others at their own servers."""

from aiohttp import web

from node.model.filters import FilterPlace
from node.store.database import Tx
from node.web.page import PER_PAGE, before_of, look, older_page, rendering_of
from node.web.pages.timeline import timeline_answer
from node.web.pieces import Loaded, Pieces, pieces_of


async def show_public(request: web.Request) -> web.Response:
    with pieces_of(request, level=2) as pieces:
        frame, (posts, older) = await look(request, _public, pieces, before_of(request))
        words = frame.words
        return timeline_answer(
            request,
            frame,
            pieces.cards(rendering_of(request), frame, posts, FilterPlace.PUBLIC),
            older,
            title=words.t("timeline.public.title"),
            intro=words.t("timeline.public.intro"),
            empty=words.t("timeline.public.empty"),
        )


async def _public(tx: Tx, viewer_id: int, pieces: Pieces, before: int) -> tuple[list[Loaded], str]:
    ids, older = older_page(
        "/oeffentlich", list(await tx.timelines.public(viewer_id, before=before, limit=PER_PAGE + 1))
    )
    return list((await pieces.load(tx, ids, viewer_id)).values()), older
