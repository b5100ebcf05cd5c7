"""oEmbed: what a page elsewhere may show for the address of one of our posts. A quotation with a link, and no script."""

from html import escape

from aiohttp import web

from node.errors import NotFound
from node.model.addresses import Addresses
from node.model.post import PostView
from node.outbox.lookup import find
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.keys import NODE
from node.web.mastodon.found import readable_view
from node.web.mastodon.params import read_params
from node.web.mastodon.respond import answer

_WIDTH = 400
_TITLE = 80
_A_DAY = 86_400


async def show_oembed(request: web.Request) -> web.Response:
    """Of posts of ours that everybody may read."""
    node, params = request[NODE], await read_params(request)
    found = (await find(node, None, params.text("url"))).posts
    if not found or not found[0].is_local or not found[0].visibility.is_open:
        raise NotFound("Record not found")
    view = await node.store.read(_view, found[0].id)
    handle = node.addresses.handle(view.author)
    text = to_text(view.post.content)
    return answer(
        {
            "type": "rich",
            "version": "1.0",
            "title": excerpt(view.post.summary or text, _TITLE) or handle,
            "author_name": view.author.shown_name,
            "author_url": view.author.url,
            "provider_name": node.config.node.title,
            "provider_url": f"{node.config.origin}/",
            "cache_age": _A_DAY,
            "html": _quotation(view, node.addresses),
            "width": min(params.find_number("maxwidth") or _WIDTH, _WIDTH),
            "height": None,
        },
        headers={"Cache-Control": "public, max-age=300"},
    )


async def _view(tx: Tx, post_id: int) -> PostView:
    return await readable_view(tx, post_id, 0)


def _quotation(view: PostView, addresses: Addresses) -> str:
    """What is behind a warning is not quoted."""
    post = view.post
    quoted = f"<p>{escape(post.summary)}</p>" if post.summary else post.content
    who = escape(f"{view.author.shown_name} (@{addresses.handle(view.author)})")
    return f'<blockquote cite="{escape(post.url)}">{quoted}</blockquote><p><a href="{escape(post.url)}">{who}</a></p>'
