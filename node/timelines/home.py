"""Home timelines of people who are reading now, kept until something on them changes (decision 0013).

Home is merged when it is read; that costs a millisecond, and a client asks every few seconds. So the pages somebody has
just seen are kept, with what they depend on in the words of `Tx.tell`: the posts and accounts shown, and whom and which
hashtags the reader follows. What is told while a page is being put together counts as well, so that no old page is kept
behind a change.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from node.model.ids import HIGHEST
from node.model.post import PostView
from node.store.database import Store, Tx, as_exactly
from node.store.listeners import Told

_MOST_READERS = 500
_MOST_PAGES = 8
_MOST_FINISHED = 250
"""Pages kept as finished bytes, of all readers together: 20 posts are about 40 KB."""

_Key = tuple[int, int]


@dataclass(slots=True)
class _Kept:
    """What one reader has seen. `followed` are the accounts whose posts belong there, the reader's own included; `tags`
    what is told of the hashtags they follow."""

    followed: frozenset[int]
    tags: frozenset[Told]
    pages: dict[_Key, list[PostView]] = field(default_factory=dict)
    finished: dict[_Key, bytes] = field(default_factory=dict)
    shown: set[Told] = field(default_factory=set)


class Homes:
    """One per node. Memory is bounded by readers and by pages of each; who has not read for longest is forgotten first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._readers: dict[Told, set[int]] = {}
        self._watches: dict[object, set[Told]] = {}
        self._gaps = 0
        self._finished: OrderedDict[tuple[int, _Key], None] = OrderedDict()
        store.listen(self._hear, self._forget_all)

    async def page(self, viewer_id: int, *, before: int = HIGHEST, limit: int = 20) -> Sequence[PostView]:
        """Newest first, as `tx.timelines.home` orders them; the reader's own likes and votes are on the views."""
        kept = self._kept.get(viewer_id)
        if kept is not None:
            found = kept.pages.get((before, limit))
            if found is not None:
                self._kept.move_to_end(viewer_id)
                return found
        gaps = self._gaps
        heard: set[Told] = set()
        watch = object()  # sets are equal when they hold the same, so each has a mark of its own
        self._watches[watch] = heard
        try:
            followed, tags, views = await self._store.read(_load, viewer_id, before, limit, kept)
        finally:
            del self._watches[watch]
        if gaps == self._gaps:  # else something may have changed of which nothing was heard
            self._keep(viewer_id, (before, limit), followed, tags, views, heard)
        return views

    def finished(self, viewer_id: int, *, before: int, limit: int) -> bytes | None:
        """What `finish` was given for this page, unless something on it has changed since."""
        kept = self._kept.get(viewer_id)
        return None if kept is None else kept.finished.get((before, limit))

    def finish(self, viewer_id: int, views: Sequence[PostView], body: bytes, *, before: int, limit: int) -> None:
        """Keep what was made of a page along with it. Nothing in `body` may depend on the time."""
        kept, key = self._kept.get(viewer_id), (before, limit)
        if kept is None or kept.pages.get(key) is not views:
            return  # forgotten meanwhile: it may show what is no longer so
        kept.finished[key] = body
        self._finished[viewer_id, key] = None
        if len(self._finished) > _MOST_FINISHED:
            (oldest, oldest_key), _ = self._finished.popitem(last=False)
            del self._kept[oldest].finished[oldest_key]

    def _keep(
        self,
        viewer_id: int,
        key: _Key,
        followed: frozenset[int],
        tags: frozenset[Told],
        views: list[PostView],
        heard: Iterable[Told],
    ) -> None:
        shown = {*_shown(views), *tags}
        if any(each in shown or _concerns(each, viewer_id, followed) for each in heard):
            return
        kept = self._kept.get(viewer_id)
        if kept is None or len(kept.pages) >= _MOST_PAGES or (kept.followed, kept.tags) != (followed, tags):
            self._forget(viewer_id)
            kept = self._kept[viewer_id] = _Kept(followed, tags)
        kept.pages[key] = views
        kept.shown |= shown
        for told in shown:
            self._readers.setdefault(told, set()).add(viewer_id)
        if len(self._kept) > _MOST_READERS:
            self._forget(next(iter(self._kept)))

    def _hear(self, news: Sequence[Told]) -> None:
        if not self._kept and not self._watches:
            return
        told = [as_exactly(each) for each in news]
        for heard in self._watches.values():
            heard.update(told)
        for each in told:
            for viewer_id in tuple(self._readers.get(each, ())):
                self._forget(viewer_id)
            if each[0] in {"author", "actor", "follow"}:
                for viewer_id in [key for key, kept in self._kept.items() if _concerns(each, key, kept.followed)]:
                    self._forget(viewer_id)

    def _forget_all(self) -> None:
        self._gaps += 1
        for viewer_id in tuple(self._kept):
            self._forget(viewer_id)

    def _forget(self, viewer_id: int) -> None:
        kept = self._kept.pop(viewer_id, None)
        if kept is None:
            return
        for key in kept.finished:
            del self._finished[viewer_id, key]
        for told in kept.shown:
            readers = self._readers[told]
            readers.discard(viewer_id)
            if not readers:
                del self._readers[told]


def _concerns(told: Told, viewer_id: int, followed: frozenset[int]) -> bool:
    """Whether what was told may change what this reader sees at home, beyond the posts shown."""
    topic, key = told
    if topic == "follow":  # whom the reader follows or blocks
        return int(key) == viewer_id
    return topic in {"author", "actor"} and int(key) in followed


def _shown(views: Iterable[PostView]) -> Iterable[Told]:
    for view in views:
        yield ("post", str(view.post.id))
        yield ("account", str(view.author.id))
        if view.replied_to is not None:
            yield ("account", str(view.replied_to.id))
        if view.boosted is not None:
            yield from _shown([view.boosted])
        if view.quote is not None and view.quote.view is not None:
            yield from _shown([view.quote.view])


async def _load(
    tx: Tx, viewer_id: int, before: int, limit: int, kept: _Kept | None
) -> tuple[frozenset[int], frozenset[Told], list[PostView]]:
    if kept is None:
        followed = frozenset([*await tx.follows.followed_ids(viewer_id), viewer_id])
        tags = frozenset(("tag", name) for name in await tx.tags.all_followed(viewer_id))
    else:
        followed, tags = kept.followed, kept.tags
    ids = await tx.timelines.home(viewer_id, before=before, limit=limit)
    return followed, tags, await tx.timelines.views(ids, viewer_id)
