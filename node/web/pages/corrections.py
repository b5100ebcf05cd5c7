"""What was put right: `/berichtigungen` for the whole node, and for each channel (S18). And what is there in Leichte
Sprache (A19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.model.account import Account
from node.model.filters import FilterPlace
from node.model.post import Correction, PostView
from node.store.database import Tx
from node.store.listeners import Told
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.cards import cards, face, post_path, profile_path, stamp
from node.web.kept import kept
from node.web.page import PER_PAGE, answer, before_of, look, older_page, rendering_of
from node.web.pages.whose import channel_called, path_of
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown

_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class _Found:
    """`channel` None: of all."""

    channel: Account | None
    views: Mapping[int, PostView]
    corrections: Sequence[Correction] = ()
    ids: Sequence[int] = ()
    older: str = ""


@kept
async def show_corrections(request: web.Request) -> web.Response:
    name = request.match_info.get("handle", "")
    frame, found = await look(request, _corrections, name, before_of(request))
    words, channel = frame.words, found.channel
    heading = (
        words.t("correction.title") if channel is None else words.t("correction.title_channel", name=channel.shown_name)
    )
    body = rendering_of(request).page(
        "corrections.html",
        frame,
        heading=heading,
        trail=_trail(channel, words.t("correction.crumb")),
        intro=words.t("correction.intro"),
        entries=[_entry(each, found.views[each.post_id], frame) for each in found.corrections],
        older=found.older,
        all_path="" if channel is None else "/berichtigungen",
    )
    return _answer(request, frame, body, found, {("corrections", "")})


@kept
async def show_easy_posts(request: web.Request) -> web.Response:
    """As if Leichte Sprache were what the reader asks for."""
    name = request.match_info.get("handle", "")
    frame, found = await look(request, _easy, name, before_of(request))
    words, channel = frame.words, found.channel
    heading = words.t("easy.title") if channel is None else words.t("easy.title_channel", name=channel.shown_name)
    body = rendering_of(request).page(
        "easy_posts.html",
        frame,
        heading=heading,
        trail=_trail(channel, words.t("easy.crumb")),
        cards=cards([found.views[each] for each in found.ids], frame.speaking("de-simple"), FilterPlace.PUBLIC),
        older=found.older,
        all_path="" if channel is None else "/in-leichter-sprache",
    )
    return _answer(request, frame, body, found, {("easy", "")})


def _answer(request: web.Request, frame: Frame, body: bytes, found: _Found, told: set[Told]) -> web.Response:
    response = answer(request, frame, body)
    if found.channel is not None:
        told.add(("account", str(found.channel.id)))
    response[SHOWN] = Shown(found.views.values(), told)
    return response


def _trail(channel: Account | None, here: str) -> list[tuple[str, str]]:
    above = [] if channel is None else [(profile_path(channel), channel.shown_name)]
    return [*above, ("", here)]


def _entry(each: Correction, view: PostView, frame: Frame) -> Mapping[str, object]:
    post = view.post
    return {
        "id": each.id,
        "face": face(view.author, frame),
        "note": each.note,
        "when": frame.words.moment(each.at, frame.now),
        "stamp": stamp(each.at),
        "path": frame.to(post_path(view.author, post.id)),
        "text": excerpt(post.name or post.summary or to_text(post.content), _EXCERPT),
        "language": post.language or "",
    }


async def _corrections(tx: Tx, _viewer_id: int, name: str, before: int) -> _Found:
    channel = await channel_called(tx, name)
    number = 0 if channel is None else channel.id
    found = {each.id: each for each in await tx.corrections.page(channel_id=number, before=before, limit=PER_PAGE + 1)}
    ids, older = older_page(path_of(channel, "berichtigungen"), list(found))
    views = await tx.timelines.views(list(dict.fromkeys(found[each].post_id for each in ids)))
    known = {view.post.id: view for view in views}
    return _Found(channel, known, [found[each] for each in ids if found[each].post_id in known], older=older)


async def _easy(tx: Tx, _viewer_id: int, name: str, before: int) -> _Found:
    channel = await channel_called(tx, name)
    number = 0 if channel is None else channel.id
    found = await tx.corrections.easy(channel_id=number, before=before, limit=PER_PAGE + 1)
    ids, older = older_page(path_of(channel, "in-leichter-sprache"), list(found))
    views = {view.post.id: view for view in await tx.timelines.views(ids)}
    return _Found(channel, views, ids=[each for each in ids if each in views], older=older)
