"""Posts as finished JSON, kept until something on them changes: what all readers see alike is made once, and what the
reader did with a post is added.

Only the usual post is kept so: no boost, quote or poll, and for readers without filters. The others are rendered each time.
Of their own posts people are told more, so those are kept a second time for them. How much its author has written may be told
late in a post: not each new one is a reason to make all the others anew.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from aiohttp import web

from node.model.consent import needs_relation
from node.model.post import PostView
from node.store.database import Tx
from node.store.listeners import Told
from node.store.marks import Marks
from node.timelines.filters import NO_FILTERS
from node.web.cache import Document, Watch
from node.web.keys import NODE, SERVED
from node.web.mastodon.entities import Reader, status
from node.web.mastodon.respond import encode

Find: TypeAlias = Callable[[int], bytes | None]
"""What is kept of a post."""

P = ParamSpec("P")
T = TypeVar("T")

_OWN: Final = ("favourited", "reblogged", "muted", "bookmarked", "filtered")
_WORDS: Final = (b"false", b"true")


@dataclass(frozen=True, slots=True)
class Posts:
    """Some posts for a reader, in their order: those of which all is kept (`made`), and the others (`views`)."""

    ids: Sequence[int]
    made: Mapping[int, bytes]
    views: Mapping[int, PostView]
    marks: Marks


async def load_posts(tx: Tx, ids: Sequence[int], viewer_id: int, find: Find) -> Posts:
    """What is kept is looked up while the store is read, so the two belong together."""
    kept = Kept(find)
    missing = [number for number in ids if not kept.has(number)]
    views = await tx.timelines.views(missing, viewer_id) if missing else ()
    return replace(await kept.with_others(tx, viewer_id, views), ids=ids)


class Kept:
    """What is kept of some posts, looked up one by one while the store is read."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._made: dict[int, bytes] = {}

    def has(self, post_id: int) -> bool:
        body = self._find(post_id)
        if body is None:
            return False
        self._made[post_id] = body
        return True

    async def with_others(self, tx: Tx, viewer_id: int, views: Sequence[PostView]) -> Posts:
        """All that are kept, and those that had to be loaded."""
        made, others = self._made, {view.post.id: view for view in views}
        marks = await tx.timelines.marks(made, viewer_id) if made else Marks()
        return Posts([*made, *others], made, others, marks)


async def read_posts(
    request: web.Request,
    reader: Reader,
    query: Callable[Concatenate[Tx, Find, P], Awaitable[tuple[T, Posts]]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[T, dict[int, bytes]]:
    """What `query` found besides, and its posts by id as JSON; those whose authors are gone are left out."""
    cache = request[SERVED].fragments

    for_all, for_author = _variants(reader)

    def find(post_id: int) -> bytes | None:
        kept = cache.find(f"{post_id}{for_all}")
        if kept is None or kept.owner_id == reader.account_id:
            kept = cache.find(f"{post_id}{for_author}")
        return None if kept is None else kept.body

    def nothing(_post_id: int) -> bytes | None:
        return None

    looked_up = find if reader.sieve is NO_FILTERS else nothing

    async def look(tx: Tx) -> tuple[T, Posts]:
        return await query(tx, looked_up, *args, **kwargs)

    with cache.watching() as watch:
        rest, posts = await request[NODE].store.read(look)
        return rest, dict(_finished(posts, reader, watch))


def as_list(ids: Sequence[int], finished: Mapping[int, bytes]) -> bytes:
    """A JSON list of those that are there, in that order."""
    return b"[" + b",".join(finished[number] for number in ids if number in finished) + b"]"


def _finished(posts: Posts, reader: Reader, watch: Watch) -> Iterator[tuple[int, bytes]]:
    marked = posts.marks.all()
    unmarked = _own_part(Marks(), 0) if reader.account_id else b"}"
    for number in posts.ids:
        made = posts.made.get(number)
        if made is not None:
            yield number, made + (_own_part(posts.marks, number) if number in marked else unmarked)
        elif number in posts.views:
            yield number, _rendered(posts.views[number], reader, watch)


def _rendered(view: PostView, reader: Reader, watch: Watch) -> bytes:
    if not _is_usual(view, reader):
        return encode(status(view, reader))
    entity = status(view, reader)
    own = {name: entity.pop(name) for name in _OWN if name in entity}
    made = encode(entity)[:-1]
    document = Document(made, "", owner_id=view.author.id)
    for_all, for_author = _variants(reader)
    variant = for_author if view.author.id == reader.account_id else for_all
    watch.keep(f"{view.post.id}{variant}", document, frozenset(_depends(view)))
    return made + (b"," + encode(own)[1:] if own else b"}")


def _own_part(marks: Marks, number: int) -> bytes:
    return b',"favourited":%b,"reblogged":%b,"muted":%b,"bookmarked":%b,"filtered":[]}' % (
        _WORDS[number in marks.liked],
        _WORDS[number in marks.boosted],
        _WORDS[number in marks.muted],
        _WORDS[number in marks.bookmarked],
    )


def _is_usual(view: PostView, reader: Reader) -> bool:
    return (
        reader.sieve is NO_FILTERS
        and view.boosted is None
        and view.quote is None
        and view.poll is None
        and not needs_relation(view.post, view.author)
    )


def _depends(view: PostView) -> Iterator[Told]:
    yield ("post", str(view.post.id))
    yield ("account", str(view.author.id))
    if view.preview_account is not None:
        yield ("account", str(view.preview_account.id))
    for each in view.mentions:
        yield ("account", str(each.account_id))


def _variants(reader: Reader) -> tuple[str, str]:
    """The end of the name under which a post is kept: for all who are logged in, or all who are not and are told other things
    of it (whether it may be quoted); and for its author."""
    return (" in", f" of {reader.account_id}") if reader.account_id else (" out", " out")
