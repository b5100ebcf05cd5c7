"""Albums of somebody here: the list of them, each with its pictures, and each picture by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.album import Album, AlbumPicture, AlbumView
from node.model.ids import HIGHEST
from node.store.database import Tx
from node.store.listeners import Told
from node.text.fold import excerpt
from node.text.language import direction
from node.web.cards import Figure, album_path, face, figure_of, post_path, profile_path
from node.web.kept import alternate_link, kept
from node.web.page import answer, before_of, look, number, rendering_of
from node.web.pages.profile import account_called, split_handle
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown

_ALBUMS_PER_PAGE: Final = 24
_PICTURES_PER_PAGE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A picture in a list: `path` leads to it by itself. What is `covered` is shown when somebody asks for it; `warning` may
    say why."""

    figure: Figure
    path: str
    covered: bool
    warning: str


def tile(each: AlbumPicture, path: str, frame: Frame) -> Tile:
    return Tile(
        figure=figure_of(each.media, frame),
        path=frame.to(f"{path}/{each.media.id}"),
        covered=each.is_sensitive,
        warning=each.post.warning,
    )


# All of an account


@kept
async def show_albums(request: web.Request) -> web.Response:
    """Those in which nothing is to be seen only to their owner."""
    before = before_of(request)
    frame, (account, found) = await look(request, _listed, own_name(request), before)
    words, shown = frame.words, found[:_ALBUMS_PER_PAGE]
    heading, path = words.t("album.of", name=account.shown_name), f"{profile_path(account)}/alben"
    body = rendering_of(request).page(
        "albums.html",
        frame,
        heading=heading,
        trail=[(profile_path(account), account.shown_name), ("", words.t("album.label"))],
        albums=[_entry(each, frame) for each in shown],
        canonical=f"{frame.site.base}{path}",
        noindex=not account.discoverable or before != HIGHEST,
        empty=words.t("album.none", name=account.shown_name),
        is_mine=frame.viewer_id == account.id,
        older=f"{path}?vor={shown[-1].album.id}" if len(found) > _ALBUMS_PER_PAGE else "",
    )
    response = answer(request, frame, body)
    covers = [each.cover for each in shown if each.cover is not None]
    also = {("albums", str(account.id)), ("account", str(account.id))}
    response[SHOWN] = Shown([], also | _posts_of(covers))
    return response


def _entry(view: AlbumView, frame: Frame) -> dict[str, object]:
    found, path = view.album, album_path(view.owner, view.album.id)
    return {
        "title": found.title,
        "path": path,
        "text": excerpt(found.description, 160),
        "language": found.language or "",
        "direction": direction(found.language),
        "count": frame.words.t("album.count", count=view.count),
        "cover": None if view.cover is None or view.cover.is_sensitive else tile(view.cover, path, frame),
    }


# One of them


@kept
async def show_album(request: web.Request) -> web.Response:
    page = _page_of(request)
    frame, (view, pictures) = await look(request, _one, own_name(request), number(request.match_info["album"]), page)
    response = answer(request, frame, _album(request, frame, view, pictures, page))
    response.headers["Link"] = alternate_link(request)
    response[SHOWN] = Shown([], topics(view) | _posts_of(pictures))
    return response


def _page_of(request: web.Request) -> int:
    page = number(request.query.get("seite", "1"))
    if page > HIGHEST // _PICTURES_PER_PAGE:
        raise NotFound("there is no such page")
    return page


def _album(request: web.Request, frame: Frame, view: AlbumView, pictures: Sequence[AlbumPicture], page: int) -> bytes:
    found, owner, words = view.album, view.owner, frame.words
    path = album_path(owner, found.id)
    shown, has_more = pictures[:_PICTURES_PER_PAGE], len(pictures) > _PICTURES_PER_PAGE
    cover = None if view.cover is None or view.cover.is_sensitive else figure_of(view.cover.media, frame)
    return rendering_of(request).page(
        "album.html",
        frame,
        heading=found.title,
        trail=_trail(view, frame, found.title),
        album=found,
        owner=face(owner, frame),
        direction=direction(found.language),
        count=words.t("album.count", count=view.count),
        tiles=[tile(each, path, frame) for each in shown],
        described=excerpt(found.description, 200) or words.t("album.by", name=owner.shown_name),
        canonical=f"{frame.site.base}{path}{f'?seite={page}' if page > 1 else ''}",
        shared=cover,
        noindex=not owner.discoverable,
        previous=(path if page == 2 else f"{path}?seite={page - 1}") if page > 1 else "",
        following=f"{path}?seite={page + 1}" if has_more else "",
        edit=f"/alben/{found.id}/aendern" if frame.viewer_id == owner.id else "",
    )


