"""What is written here. Members also see what only members may read."""

from aiohttp import web

from node.model.post import PostView
from node.store.database import Tx
from node.web.kept import SHOWN, Shown, kept
from node.web.page import PER_PAGE, before_of, look, older_page
from node.web.pages.timeline import timeline_answer


@kept
async def show_local(request: web.Request) -> web.Response:
    frame, (views, older) = await look(request, _local, before_of(request))
    words = frame.words
    response = timeline_answer(
        request,
        frame,
        views,
        older,
        title=words.t("timeline.local.title"),
        intro=words.t("timeline.local.intro", node=frame.site.title),
        empty=words.t("timeline.local.empty"),
        noindex=False,
    )
    response[SHOWN] = Shown(views, {("feed", "node"), ("channels", ""), ("shown", "")})
    return response


async def _local(tx: Tx, viewer_id: int, before: int) -> tuple[list[PostView], str]:
    found = await tx.timelines.public(viewer_id, local=True, before=before, limit=PER_PAGE + 1)
    ids, older = older_page("/lokal", list(found))
    return await tx.timelines.views(ids, viewer_id), older
