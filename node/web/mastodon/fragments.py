"""Posts as finished JSON, kept until something on them changes: what all readers see alike is made once, and what the
reader did with a post is added.

Only the usual post is kept so: no boost, quote or poll, not the reader's own, and for readers without filters. The
others are rendered each time.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from aiohttp import web

from node.model.consent import needs_relation
from node.model.post import PostView
from node.store.database import Told, Tx
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
    made = {number: body for number in ids if (body := find(number)) is not None}
    views = await tx.timelines.views([number for number in ids if number not in made], viewer_id)
    marks = await tx.timelines.marks(made, viewer_id) if made else Marks()
    return Posts(ids, made, {view.post.id: view for view in views}, marks)


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

    def find(post_id: int) -> bytes | None:
        if reader.sieve is not NO_FILTERS:
            return None
        kept = cache.find(_key(post_id, reader))
        return None if kept is None or kept.owner_id == reader.account_id else kept.body

    async def look(tx: Tx) -> tuple[T, Posts]:
        return await query(tx, find, *args, **kwargs)

    with cache.watching() as watch:
        rest, posts = await request[NODE].store.read(look)
        return rest, dict(_finished(posts, reader, watch))


def as_list(ids: Sequence[int], finished: Mapping[int, bytes]) -> bytes:
    """A JSON list of those that are there, in that order."""
    return b"[" + b",".join(finished[number] for number in ids if number in finished) + b"]"


def _finished(posts: Posts, reader: Reader, watch: Watch) -> Iterator[tuple[int, bytes]]:
    for number in posts.ids:
        made = posts.made.get(number)
        if made is not None:
            yield number, made + _own_part(posts.marks, number, reader)
        elif number in posts.views:
            yield number, _rendered(posts.views[number], reader, watch)


def _rendered(view: PostView, reader: Reader, watch: Watch) -> bytes:
    if not _is_usual(view, reader):
        return encode(status(view, reader))
    entity = status(view, reader)
    own = {name: entity.pop(name) for name in _OWN if name in entity}
    made = encode(entity)[:-1]
    document = Document(made, "", owner_id=view.author.id)
    watch.keep(_key(view.post.id, reader), document, frozenset(_depends(view)))
    return made + (b"," + encode(own)[1:] if own else b"}")


def _own_part(marks: Marks, number: int, reader: Reader) -> bytes:
    if not reader.account_id:
        return b"}"
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
        and view.author.id != reader.account_id
        and not needs_relation(view.post, view.author)
    )


def _depends(view: PostView) -> Iterator[Told]:
    yield ("post", str(view.post.id))
    yield ("account", str(view.author.id))
    if view.preview_account is not None:
        yield ("account", str(view.preview_account.id))
    for each in view.mentions:
        yield ("account", str(each.account_id))


def _key(post_id: int, reader: Reader) -> str:
    """Who is not logged in is told other things of a post: whether it may be quoted."""
    return f"{post_id} {bool(reader.account_id)}"
