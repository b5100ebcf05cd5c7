"""Who quotes a post, and taking back that it is quoted (FEP-044f)."""

from collections.abc import Sequence

from aiohttp import web

from node.model.post import PostView
from node.model.slice import Slice
from node.outbox.quote import revoke_quote
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import status
from node.web.mastodon.found import own_view, readable_view
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader, reader_of
from node.web.tokens import require


async def show_quotes(request: web.Request) -> web.Response:
    """Quotes with consent, newest first, as far as the reader may and wants to read them."""
    reader, piece = await reader_of(request, "read:statuses"), piece_of(await read_params(request))
    places, views = await request[NODE].store.read(_quotes, id_of(request), reader.account_id, piece)
    return answer([status(view, reader) for view in views], headers=links(request, places, piece))


async def revoke(request: web.Request) -> web.Response:
    """Answers the post that quoted, as it now stands."""
    by = await require(request, "write:statuses")
    reader = await own_reader(request)
    node, post_id, quoting_id = request[NODE], id_of(request), id_of(request, "quoting_status_id")
    await node.store.read(own_view, post_id, by.account.id)
    await node.store.read(readable_view, quoting_id, by.account.id)
    await revoke_quote(node, by, post_id, quoting_id)
    return answer(status(await node.store.read(readable_view, quoting_id, by.account.id), reader))


async def _quotes(tx: Tx, post_id: int, viewer_id: int, piece: Slice) -> tuple[Sequence[int], list[PostView]]:
    view = await readable_view(tx, post_id, viewer_id)
    ids = await tx.quotes.of_post((view.boosted or view).post.id, viewer_id, piece)
    hidden = await tx.timelines.hidden_accounts(viewer_id) if viewer_id else set()
    views = await tx.timelines.views(ids, viewer_id)
    return ids, [each for each in views if each.author.id not in hidden]
