"""Links that trend, and the hosts they lead to, reviewed or not; deciding about them."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.account import Actor
from node.model.preview import Preview
from node.outbox.trends import review_link, review_publisher
from node.store.database import Tx
from node.store.statistics import DayOfUse
from node.timelines.trending import decisions, publishers_of, trending_links
from node.web.keys import NODE
from node.web.mastodon.admin.who import moderator, reader_for
from node.web.mastodon.entities import Json, trending_link
from node.web.mastodon.entities.admin import publisher, publisher_id, reviewed
from node.web.mastodon.paging import limit_of, offset_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer

_READ: Final = "admin:read"
_WRITE: Final = "admin:write"
_MOST: Final = 500


async def show_links(request: web.Request) -> web.Response:
    by, params = await moderator(request, _READ), await read_params(request)
    found, days, decided = await request[NODE].store.read(_trending, limit_of(params, usual=10), offset_of(params))
    return answer([_link(request, by, each, days, decided) for each in found])


async def show_publishers(request: web.Request) -> web.Response:
    """Of links that trend."""
    await moderator(request, _READ)
    params = await read_params(request)
    hosts, decided = await request[NODE].store.read(_publishers, limit_of(params, usual=10), offset_of(params))
    return answer([_publisher(request, host, decided) for host in hosts])


async def approve_link(request: web.Request) -> web.Response:
    return await _review_link(request, approved=True)


async def reject_link(request: web.Request) -> web.Response:
    return await _review_link(request, approved=False)


async def approve_publisher(request: web.Request) -> web.Response:
    return await _review_publisher(request, approved=True)


async def reject_publisher(request: web.Request) -> web.Response:
    return await _review_publisher(request, approved=False)


async def _review_link(request: web.Request, *, approved: bool) -> web.Response:
    by = await moderator(request, _WRITE)
    link = await review_link(request[NODE], by, id_of(request), approved=approved)
    days, decided = await request[NODE].store.read(_of, [link])
    return answer(_link(request, by, link, days, decided))


async def _review_publisher(request: web.Request, *, approved: bool) -> web.Response:
    by, number = await moderator(request, _WRITE), request.match_info["id"]
    host = await request[NODE].store.read(_named_publisher, number)
    if host is None:
        raise NotFound("Record not found")
    await review_publisher(request[NODE], by, host, approved=approved)
    return answer(_publisher(request, host, {host: approved}))


def _link(
    request: web.Request,
    by: Actor,
    link: Preview,
    days: Mapping[str, Sequence[DayOfUse]],
    decided: Mapping[str, bool],
) -> Json:
    reader = reader_for(request, by)
    made = trending_link(link, days[link.url], reader.addresses, reader.now) | {"id": str(link.id)}
    return reviewed(
        made, approved=decided.get(link.url), needs_review=request[NODE].config.moderation.trends_need_review
    )


def _publisher(request: web.Request, host: str, decided: Mapping[str, bool]) -> Json:
    return publisher(host, decided.get(host), needs_review=request[NODE].config.moderation.trends_need_review)


async def _trending(
    tx: Tx, limit: int, offset: int
) -> tuple[list[Preview], dict[str, list[DayOfUse]], dict[str, bool]]:
    found = await trending_links(tx, "all", limit=limit, offset=offset)
    return found, *await _of(tx, found)


async def _of(tx: Tx, links: Sequence[Preview]) -> tuple[dict[str, list[DayOfUse]], dict[str, bool]]:
    return await tx.statistics.link_days([each.url for each in links]), await decisions(tx, links)


async def _publishers(tx: Tx, limit: int, offset: int) -> tuple[list[str], dict[str, bool]]:
    hosts = publishers_of(await trending_links(tx, "all", limit=_MOST))[offset : offset + limit]
    return hosts, await tx.reviews.of("publisher", hosts)


async def _named_publisher(tx: Tx, number: str) -> str | None:
    """The host an app knows by that number, if something there trends or it was decided about."""
    for host in (*await tx.reviews.publishers(), *publishers_of(await trending_links(tx, "all", limit=_MOST))):
        if number == publisher_id(host):
            return host
    return None
