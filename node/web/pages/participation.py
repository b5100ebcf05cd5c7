"""`/beteiligung`: what may be answered now, and what was asked before, with its result; for the whole node and for each
channel (row 110). The same as data: `/open/v1/participations`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account, is_channel
from node.model.filters import FilterPlace
from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.store.listeners import Told
from node.store.openly import Asked
from node.web.cards import cards, profile_path
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, older_page, rendering_of
from node.web.pages.whose import channel_called, path_of
from node.web.shown import SHOWN, Shown

_MOST_RUNNING = 100


@dataclass(frozen=True, slots=True)
class _Found:
    """`channel` None: of all. `running` stand on the first page only."""

    channel: Account | None
    views: Mapping[int, PostView]
    running: Sequence[int]
    ended: Sequence[int]
    older: str


@kept
async def show_participation(request: web.Request) -> web.Response:
    name, before = request.match_info.get("handle", ""), before_of(request)
    offices = request[NODE].config.organizations.offices
    frame, found = await look(request, _find, name, before, offices, request[NODE].clock())
    words, channel = frame.words, found.channel
    title = "participation.title" if channel is None else "participation.title_channel"
    here = "" if channel is None else f"?channel={channel.name}"
    body = rendering_of(request).page(
        "participation.html",
        frame,
        heading=words.t(title, name="" if channel is None else channel.shown_name),
        trail=[
            *([] if channel is None else [(profile_path(channel), channel.shown_name)]),
            ("", words.t("participation.crumb")),
        ],
        running=cards([found.views[each] for each in found.running], frame, FilterPlace.PUBLIC),
        ended=cards([found.views[each] for each in found.ended], frame, FilterPlace.PUBLIC),
        further=before < HIGHEST,
        older=found.older,
        data_path=f"/open/v1/participations{here}",
        all_path="" if channel is None else "/beteiligung",
    )
    response = answer(request, frame, body)
    told: set[Told] = {("polls", ""), ("channels", ""), ("offices", "")}
    if channel is not None:
        told.add(("account", str(channel.id)))
    response[SHOWN] = Shown(found.views.values(), told)
    return response


async def _find(tx: Tx, _viewer_id: int, name: str, before: int, offices: Collection[str], now: datetime) -> _Found:
    channel = await channel_called(tx, name)
    if channel is not None and not is_channel(channel, offices):
        raise NotFound("this is a person's account: only channels ask the public here")
    only = None if channel is None else [channel.id]
    running: Sequence[int] = ()
    if before == HIGHEST:
        asked = Asked(channels=only, offices=offices, kind="poll", running=True, at=now)
        running = await tx.openly.posts(asked, Slice(limit=_MOST_RUNNING))
    asked = Asked(channels=only, offices=offices, kind="poll", running=False, at=now)
    ended, older = older_page(
        path_of(channel, "beteiligung"), [*await tx.openly.posts(asked, Slice(before=before, limit=PER_PAGE + 1))]
    )
    views = {view.post.id: view for view in await tx.timelines.views([*running, *ended])}
    return _Found(
        channel,
        views,
        [each for each in running if each in views],
        [each for each in ended if each in views],
        older,
    )
