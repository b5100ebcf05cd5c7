"""What somebody does with a post: boost, like, keep, pin, mute its thread. Each answers the post as it now stands."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from node.context import Context
from node.errors import Conflict, NotFound, Unprocessable
from node.model.account import Actor
from node.model.post import PostView
from node.model.visibility import Visibility
from node.outbox import bookmark as keeping, boost as boosting, mute as muting, pin as pinning, react
from node.web.keys import NODE
from node.web.mastodon.compose import visibility_of
from node.web.mastodon.entities import status
from node.web.mastodon.found import readable_view
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require

_Act: TypeAlias = Callable[[Context, Actor, int], Awaitable[object]]


async def reblog(request: web.Request) -> web.Response:
    """Answers the boost, which carries what was boosted."""
    by, view = await _meant(request, "write:statuses")
    wanted = (await read_params(request)).text("visibility")
    made = await boosting.boost(request[NODE], by, view.post.id, _boosted_for(wanted) if wanted else None)
    return await _shown(request, made.id)


def _boosted_for(word: str) -> Visibility:
    """Raises Unprocessable for a word that is none, or none for a boost."""
    found = visibility_of(word)
    if found in {Visibility.DIRECT, Visibility.LOCAL}:
        raise Unprocessable("Validation failed: Visibility is reserved")
    return found


async def unreblog(request: web.Request) -> web.Response:
    return await _done(request, "write:statuses", boosting.unboost)


async def favourite(request: web.Request) -> web.Response:
    return await _done(request, "write:favourites", react.like)


async def unfavourite(request: web.Request) -> web.Response:
    """Takes every reaction back: to apps they are all the same."""
    by, view = await _meant(request, "write:favourites")
    for emoji in await request[NODE].store.read(lambda tx: tx.reactions.of(view.post.id, by.account.id)):
        await react.unlike(request[NODE], by, view.post.id, emoji)
    return await _shown(request, view.post.id)


async def bookmark(request: web.Request) -> web.Response:
    return await _done(request, "write:bookmarks", keeping.bookmark)


async def unbookmark(request: web.Request) -> web.Response:
    return await _done(request, "write:bookmarks", keeping.unbookmark)


async def mute_status(request: web.Request) -> web.Response:
    return await _done(request, "write:mutes", muting.mute_thread)


async def unmute_status(request: web.Request) -> web.Response:
    return await _done(request, "write:mutes", muting.unmute_thread)


async def pin(request: web.Request) -> web.Response:
    by, view = await _meant(request, "write:accounts")
    if view.author.id != by.account.id:
        raise Unprocessable("Validation failed: Someone else's post cannot be pinned")
    if not view.post.visibility.is_open:
        raise Unprocessable("Validation failed: Posts that are only visible to some cannot be pinned")
    try:
        await pinning.pin(request[NODE], by, view.post.id)
    except Conflict:
        raise Unprocessable("Validation failed: You have already pinned the maximum number of posts") from None
    return await _shown(request, view.post.id)


async def unpin(request: web.Request) -> web.Response:
    by, view = await _meant(request, "write:accounts")
    if view.author.id != by.account.id:
        raise NotFound("Record not found")
    await pinning.unpin(request[NODE], by, view.post.id)
    return await _shown(request, view.post.id)


async def _done(request: web.Request, scope: str, act: _Act) -> web.Response:
    by, view = await _meant(request, scope)
    await act(request[NODE], by, view.post.id)
    return await _shown(request, view.post.id)


async def _meant(request: web.Request, scope: str) -> tuple[Actor, PostView]:
    """Who acts, and the post; of a boost, what is boosted. Raises NotFound."""
    by = await require(request, scope)
    view = await request[NODE].store.read(readable_view, id_of(request), by.account.id)
    return by, view.boosted or view


async def _shown(request: web.Request, post_id: int) -> web.Response:
    reader = await own_reader(request)
    return answer(status(await request[NODE].store.read(readable_view, post_id, reader.account_id), reader))
