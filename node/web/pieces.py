"""Posts on pages as finished HTML, kept for readers who are not logged in until something on them changes: a page made anew
because of one post takes the others as they are, and pages that show the same post share it.

On no piece is what an account counts, so a new follower does not cost a channel all of them; likes and boosts are always as
they are: that they may be a little old is for the page to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeAlias

from aiohttp import web
from markupsafe import Markup

from node.model.filters import FilterPlace
from node.model.post import PostView
from node.store.database import Tx
from node.store.listeners import Told
from node.web.auth import session_secret
from node.web.cache import Document, DocumentCache, Watch
from node.web.cards import Card, card, cards
from node.web.keys import INWARD, NODE, SERVED
from node.web.languages import OWN_NAMES, choose
from node.web.page import tongue_wanted
from node.web.rendering import Frame, Rendering
from node.web.shown import Piece, Shown

Loaded: TypeAlias = PostView | Piece
"""A post a page shows: what is known of it, or finished."""

_OFFICES: Final[Told] = ("offices", "")


class Pieces:
    """The posts of one page that is being made."""

    def __init__(
        self, level: int, cache: DocumentCache | None = None, watch: Watch | None = None, spoken: str = ""
    ) -> None:
        """`level` is that of their headings. `spoken`: how the page says things, see `_spoken`; without a cache all is made
        anew."""
        self._level = level
        self._cache, self._watch = cache, watch
        self._spoken = spoken

    async def load(self, tx: Tx, ids: Sequence[int], viewer_id: int = 0) -> dict[int, Loaded]:
        """Those posts by their ids, in that order, otherwise as `tx.timelines.views`. What is kept is looked up while the store
        is read, so the two belong together."""
        found: dict[int, Loaded] = {}
        if not viewer_id:
            found.update((number, piece) for number in ids if (piece := self._find(number, tx)) is not None)
        missing = [number for number in ids if number not in found]
        if missing:
            found.update((view.post.id, view) for view in await tx.timelines.views(missing, viewer_id))
        return {number: found[number] for number in ids if number in found}

    def cards(
        self, rendering: Rendering, frame: Frame, found: Iterable[Loaded], place: FilterPlace | None = None
    ) -> Sequence[Card | Piece]:
        """As `cards.cards`, for the template."""
        if self._watch is None:
            return cards((each for each in found if not isinstance(each, Piece)), frame, place)
        return [each if isinstance(each, Piece) else self._made(each, rendering, frame, self._watch) for each in found]

    def _find(self, number: int, tx: Tx) -> Piece | None:
        kept = None if self._cache is None else self._cache.find_with(self._key(number))
        if kept is None or kept[0].is_past(tx.now):
            return None
        document, depends_on = kept
        return Piece(Markup(document.body.decode()), depends_on, document.until)  # noqa: S704  # a template made it

    def _made(self, view: PostView, rendering: Rendering, frame: Frame, watch: Watch) -> Piece:
        shown = Shown([view], {_OFFICES}, author="actor")
        piece = Piece(rendering.post(card(view, frame), frame, self._level), shown.depends_on, shown.until)
        if self._spoken == _spoken(frame):
            document = Document(piece.html.encode(), "", owner_id=view.author.id, until=shown.until)
            watch.keep(self._key(view.post.id), document, shown.depends_on)
        return piece

    def _key(self, number: int) -> str:
        return f"piece {number} {self._level} {self._spoken}"


@contextmanager
def pieces_of(request: web.Request, *, level: int) -> Iterator[Pieces]:
    """For the answer to a request, from before the store is read until the page is made. Somebody who is logged in gets all
    of theirs made anew, and so does who wants posts in a language nobody here knows by name: there are too many of those."""
    tongue = tongue_wanted(request)
    is_odd = bool(tongue) and tongue not in OWN_NAMES
    if INWARD in request or is_odd or session_secret(request) is not None:
        yield Pieces(level)
        return
    node, cache, asked = request[NODE], request[SERVED].fragments, request.query.get("lang")
    language = choose(asked, None, request.headers.get("Accept-Language"))
    day = node.clock().astimezone(node.config.node.timezone).date().toordinal()
    spoken = f"{language} {language == asked} {tongue} {day}"
    with cache.watching() as watch:
        yield Pieces(level, cache, watch, spoken)


def _spoken(frame: Frame) -> str:
    """What words of a piece depend on, besides the post: the language, whether links carry it on, the language posts are
    wanted in, and the day ("heute")."""
    day = frame.now.astimezone(frame.words.zone).date().toordinal()
    return f"{frame.words.language} {frame.language_chosen} {frame.tongue} {day}"