def _trail(view: AlbumView, frame: Frame, *names: str) -> list[tuple[str, str]]:
    profile = profile_path(view.owner)
    trail = [(profile, view.owner.shown_name), (f"{profile}/alben", frame.words.t("album.label"))]
    paths = [album_path(view.owner, view.album.id)] * (len(names) - 1)
    return trail + list(zip([*paths, ""], names, strict=True))


# One picture of it


@dataclass(frozen=True, slots=True)
class Hung:
    """A picture among its neighbours; `number` counts from 1, the neighbours are ids or 0."""

    view: AlbumView
    picture: AlbumPicture
    number: int
    before: int
    behind: int


@kept
async def show_picture(request: web.Request) -> web.Response:
    """By itself, with the ones before and behind it."""
    info = request.match_info
    frame, found = await look(request, _hung, own_name(request), number(info["album"]), number(info["picture"]))
    response = answer(request, frame, _picture(request, frame, found))
    response.headers["Link"] = alternate_link(request)
    response[SHOWN] = Shown([], topics(found.view) | _posts_of([found.picture]))
    return response


def _picture(request: web.Request, frame: Frame, found: Hung) -> bytes:
    view, post, words = found.view, found.picture.post, frame.words
    path, count = album_path(view.owner, view.album.id), view.count
    place = words.t("album.picture_of", number=found.number, count=count)
    shown = tile(found.picture, path, frame)
    return rendering_of(request).page(
        "album_picture.html",
        frame,
        heading=f"{view.album.title}: {place}",
        trail=_trail(view, frame, view.album.title, place),
        album=view.album,
        place=place,
        direction=direction(view.album.language),
        tile=shown,
        language=post.language or "",
        text_direction=direction(post.language),
        post_path=post_path(view.owner, post.id),
        from_post=words.t("album.from_post", day=words.date(post.published_at)),
        path=path,
        previous=f"{path}/{found.before}" if found.before else "",
        following=f"{path}/{found.behind}" if found.behind else "",
        canonical=f"{frame.site.base}{path}/{found.picture.media.id}",
        noindex=not view.owner.discoverable,
    )


# What is looked up


def topics(view: AlbumView) -> set[Told]:
    cover = [] if view.cover is None else [view.cover]
    return {("album", str(view.album.id)), ("account", str(view.owner.id))} | _posts_of(cover)


def _posts_of(pictures: Iterable[AlbumPicture]) -> set[Told]:
    return {("post", str(each.post.id)) for each in pictures}


def own_name(request: web.Request) -> str:
    """Only people here have albums that we know of. Raises NotFound."""
    name, host = split_handle(request, request.match_info["handle"])
    if host is not None:
        raise NotFound("there is no such page here")
    return name


async def _owner(tx: Tx, viewer_id: int, name: str) -> tuple[Account, bool]:
    """And whether it is hidden from who looks."""
    account = await account_called(tx, name, None)
    return account, bool(viewer_id) and await tx.blocks.exists(account.id, viewer_id)


async def _listed(tx: Tx, viewer_id: int, name: str, before: int) -> tuple[Account, Sequence[AlbumView]]:
    account, is_hidden = await _owner(tx, viewer_id, name)
    if is_hidden:
        return account, []
    found = await tx.albums.of_account(
        account.id, before=before, empty=viewer_id == account.id, limit=_ALBUMS_PER_PAGE + 1
    )
    return account, await tx.albums.views(found)


async def _found(tx: Tx, viewer_id: int, name: str, album_id: int) -> Album:
    account, is_hidden = await _owner(tx, viewer_id, name)
    found = await tx.albums.find(album_id)
    if found is None or found.account_id != account.id or is_hidden:
        raise NotFound("there is no such album")
    return found


async def _one(tx: Tx, viewer_id: int, name: str, album_id: int, page: int) -> tuple[AlbumView, Sequence[AlbumPicture]]:
    found = await _found(tx, viewer_id, name, album_id)
    [view] = await tx.albums.views([found])
    skip = (page - 1) * _PICTURES_PER_PAGE
    pictures = await tx.albums.pictures(found.id, skip=skip, limit=_PICTURES_PER_PAGE + 1)
    if not pictures and page > 1:
        raise NotFound("the album is not that long")
    return view, pictures


async def _hung(tx: Tx, viewer_id: int, name: str, album_id: int, media_id: int) -> Hung:
    found = await _found(tx, viewer_id, name, album_id)
    picture = await tx.albums.picture(found.id, media_id)
    if picture is None:
        raise NotFound("this picture is not in the album")
    [view] = await tx.albums.views([found])
    order = await tx.albums.order(found.id)
    place = order.index(media_id)
    before, behind = order[place - 1] if place else 0, order[place + 1] if place + 1 < len(order) else 0
    return Hung(view, picture, place + 1, before, behind)
