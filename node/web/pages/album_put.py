"""Put pictures of a post of one's own into an album, which may be made in the same step."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Conflict, Forbidden, Invalid, Unprocessable
from node.i18n.translate import Translator
from node.model.account import Account
from node.model.album import (
    DESCRIPTION_CHARACTERS,
    MOST_ALBUMS,
    MOST_PICTURES,
    TITLE_CHARACTERS,
    Album,
    AlbumChange,
    may_be_in_albums,
)
from node.model.ids import HIGHEST
from node.model.media import Media
from node.model.post import PostView
from node.outbox.albums import add_pictures, description_of, title_of
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import album_path, figure_of, post_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import answer, id_in, look, number, rendering_of, see_other
from node.web.pages.post_edit import own_view
from node.web.rendering import Frame

_NEW: Final = "neu"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as it was filled in. `album` is the number of one there is, or `neu`."""

    chosen: Collection[int]
    album: str
    title: str = ""
    description: str = ""

    @property
    def new(self) -> AlbumChange | None:
        return AlbumChange(title=self.title, description=self.description) if self.album == _NEW else None


@dataclass(frozen=True, slots=True)
class _Found:
    view: PostView
    albums: Sequence[Album]

    @property
    def pictures(self) -> Sequence[Media]:
        return [each for each in self.view.media if each.kind == "image" and each.is_ready]


async def show_put(request: web.Request) -> web.Response:
    """All pictures are chosen, and the newest album."""
    await require_viewer(request)
    frame, found = await look(request, _load, number(request.match_info["id"]))
    newest = str(found.albums[0].id) if found.albums else _NEW
    return _page(request, frame, found, _Typed(chosen={each.id for each in found.pictures}, album=newest))


async def save_put(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, found = await look(request, _load, number(request.match_info["id"]))
    typed = _read(form, found)
    wrong = _mistakes(typed, frame.words)
    if not wrong:
        try:
            album = await add_pictures(
                node, viewer, id_in(typed.album), found.view.post.id, list(typed.chosen), new=typed.new
            )
        except Conflict:
            wrong = {"album": frame.words.t("album.full", count=MOST_PICTURES)}
        else:
            return see_other(request, frame.to(album_path(viewer.account, album.id)), done="album")
    return _page(request, frame, found, typed, wrong=wrong)


def _read(form: MultiDictProxy[str], found: _Found) -> _Typed:
    chosen = {id_in(each) for each in form.getall("bild", [])}
    there = [str(each.id) for each in found.albums]
    album = form.get("album", "")
    return _Typed(
        chosen=chosen & {each.id for each in found.pictures},
        album=album if album in there else _NEW,
        title=form.get("titel", ""),
        description=form.get("beschreibung", ""),
    )


def _mistakes(typed: _Typed, words: Translator) -> Mapping[str, str]:
    wrong = {} if typed.chosen else {"bild": words.t("album.error_bild")}
    return {**wrong, **wrong_words(typed.title, typed.description, words)} if typed.album == _NEW else wrong


def wrong_words(title: str, description: str, words: Translator) -> Mapping[str, str]:
    """What is wrong with what an album is called, by field."""
    wrong: dict[str, str] = {}
    for field, check, text, most in (
        ("titel", title_of, title, TITLE_CHARACTERS),
        ("beschreibung", description_of, description, DESCRIPTION_CHARACTERS),
    ):
        try:
            check(text)
        except Unprocessable:
            wrong[field] = words.t(f"album.error_{field}", count=most)
    return wrong


async def _load(tx: Tx, viewer_id: int, post_id: int) -> _Found:
    """Raises NotFound, Forbidden, Invalid for a post whose pictures cannot be in an album."""
    view = await own_view(tx, viewer_id, post_id)
    found = _Found(view, await tx.albums.of_account(viewer_id, before=HIGHEST, empty=True, limit=MOST_ALBUMS))
    if not may_be_in_albums(view.post):
        raise Forbidden("only pictures of posts that everybody may read can be in an album")
    if not found.pictures:
        raise Invalid("this post has no picture")
    return found


def _page(
    request: web.Request, frame: Frame, found: _Found, typed: _Typed, *, wrong: Mapping[str, str] | None = None
) -> web.Response:
    viewer: Account = found.view.author
    body = rendering_of(request).page(
        "album_put.html",
        frame,
        heading=frame.words.t("album.add"),
        action=f"/beitrag/{found.view.post.id}/album",
        back=post_path(viewer, found.view.post.id),
        pictures=[(each.id, figure_of(each, frame), each.id in typed.chosen) for each in found.pictures],
        language=found.view.post.language or "",
        albums=[(str(each.id), each.title) for each in found.albums],
        new=_NEW,
        form=typed,
        longest_title=TITLE_CHARACTERS,
        longest_description=DESCRIPTION_CHARACTERS,
        wrong=wrong or {},
    )
    return answer(request, frame, body, status=422 if wrong else 200)
