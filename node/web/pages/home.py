"""What the accounts one follows have posted."""

from collections.abc import Sequence

from aiohttp import web
from markupsafe import Markup

from node.model.announcement import AnnouncementView
from node.model.filters import FilterPlace
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import cards
from node.web.keys import IN_CRISIS, NODE
from node.web.page import PER_PAGE, before_of, look, see_other
from node.web.pages.timeline import Notice, timeline_answer
from node.web.rendering import Frame


async def show_home(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    if IN_CRISIS in request:
        return see_other(request, "/verfassen")
    before = before_of(request)
    frame, announced = await look(request, _announced)
    views = await request[NODE].homes.page(viewer.account.id, before=before, limit=PER_PAGE + 1)
    shown = list(views[:PER_PAGE])
    older = f"/start?vor={shown[-1].post.id}" if len(views) > PER_PAGE else ""
    words = frame.words
    empty = "timeline.home.empty" if "vor=" not in frame.here else "page.end"
    return timeline_answer(
        request,
        frame,
        cards(shown, frame, FilterPlace.HOME),
        older,
        title=words.t("timeline.home.title"),
        empty=words.t(empty),
        notices=[] if "vor=" in frame.here else [_notice(each, frame) for each in announced],
    )


async def _announced(tx: Tx, viewer_id: int) -> Sequence[AnnouncementView]:
    """What they have not put away yet."""
    return await tx.announcements.views(viewer_id, with_read=False)


def _notice(view: AnnouncementView, frame: Frame) -> Notice:
    found, words = view.announcement, frame.words
    shown = words.date if found.all_day else words.full
    first, last = found.starts_at, found.ends_at
    times = [shown(at) for at in (first, last) if at is not None]
    if first is not None and last is not None and words.date(first) == words.date(last):
        times[1:] = [] if found.all_day else [words.time(last)]
    return Notice(found.id, Markup(found.content), " – ".join(times))  # noqa: S704  # safe HTML
