"""Public posts from here and elsewhere. Search engines find those of others at their own servers."""

from aiohttp import web

from node.model.post import PostView
from node.store.database import Tx
from node.web.page import PER_PAGE, before_of, look, older_page
from node.web.pages.timeline import timeline_answer


async def show_public(request: web.Request) -> web.Response:
    frame, (views, older) = await look(request, _public, before_of(request))
    words = frame.words
    return timeline_answer(
        request,
        frame,
        views,
        older,
        title=words.t("timeline.public.title"),
        intro=words.t("timeline.public.intro"),
        empty=words.t("timeline.public.empty"),
    )


async def _public(tx: Tx, viewer_id: int, before: int) -> tuple[list[PostView], str]:
    ids, older = older_page(
        "/oeffentlich", list(await tx.timelines.public(viewer_id, before=before, limit=PER_PAGE + 1))
    )
    return await tx.timelines.views(ids, viewer_id), older
