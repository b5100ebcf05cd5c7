"""`/@NAME/NUMBER/einbetten` and `/@NAME/einbetten`: pages made to stand in a frame on somebody else's page. Only these may be
framed, by the sites the configuration names."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from node.store.database import Tx
from node.web.cache import Document
from node.web.cards import cards, face
from node.web.embed.found import Shown, find_channel, find_post
from node.web.given import has
from node.web.headers import content_security_policy, security_headers
from node.web.keys import NODE, SERVED
from node.web.limits import count_request
from node.web.page import make_frame, number, rendering_of
from node.web.shown import Shown as Dependencies


async def show_post(request: web.Request) -> web.Response:
    """`?antworten=1`: with what answers it."""
    name, post_id = request.match_info["name"], number(request.match_info["id"])
    with_answers = request.query.get("antworten") == "1"

    async def find(tx: Tx) -> Shown:
        return await find_post(tx, name, post_id, with_answers=with_answers)

    return await _show(request, f"post {name} {post_id} {with_answers}", find)


async def show_channel(request: web.Request) -> web.Response:
    name = request.match_info["name"]

    async def find(tx: Tx) -> Shown:
        return await find_channel(tx, name)

    return await _show(request, f"channel {name}", find)


async def _show(request: web.Request, what: str, find: Callable[[Tx], Awaitable[Shown]]) -> web.Response:
    """The same for everybody: who looks is not asked."""
    count_request(request)
    node, cache = request[NODE], request[SERVED].documents
    frame = make_frame(request, None)
    language = frame.words.language
    day = frame.now.astimezone(frame.words.zone).date().toordinal()
    key = f"embed {what} {language} {frame.language_chosen} {frame.tongue} {day}"
    document = cache.find(key)
    if document is None or document.is_past(frame.now):
        with cache.watching() as watch:
            shown = await node.store.read(find)
            is_channel = what.startswith("channel")
            body = rendering_of(request).page(
                "embed.html",
                frame,
                heading=frame.words.t(
                    "embed.of_channel" if is_channel else "embed.of_post", name=shown.channel.shown_name
                ),
                sheet=rendering_of(request).assets["embed.css"].path,
                face=face(shown.channel, frame),
                is_channel=is_channel,
                cards=cards(shown.views, frame),
                answers=cards(shown.answers, frame),
            )
            told = {("account", str(shown.channel.id)), *({("author", str(shown.channel.id))} if is_channel else ())}
            depends = Dependencies([*shown.views, *shown.answers], told)
            document = Document.of(body, until=depends.until)
            watch.keep(key, document, depends.depends_on)
    headers = {
        **security_headers(is_https=node.config.is_https),
        "Content-Security-Policy": content_security_policy(framed_by=framers(node.config.embed.frame_ancestors)),
        hdrs.CONTENT_LANGUAGE: language,
        hdrs.CACHE_CONTROL: "public, no-cache",
        hdrs.VARY: "Accept-Language",
        hdrs.ETAG: document.etag,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
    }
    if has(request, document.etag):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, content_type="text/html", charset="utf-8", headers=headers)


def framers(sites: tuple[str, ...]) -> str:
    """As Content-Security-Policy names them; X-Frame-Options has no words for it."""
    return "*" if "*" in sites else " ".join(("'self'", *sites))
