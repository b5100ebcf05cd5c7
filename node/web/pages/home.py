"""What the accounts one follows have posted."""

from aiohttp import web

from node.web.auth import require_viewer
from node.web.keys import NODE
from node.web.page import PER_PAGE, before_of, look_around
from node.web.pages.timeline import timeline_answer


async def show_home(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    frame, before = await look_around(request), before_of(request)
    views = await request[NODE].homes.page(viewer.account.id, before=before, limit=PER_PAGE + 1)
    shown = list(views[:PER_PAGE])
    older = f"/start?vor={shown[-1].post.id}" if len(views) > PER_PAGE else ""
    words = frame.words
    empty = "timeline.home.empty" if "vor=" not in frame.here else "page.end"
    return timeline_answer(request, frame, shown, older, title=words.t("timeline.home.title"), empty=words.t(empty))
