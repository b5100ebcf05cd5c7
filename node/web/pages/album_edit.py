"""Change one's own album: what it is called, its cover, its order, what is no longer in it; or delete it, after a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Forbidden, NotFound
from node.i18n.translate import Translator
from node.model.album import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS, AlbumChange, AlbumPicture, AlbumView
from node.model.ids import HIGHEST
from node.outbox.albums import change_album, delete_album
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import album_path, figure_of, profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, number, rendering_of, see_other
from node.web.pages.album_put import wrong_words
from node.web.rendering import Frame

_PER_PAGE: Final = 30
_LONGEST_PLACE: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in; `places` as typed, by picture."""

    title: str
    description: str
    places: Mapping[int, str] = field(default_factory=dict)
    cover_id: int = 0
    out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    """An album with the pictures of one page of the form: `skipped` are on the pages before."""

    view: AlbumView
    pictures: Sequence[AlbumPicture]
    page: int

    @property
    def skipped(self) -> int:
        return (self.page - 1) * _PER_PAGE

    @property
    def numbered(self) -> Sequence[tuple[int, AlbumPicture]]:
        return [(self.skipped + number, each) for number, each in enumerate(self.pictures, 1)]


async def show_album_edit(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await _look(request)
    album, cover = found.view.album, found.view.cover
    typed = _Typed(
        title=album.title,
        description=album.description,
        places={each.media.id: str(number) for number, each in found.numbered},
        cover_id=0 if cover is None else cover.media.id,
    )
    return _page(request, frame, found, typed)


async def save_album_edit(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    frame, found = await _look(request)
    typed = _read(form, found)
    wrong = _mistakes(typed, found, frame.words)
    if wrong:
        return _page(request, frame, found, typed, wrong=wrong)
    album = found.view.album
    places = {
        each.media.id: int(typed.places[each.media.id])
        for number, each in found.numbered
        if _moves(typed, number, each)
    }
    change = AlbumChange(
        title=typed.title,
        description=typed.description,
        cover_id=typed.cover_id or None,
        places=places,
        out=typed.out,
    )
    await change_album(request[NODE], viewer, album.id, change)
    return see_other(request, frame.to(album_path(viewer.account, album.id)), done="album-geaendert")


async def show_album_delete(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, view = await look(request, _own, number(request.match_info["album"]))
    body = rendering_of(request).page(
        "album_delete.html",
        frame,
        heading=frame.words.t("album.delete_confirm"),
        album=view.album,
        count=frame.words.t("album.count", count=view.count),
        action=f"/alben/{view.album.id}/loeschen",
        back=album_path(view.owner, view.album.id),
    )
    return answer(request, frame, body)


async def save_album_delete(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    await delete_album(request[NODE], viewer, number(request.match_info["album"]))
    return see_other(request, f"{profile_path(viewer.account)}/alben", done="album-geloescht")


def _read(form: MultiDictProxy[str], found: _Found) -> _Typed:
    here = {each.media.id for each in found.pictures}
    places = {each.media.id: form.get(f"platz-{each.media.id}", str(number)).strip() for number, each in found.numbered}
    cover_id = id_in(form.get("titelbild", ""))
    return _Typed(
        title=form.get("titel", ""),
        description=form.get("beschreibung", ""),
        places=places,
        cover_id=cover_id if cover_id in here else 0,
        out=frozenset(id_in(each) for each in form.getall("raus", [])) & here,
    )


def _mistakes(typed: _Typed, found: _Found, words: Translator) -> Mapping[str, str]:
    wrong = dict(wrong_words(typed.title, typed.description, words))
    for number_, each in found.numbered:
        text = typed.places[each.media.id]
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_PLACE and int(text)):
            wrong[f"platz-{each.media.id}"] = words.t("album.error_platz", number=number_)
    return wrong


def _moves(typed: _Typed, number_: int, each: AlbumPicture) -> bool:
    return each.media.id not in typed.out and typed.places[each.media.id] != str(number_)


async def _look(request: web.Request) -> tuple[Frame, _Found]:
    page = number(request.query.get("seite", "1"))
    if page > HIGHEST // _PER_PAGE:
        raise NotFound("there is no such page")
    return await look(request, _load, number(request.match_info["album"]), page)


async def _own(tx: Tx, viewer_id: int, album_id: int) -> AlbumView:
    """Raises NotFound, Forbidden."""
    found = await tx.albums.find(album_id)
    if found is None:
        raise NotFound("there is no such album")
    if found.account_id != viewer_id:
        raise Forbidden("this is somebody else's album")
    [view] = await tx.albums.views([found])
    return view


async def _load(tx: Tx, viewer_id: int, album_id: int, page: int) -> _Found:
    view = await _own(tx, viewer_id, album_id)
    pictures = await tx.albums.pictures(album_id, skip=(page - 1) * _PER_PAGE, limit=_PER_PAGE)
    if not pictures and page > 1:
        raise NotFound("the album is not that long")
    return _Found(view, pictures, page)


def _page(
    request: web.Request, frame: Frame, found: _Found, typed: _Typed, *, wrong: Mapping[str, str] | None = None
) -> web.Response:
    album, page = found.view.album, found.page
    path = f"/alben/{album.id}/aendern"
    body = rendering_of(request).page(
        "album_edit.html",
        frame,
        heading=frame.words.t("album.edit"),
        action=path if page == 1 else f"{path}?seite={page}",
        back=album_path(found.view.owner, album.id),
        delete=f"/alben/{album.id}/loeschen",
        form=typed,
        pictures=[
            {
                "id": each.media.id,
                "number": number_,
                "figure": figure_of(each.media, frame),
                "place": typed.places[each.media.id],
                "is_cover": each.media.id == typed.cover_id,
                "is_out": each.media.id in typed.out,
            }
            for number_, each in found.numbered
        ],
        longest_title=TITLE_CHARACTERS,
        longest_description=DESCRIPTION_CHARACTERS,
        previous=(path if page == 2 else f"{path}?seite={page - 1}") if page > 1 else "",
        following=f"{path}?seite={page + 1}" if found.skipped + len(found.pictures) < found.view.count else "",
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=422 if wrong else 200)
