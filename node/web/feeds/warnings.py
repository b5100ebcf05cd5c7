"""Our warnings for programs: each as a CAP message, and a feed of them. Exercises only for who is logged in (§ 3.10)."""

from aiohttp import hdrs, web

from node.model.cap import MEDIA_TYPE
from node.model.ids import HIGHEST
from node.outbox.cap.own import message_of, messages
from node.outbox.cap.write import write_alert, write_feed
from node.outbox.feeds.atom import MEDIA_TYPE as ATOM
from node.web.auth import viewer_of
from node.web.cache import Document
from node.web.feeds.give import answer_feed
from node.web.keys import NODE
from node.web.limits import count_page
from node.web.page import frame_without_store, number

PATH = "/warnungen.atom"


async def give_warning(request: web.Request) -> web.Response:
    return await _given(request, ended=False)


async def give_end(request: web.Request) -> web.Response:
    """That it was taken down before its time."""
    return await _given(request, ended=True)


async def give_warnings(request: web.Request) -> web.Response:
    count_page(request)
    node = request[NODE]
    root = node.config.organizations.root
    body = write_feed(
        await messages(node),
        origin=node.config.origin,
        path=PATH,
        title=frame_without_store(request).words.t("warning.feed", node=node.config.node.title),
        author=node.config.node.title if root is None else root.name,
        now=node.clock(),
    )
    return answer_feed(request, Document.of(body), ATOM, "")


async def _given(request: web.Request, *, ended: bool) -> web.Response:
    count_page(request)
    viewer = await viewer_of(request)
    wanted = min(number(request.match_info["id"]), HIGHEST)
    message = await message_of(request[NODE], wanted, ended=ended, inside=viewer is not None)
    response = answer_feed(request, Document.of(write_alert(message.alert)), MEDIA_TYPE, "")
    if message.alert.status != "Actual":
        response.headers[hdrs.CACHE_CONTROL] = "private, no-store"
    return response
