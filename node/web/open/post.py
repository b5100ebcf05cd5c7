"""`/open/v1/posts/ID` and its thread: a public post of a channel here, or one that was said to a channel. A connector asks
for it before it copies anything (A03), and where a copy's `syndications` are told (row 29)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from aiohttp import web

from node.context import Context
from node.errors import Gone, NotFound
from node.federation import rendering
from node.model.post import Post, PostView
from node.model.slice import Slice
from node.outbox.cases import standings
from node.store.database import Tx
from node.web import asked
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.open import shown
from node.web.open.answer import begin, context_of, give, give_bytes, give_rows, in_one, listed
from node.web.open.asked import beside, refuse_unknown
from node.web.page import number
from node.web.shown import Shown

_PER_PAGE = 100


async def show_post(request: web.Request) -> web.StreamResponse:
    """Kept until something of it changes."""
    form = begin(request)
    refuse_unknown(request, ())
    node, cache = request[NODE], request[SERVED].documents
    post_id = number(request.match_info["id"])
    key = f"open post {form} {post_id}"
    found = cache.find(key)
    if form in {"csv", "ndjson"}:
        _, body = await node.store.read(_find, node, post_id, form)
        columns = shown.CONTRIBUTION_COLUMNS if "author" in body else shown.POST_COLUMNS
        return await give_rows(request, in_one([shown.contribution_row(body)]), columns, form, body["license"] or "")
    if found is None or found.is_past(node.clock()):
        async with cache.making(key) as watch:
            found = cache.find(key)
            if found is None or found.is_past(node.clock()):
                view, body = await node.store.read(_find, node, post_id, form)
                if form == "json":
                    body = {"@context": context_of(request), **body}
                seen = Shown([view])
                found = Document.of(body, owner_id=view.author.id, until=seen.until)
                watch.keep(key, found, seen.depends_on)
    licence = msgspec.json.decode(found.body, type=_Licensed).license or ""
    return give_bytes(request, found.body, licence=licence, form=form)


class _Licensed(msgspec.Struct):
    """What others wrote has no licence of ours."""

    license: str | None = None


async def _find(tx: Tx, node: Context, post_id: int, form: str) -> tuple[PostView, dict[str, Any]]:
    view, channels = await find_view(tx, node, post_id)
    if form == "as2":
        if not view.author.is_local:
            raise NotFound("as ActivityStreams it is to be had at its origin")
        return view, rendering.note(view, node.addresses)
    return view, (await in_words(tx, node, [view], {post_id: channels}))[0]


async def find_view(tx: Tx, node: Context, post_id: int) -> tuple[PostView, tuple[str, ...]]:
    """With the channels it concerns: none where somebody here only speaks in their own name. Raises NotFound, or Gone for
    what was deleted."""
    channels = (await tx.dumping.channels_of([post_id], node.config.organizations.offices)).get(post_id, ())
    if not channels and not await tx.openly.is_ours(post_id):
        known = await tx.posts.find(post_id)
        if known is not None and known.deleted_at is not None and known.visibility.is_open:
            raise Gone("the post has been deleted")
        raise NotFound("there is no such public post")
    (view,) = await tx.timelines.views([post_id])
    return view, channels


async def in_words(
    tx: Tx,
    node: Context,
    views: Sequence[PostView],
    channels: dict[int, tuple[str, ...]],
    *,
    as_said: bool = False,
) -> list[dict[str, Any]]:
    """Own posts and what others said, each in its form. `as_said`: also what one channel said to another."""
    ids = [view.post.id for view in views]
    answered, copies = (
        await tx.openly.answered(ids, node.config.organizations.offices),
        await tx.syndications.of_posts(ids),
    )
    found = await standings(tx, {view.post.uri for view in views}, 0)
    return [
        shown.post(view, node, list(copies.get(view.post.id, ())))
        if not as_said and shown.is_own(view, channels.get(view.post.id, ()))
        else shown.contribution(
            view,
            channels.get(view.post.id, ()),
            node,
            answered=view.post.id in answered,
            standings=found.get(view.post.uri, ()),
        )
        for view in views
    ]


async def show_thread(request: web.Request) -> web.StreamResponse:
    """All that anybody may read of the thread a post is in, oldest first."""
    form = begin(request)
    refuse_unknown(request, {"after", "limit"})
    node = request[NODE]
    limit = asked.number(request, "limit", least=1, most=_PER_PAGE, default=_PER_PAGE)
    part = Slice(after=asked.cursor(request, "after", default=0), limit=limit)
    top, items, uris, last = await node.store.read(_thread, node, number(request.match_info["id"]), part)
    older = beside(request, after=last) if len(items) == limit else None
    if form in {"csv", "ndjson"}:
        rows = [shown.contribution_row(each) for each in items]
        return await give_rows(request, in_one(rows), shown.CONTRIBUTION_COLUMNS, form)
    if form == "as2":
        address = f"{node.config.origin}{request.rel_url.raw_path_qs}"
        page = rendering.collection_page(
            address, part_of=node.addresses.thread(top.thread_id), items=uris, next=older, ordered=False
        )
        return give(request, page, form=form)
    return give(request, listed(request, items, thread=str(top.thread_id), next=older))


async def _thread(
    tx: Tx, node: Context, post_id: int, part: Slice
) -> tuple[Post, list[dict[str, Any]], Sequence[str], int]:
    view, _ = await find_view(tx, node, post_id)
    ids = await tx.openly.thread(view.post.thread_id, after=part.after, limit=part.limit)
    views = await tx.timelines.views(ids)
    channels = await tx.dumping.channels_of(ids, node.config.organizations.offices)
    items = await in_words(tx, node, views, channels)
    return view.post, items, [each.post.uri for each in views], ids[-1] if ids else 0
