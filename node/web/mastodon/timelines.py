"""Lists of posts: home, public, by hashtag; what one liked or kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from aiohttp import web

from node.errors import NotFound
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.text.mentions import fold_tag
from node.timelines.trending import is_trending
from node.web.keys import NODE
from node.web.mastodon.discover import shown_trends
from node.web.mastodon.entities import Reader, status
from node.web.mastodon.fragments import Find, Posts, as_list, load_posts, read_posts
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer_bytes, encode, own_reader, reader_of

_SCOPE = "read:statuses"
_MOST_TAGS = 4  # of each kind in one timeline, as Mastodon takes them
_Listed: TypeAlias = Callable[[Tx, int, Slice], Awaitable[Sequence[tuple[int, int]]]]
"""Numbers by which the list is cut, and posts."""


async def show_home(request: web.Request) -> web.Response:
    """The pages somebody has just seen are kept, also as finished bytes, so that an app that asks every few seconds
    costs next to nothing."""
    reader, piece = await own_reader(request, _SCOPE), piece_of(await read_params(request))
    if piece.upwards:
        return await page(request, reader, _home)
    homes = request[NODE].homes
    found = await homes.page(reader.account_id, before=piece.before, limit=piece.limit)
    body = None if piece.after else homes.finished(reader.account_id, before=piece.before, limit=piece.limit)
    views = [view for view in found if view.post.id > piece.after] if piece.after else found
    if body is None:
        body = encode([status(view, reader) for view in views])
        if not piece.after and _lasts(views, reader):
            homes.finish(reader.account_id, found, body, before=piece.before, limit=piece.limit)
    # One that is left out because its author is gone does not end the list
    places = links(request, [view.post.id for view in views], replace(piece, limit=1))
    return answer_bytes(body, headers=places)


def _lasts(views: Sequence[PostView], reader: Reader) -> bool:
    """Whether time alone leaves it as it is: no filter will expire, no poll will close."""
    polls = ((view.boosted or view).poll for view in views)
    ends = any(poll is not None and not poll.is_closed(reader.now) for poll in polls)
    return not ends and reader.sieve.changes_at(reader.now) is None


async def show_public(request: web.Request) -> web.Response:
    reader, params = await reader_of(request, _SCOPE), await read_params(request)

    async def public(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        ids = await tx.timelines.public(
            viewer_id,
            local=params.flag("local"),
            remote=params.flag("remote"),
            only_media=params.flag("only_media"),
            before=piece.before,
            after=piece.after,
            upwards=piece.upwards,
            limit=piece.limit,
        )
        return _by_id(ids)

    return await page(request, reader, public)


async def show_tag(request: web.Request) -> web.Response:
    """`any[]` are further hashtags, `all[]` and `none[]` those that must or must not be there as well."""
    reader, params = await reader_of(request, _SCOPE), await read_params(request)

    async def tagged(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        ids = await tx.timelines.tag(
            fold_tag(request.match_info["hashtag"]),
            viewer_id,
            further=_tags(params, "any"),
            required=_tags(params, "all"),
            unwanted=_tags(params, "none"),
            local=params.flag("local"),
            remote=params.flag("remote"),
            only_media=params.flag("only_media"),
            before=piece.before,
            after=piece.after,
            upwards=piece.upwards,
            limit=piece.limit,
        )
        return _by_id(ids)

    return await page(request, reader, tagged)


async def show_link(request: web.Request) -> web.Response:
    """Posts with a link that trends; of others it is not there, as on Mastodon."""
    reader, params = await reader_of(request, _SCOPE), await read_params(request)
    url, which = params.text("url"), shown_trends(request)

    async def linking(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
        if not await is_trending(tx, url, which):
            raise NotFound("Record not found")
        return _by_id(await tx.timelines.link(url, viewer_id, piece))

    return await page(request, reader, linking)


async def show_favourites(request: web.Request) -> web.Response:
    return await page(request, await own_reader(request, "read:favourites"), _favourites)


async def show_bookmarks(request: web.Request) -> web.Response:
    return await page(request, await own_reader(request, "read:bookmarks"), _bookmarks)


async def page(request: web.Request, reader: Reader, listed: _Listed) -> web.Response:
    """A page of posts with its links."""
    piece = piece_of(await read_params(request))
    found, posts = await read_posts(request, reader, _load, listed, reader.account_id, piece)
    places = [place for place, _ in found]
    return answer_bytes(as_list([number for _, number in found], posts), headers=links(request, places, piece))


async def _load(
    tx: Tx, find: Find, listed: _Listed, viewer_id: int, piece: Slice
) -> tuple[Sequence[tuple[int, int]], Posts]:
    found = await listed(tx, viewer_id, piece)
    return found, await load_posts(tx, [number for _, number in found], viewer_id, find)


async def _home(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
    return _by_id(
        await tx.timelines.home(
            viewer_id, before=piece.before, after=piece.after, upwards=piece.upwards, limit=piece.limit
        )
    )


async def _favourites(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
    return await tx.timelines.favourites(viewer_id, piece)


async def _bookmarks(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
    return await tx.timelines.bookmarked(viewer_id, piece)


def _by_id(ids: Sequence[int]) -> Sequence[tuple[int, int]]:
    return [(number, number) for number in ids]


def _tags(params: Params, name: str) -> list[str]:
    return [fold_tag(each.lstrip("#")) for each in params.texts(name)][:_MOST_TAGS]
