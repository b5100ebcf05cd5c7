"""All hashtags there is something to say about, and what is decided about each: whether posts may have it, whether it may
trend, whether it is found by its beginning. As Mastodon's `/api/v1/admin/tags`, which its documentation leaves out."""

from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.slice import Slice
from node.outbox.trends import rule_tag
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.admin.trends import known_tags, named_tag, tags_told
from node.web.mastodon.admin.who import admin_piece, moderator
from node.web.mastodon.entities import tag_id
from node.web.mastodon.paging import links
from node.web.mastodon.params import read_params
from node.web.mastodon.respond import answer

_READ: Final = "admin:read"
_WRITE: Final = "admin:write"


async def show_tags(request: web.Request) -> web.Response:
    """Those that were decided about or used lately. By their numbers, which say nothing about when."""
    by, piece = await moderator(request, _READ), admin_piece(await read_params(request))
    numbered = {int(tag_id(name)): name for name in await request[NODE].store.read(known_tags)}
    numbers = _cut(numbered, piece)
    shown = await tags_told(request, by, [numbered[each] for each in numbers])
    return answer(shown, headers=links(request, numbers, piece))


async def show_tag(request: web.Request) -> web.Response:
    by = await moderator(request, _READ)
    [shown] = await tags_told(request, by, [await request[NODE].store.read(_named, request.match_info["id"])])
    return answer(shown)


async def update_tag(request: web.Request) -> web.Response:
    """`trendable`, `usable`, `listable`: what is not said stays. `display_name` is not looked at: a hashtag is shown as
    people write it."""
    by, params = await moderator(request, _WRITE), await read_params(request)
    name = await request[NODE].store.read(_named, request.match_info["id"])
    await rule_tag(
        request[NODE],
        by,
        name,
        trendable=params.find_flag("trendable"),
        usable=params.find_flag("usable"),
        listable=params.find_flag("listable"),
    )
    [shown] = await tags_told(request, by, [name])
    return answer(shown)


async def _named(tx: Tx, number: str) -> str:
    """Raises NotFound."""
    name = await named_tag(tx, number)
    if name is None:
        raise NotFound("Record not found")
    return name


def _cut(numbered: dict[int, str], piece: Slice) -> list[int]:
    found = sorted((each for each in numbered if piece.after < each < piece.before), reverse=True)
    return found[-piece.limit :] if piece.upwards else found[: piece.limit]
