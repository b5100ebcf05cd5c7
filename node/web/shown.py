"""What a page shows, and so depends on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from node.model.post import PostView
from node.store.listeners import Told


@dataclass(frozen=True, slots=True)
class Piece:
    """A post as it stands on a page, finished. `depends_on` and `until` as of `Shown`."""

    html: Markup
    depends_on: Collection[Told]
    until: datetime | None = None


class Shown:
    """What a page depends on; and until when its words are right if nothing changes."""

    def __init__(
        self, posts: Iterable[PostView | Piece], also: Collection[Told] = (), *, author: str = "account"
    ) -> None:
        """`author` is what is told of the accounts it shows: `actor` where none of their counts are on it."""
        told: set[Told] = set(also)
        self._author = author
        self.until: datetime | None = None
        for each in posts:
            if isinstance(each, Piece):
                told |= set(each.depends_on)
                self._ends(each.until)
            else:
                self._add(each, told)
        self.depends_on = frozenset(told)

    def _add(self, view: PostView, told: set[Told]) -> None:
        told.add(("post", str(view.post.id)))
        told.add((self._author, str(view.author.id)))
        if view.replied_to is not None:
            told.add((self._author, str(view.replied_to.id)))
        if view.poll is not None and view.poll.closed_at is None:
            self._ends(view.poll.closes_at)
        if view.preview_account is not None:
            told.add((self._author, str(view.preview_account.id)))
        if view.boosted is not None:
            self._add(view.boosted, told)
        if view.quote is not None and view.quote.view is not None:
            self._add(view.quote.view, told)

    def _ends(self, at: datetime | None) -> None:
        if at is not None:
            self.until = at if self.until is None else min(self.until, at)


SHOWN: web.ResponseKey[Shown] = web.ResponseKey("SHOWN", Shown)
