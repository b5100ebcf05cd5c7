"""Hashtags and posts that trend, reviewed or not, and deciding about them. Links: `trending_links.py`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.account import Actor
from node.model.post import PostView
from node.model.tags import TagRule
from node.outbox.trends import review_post, review_tag
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.admin.who import moderator, reader_for
from node.web.mastodon.entities import Json, status, tag_id
from node.web.mastodon.entities.admin import admin_tag, reviewed
from node.web.mastodon.paging import limit_of, offset_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer
from node.web.mastodon.tags import Tags, load_tags

_READ: Final = "admin:read"
_WRITE: Final = "admin:write"
_RECENT: Final = timedelta(days=14)


async def show_tags(request: web.Request) -> web.Response:
    by, params = await moderator(request, _READ), await read_params(request)
    found, rules = await request[NODE].store.read(_trending_tags, limit_of(params, usual=10), offset_of(params))
    return answer(_told(request, by, found, rules))


async def show_statuses(request: web.Request) -> web.Response:
    by, params = await moderator(request, _READ), await read_params(request)
    views, decided = await request[NODE].store.read(
        _trending_posts, by.account.id, limit_of(params, usual=20), offset_of(params)
    )
    return answer([_status(request, by, view, decided) for view in views])


async def approve_status(request: web.Request) -> web.Response:
    return await _review_status(request, approved=True)


async def reject_status(request: web.Request) -> web.Response:
    return await _review_status(request, approved=False)


async def approve_tag(request: web.Request) -> web.Response:
    return await _review_tag(request, approved=True)


async def reject_tag(request: web.Request) -> web.Response:
    return await _review_tag(request, approved=False)


async def named_tag(tx: Tx, number: str) -> str | None:
    """The tag an app knows by that number, if it was used or decided about lately; also its name itself."""
    return next((name for name in await known_tags(tx) if number in {tag_id(name), name}), None)


async def known_tags(tx: Tx) -> list[str]:
    """Those that were decided about, then those used lately."""
    return list(dict.fromkeys((*await tx.reviews.tags(), *await tx.figures.recent_tags(tx.now - _RECENT))))


async def tags_told(request: web.Request, by: Actor, names: Sequence[str]) -> list[Json]:
    """As Admin::Tag."""
    return _told(request, by, *await request[NODE].store.read(_tags, names))


async def _review_status(request: web.Request, *, approved: bool) -> web.Response:
    by = await moderator(request, _WRITE)
    await review_post(request[NODE], by, id_of(request), approved=approved)
    views, decided = await request[NODE].store.read(_posts, [id_of(request)], by.account.id)
    if not views:
        raise NotFound("Record not found")
    return answer(_status(request, by, views[0], decided))


async def _review_tag(request: web.Request, *, approved: bool) -> web.Response:
    by, number = await moderator(request, _WRITE), request.match_info["id"]
    name = await request[NODE].store.read(named_tag, number)
    if name is None:
        raise NotFound("Record not found")
    await review_tag(request[NODE], by, name, approved=approved)
    [shown] = await tags_told(request, by, [name])
    return answer(shown)


def _told(request: web.Request, by: Actor, found: Tags, rules: Mapping[str, TagRule]) -> list[Json]:
    made = zip(found.names, found.entities(reader_for(request, by)), strict=True)
    needs_review = request[NODE].config.moderation.trends_need_review
    return [admin_tag(each, rules[name], needs_review=needs_review) for name, each in made]


def _status(request: web.Request, by: Actor, view: PostView, decided: Mapping[str, bool]) -> Json:
    made = status(view, reader_for(request, by))
    needs_review = request[NODE].config.moderation.trends_need_review
    return reviewed(made, approved=decided.get(str(view.post.id)), needs_review=needs_review)


async def _trending_tags(tx: Tx, limit: int, offset: int) -> tuple[Tags, dict[str, TagRule]]:
    return await _tags(tx, await tx.statistics.trending_tags(limit=limit, offset=offset, reviewed="all"))


async def _tags(tx: Tx, names: Sequence[str]) -> tuple[Tags, dict[str, TagRule]]:
    return await load_tags(tx, names, 0), await tx.reviews.rules_of(names)


async def _trending_posts(tx: Tx, viewer_id: int, limit: int, offset: int) -> tuple[list[PostView], dict[str, bool]]:
    return await _posts(tx, await tx.statistics.trending_posts(limit=limit, offset=offset, reviewed="all"), viewer_id)


async def _posts(tx: Tx, ids: Sequence[int], viewer_id: int) -> tuple[list[PostView], dict[str, bool]]:
    views = await tx.timelines.views(ids, viewer_id)
    return views, await tx.reviews.of("post", [str(view.post.id) for view in views])
