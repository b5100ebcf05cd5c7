"""`einbetten.html`: the same as a piece of HTML without pictures, for pages that take it in on their own server (or paste
it): their readers ask us nothing."""

from html import escape

from aiohttp import web

from node.i18n.translate import Translator
from node.model.post import PostView
from node.model.quote import QuoteState
from node.outbox.quote import without_address
from node.store.database import Tx
from node.web.embed.found import Shown, find_channel, find_post
from node.web.given import given
from node.web.keys import NODE
from node.web.page import number, rendering_of


async def give_post_fragment(request: web.Request) -> web.Response:
    name, post_id = request.match_info["name"], number(request.match_info["id"])

    async def find(tx: Tx) -> Shown:
        return await find_post(tx, name, post_id, with_answers=request.query.get("antworten") == "1")

    return await _give(request, await request[NODE].store.read(find))


async def give_channel_fragment(request: web.Request) -> web.Response:
    async def find(tx: Tx) -> Shown:
        return await find_channel(tx, request.match_info["name"])

    return await _give(request, await request[NODE].store.read(find))


async def _give(request: web.Request, shown: Shown) -> web.Response:
    config = request[NODE].config
    words = rendering_of(request).words(config.node.language, config.node.timezone)
    body = "\n".join(quotation(view, words) for view in (*shown.views, *shown.answers))
    return given(
        request, body.encode(), "text/html; charset=utf-8", licence=request[NODE].addresses.licence_of(shown.channel)
    )


def quotation(view: PostView, words: Translator) -> str:
    """A post to quote, with what it quotes itself. What is behind a warning is not."""
    post, author = view.post, view.author
    language = f' lang="{escape(post.language)}"' if post.language else ""
    said = f"<p>{escape(post.summary)}</p>" if post.summary else _said(view, words)
    title = f"<p><strong>{escape(post.name)}</strong></p>" if post.name else ""
    stamp = f"{post.published_at:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'<blockquote class="allmende" cite="{escape(post.url)}"{language}>{title}{said}'
        f'<footer lang="{words.language}"><cite><bdi>{escape(author.shown_name)}</bdi></cite>, '
        f'<a href="{escape(post.url)}"><time datetime="{stamp}">{words.date(post.published_at)}</time></a>'
        "</footer></blockquote>"
    )


def _said(view: PostView, words: Translator) -> str:
    quote = view.quote
    if quote is None or quote.view is None or quote.state is not QuoteState.ACCEPTED:
        return view.post.content
    return without_address(view.post.content) + quotation(quote.view, words)
