"""Finding people and posts one does not follow yet: the directory, trends."""

from collections.abc import Sequence

from aiohttp import web

from node.model.account import Account
from node.model.post import PostView
from node.model.preview import Preview
from node.store.database import Tx
from node.store.statistics import DayOfUse, Reviewed
from node.timelines.trending import trending_links
from node.web.keys import NODE
from node.web.mastodon.entities import account as account_entity, status, trending_link
from node.web.mastodon.paging import limit_of, offset_of
from node.web.mastodon.params import read_params
from node.web.mastodon.respond import answer, reader_of
from node.web.mastodon.tags import Tags, load_tags


async def show_directory(request: web.Request) -> web.Response:
    """Accounts that want to be found; `order` is active or new."""
    reader, params = await reader_of(request), await read_params(request)
    limit, offset = limit_of(params, usual=40, most=80), offset_of(params)
    found, hidden = await request[NODE].store.read(
        _directory, reader.account_id, params.text("order") == "new", params.flag("local"), limit, offset
    )
    return answer([account_entity(each, reader.addresses) for each in found if each.id not in hidden])


async def show_trending_tags(request: web.Request) -> web.Response:
    reader, params = await reader_of(request), await read_params(request)
    found = await request[NODE].store.read(
        _tags, reader.account_id, limit_of(params, usual=10), offset_of(params), shown_trends(request)
    )
    return answer(found.entities(reader))


async def show_trending_statuses(request: web.Request) -> web.Response:
    reader, params = await reader_of(request), await read_params(request)
    found = await request[NODE].store.read(
        _posts, reader.account_id, limit_of(params, usual=20), offset_of(params), shown_trends(request)
    )
    return answer([status(view, reader) for view in found])


async def show_trending_links(request: web.Request) -> web.Response:
    """Pages elsewhere that most people linked of late."""
    reader, params = await reader_of(request), await read_params(request)
    found, days = await request[NODE].store.read(
        _links, limit_of(params, usual=10, most=20), offset_of(params), shown_trends(request)
    )
    return answer([trending_link(each, days[each.url], reader.addresses, reader.now) for each in found])


async def _directory(
    tx: Tx,
    viewer_id: int,
    by_newest: bool,  # noqa: FBT001  # as the request says it
    local: bool,  # noqa: FBT001
    limit: int,
    offset: int,
) -> tuple[Sequence[Account], set[int]]:
    found = await tx.statistics.directory(by_newest=by_newest, local=local, limit=limit, offset=offset)
    return found, await tx.timelines.hidden_accounts(viewer_id) if viewer_id else set()


def shown_trends(request: web.Request) -> Reviewed:
    """Which trends everybody sees."""
    return "approved" if request[NODE].config.moderation.trends_need_review else "not rejected"


async def _tags(tx: Tx, viewer_id: int, limit: int, offset: int, which: Reviewed) -> Tags:
    names = await tx.statistics.trending_tags(limit=limit, offset=offset, reviewed=which)
    return await load_tags(tx, names, viewer_id)


async def _links(tx: Tx, limit: int, offset: int, which: Reviewed) -> tuple[list[Preview], dict[str, list[DayOfUse]]]:
    found = await trending_links(tx, which, limit=limit, offset=offset)
    return found, await tx.statistics.link_days([each.url for each in found])


async def _posts(tx: Tx, viewer_id: int, limit: int, offset: int, which: Reviewed) -> list[PostView]:
    ids = await tx.statistics.trending_posts(limit=limit, offset=offset, reviewed=which)
    hidden = await tx.timelines.hidden_accounts(viewer_id) if viewer_id else set()
    return [view for view in await tx.timelines.views(ids, viewer_id) if view.author.id not in hidden]
