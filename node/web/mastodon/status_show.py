"""Posts: looking at them, at what stands around them, at who did something with them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.post import PostVersion, PostView
from node.model.slice import Slice
from node.outbox.previews import look_later
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.accounts import people_answer
from node.web.mastodon.entities import edits, status
from node.web.mastodon.found import own_view, readable_view
from node.web.mastodon.fragments import as_list, read_posts
from node.web.mastodon.paging import piece_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.refreshes import refresh_header
from node.web.mastodon.respond import answer, answer_bytes, own_reader, reader_of
from node.web.mastodon.threads import load_context

_SCOPE = "read:statuses"
_MOST_AT_ONCE = 40
_Listed: TypeAlias = Callable[[Tx, int, Slice], Awaitable[Sequence[Account]]]


async def show_status(request: web.Request) -> web.Response:
    reader = await reader_of(request, _SCOPE)
    view = await request[NODE].store.read(readable_view, id_of(request), reader.account_id)
    await look_later(request[NODE], [view])
    return answer(status(view, reader))


async def show_statuses(request: web.Request) -> web.Response:
    """Several at once, by `id[]`; what is not there for the reader is left out."""
    reader = await reader_of(request, _SCOPE)
    ids = (await read_params(request)).ids("id")[:_MOST_AT_ONCE]
    views = await request[NODE].store.read(_several, ids, reader.account_id)
    return answer([status(view, reader) for view in views])


async def show_context(request: web.Request) -> web.Response:
    reader = await reader_of(request, _SCOPE)
    around, posts = await read_posts(request, reader, load_context, id_of(request), reader.account_id)
    above, below = as_list(around.ancestors, posts), as_list(around.descendants, posts)
    return answer_bytes(
        b'{"ancestors":' + above + b',"descendants":' + below + b"}",
        headers={} if around.incomplete is None or not reader.account_id else refresh_header(around.incomplete),
    )


async def show_history(request: web.Request) -> web.Response:
    reader = await reader_of(request, _SCOPE)
    view, versions = await request[NODE].store.read(_history, id_of(request), reader.account_id)
    return answer(edits(view, versions, reader))


async def show_source(request: web.Request) -> web.Response:
    """What its author typed."""
    reader = await own_reader(request, _SCOPE)
    post = (await request[NODE].store.read(own_view, id_of(request), reader.account_id)).post
    return answer(
        {
            "id": str(post.id),
            "text": post.source,
            "spoiler_text": "" if post.kind == "Article" else post.summary,
            "content_type": f"text/{post.source_format}",
        }
    )


async def show_reblogged_by(request: web.Request) -> web.Response:
    return await _people(request, _boosters)


async def show_favourited_by(request: web.Request) -> web.Response:
    return await _people(request, _likers)


async def translate_status(request: web.Request) -> web.Response:
    """No translation service is connected: Mastodon then answers 404, and apps offer none (see the instance)."""
    reader = await own_reader(request, _SCOPE)
    await request[NODE].store.read(readable_view, id_of(request), reader.account_id)
    raise NotFound("Record not found")


async def _several(tx: Tx, ids: Sequence[int], viewer_id: int) -> list[PostView]:
    readable = await tx.timelines.readable(ids, viewer_id)
    hidden = await tx.timelines.hidden_accounts(viewer_id) if viewer_id else set()
    views = await tx.timelines.views([number for number in ids if number in readable], viewer_id)
    return [view for view in views if view.author.id not in hidden]


async def _history(tx: Tx, post_id: int, viewer_id: int) -> tuple[PostView, Sequence[PostVersion]]:
    view = await readable_view(tx, post_id, viewer_id)
    view = view.boosted or view
    return view, await tx.posts.versions(view.post.id)


async def _people(request: web.Request, listed: _Listed) -> web.Response:
    reader = await reader_of(request, _SCOPE)
    piece = piece_of(await read_params(request), usual=40, most=80)

    async def people(tx: Tx) -> tuple[Sequence[Account], set[int]]:
        view = await readable_view(tx, id_of(request), reader.account_id)
        hidden = await tx.timelines.hidden_accounts(reader.account_id) if reader.account_id else set()
        return await listed(tx, (view.boosted or view).post.id, piece), hidden

    found, hidden = await request[NODE].store.read(people)
    return people_answer(request, found, piece, reader.addresses, hidden)


async def _boosters(tx: Tx, post_id: int, piece: Slice) -> Sequence[Account]:
    return await tx.accounts.boosters(post_id, piece)


async def _likers(tx: Tx, post_id: int, piece: Slice) -> Sequence[Account]:
    return await tx.reactions.likers(post_id, piece)
