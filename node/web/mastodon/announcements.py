"""Announcements: reading them, putting them away, reacting."""

from collections.abc import Sequence

from aiohttp import web

from node.model.announcement import AnnouncementView
from node.model.emoji import OwnEmoji, names_in
from node.outbox.announcements import dismiss, react, unreact
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import announcement
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require


async def show_announcements(request: web.Request) -> web.Response:
    """Those not put away; `with_dismissed`: all that are to be seen now."""
    reader, params = await own_reader(request), await read_params(request)
    views, emojis = await request[NODE].store.read(
        load_announcements, reader.account_id, with_read=params.flag("with_dismissed")
    )
    return answer([announcement(view, emojis, reader) for view in views])


async def dismiss_announcement(request: web.Request) -> web.Response:
    await dismiss(request[NODE], await require(request, "write:accounts"), id_of(request))
    return answer({})


async def add_reaction(request: web.Request) -> web.Response:
    by = await require(request, "write:favourites")
    await react(request[NODE], by, id_of(request), request.match_info["name"])
    return answer({})


async def remove_reaction(request: web.Request) -> web.Response:
    by = await require(request, "write:favourites")
    await unreact(request[NODE], by, id_of(request), request.match_info["name"])
    return answer({})


async def load_announcements(
    tx: Tx, account_id: int, *, with_read: bool
) -> tuple[Sequence[AnnouncementView], Sequence[OwnEmoji]]:
    """With the emoji that are used in them."""
    views = await tx.announcements.views(account_id, with_read=with_read)
    texts = [view.announcement.text for view in views]
    names = {tally.name for view in views for tally in view.reactions} | set(names_in(texts))
    return views, await tx.emojis.by_names(names)
