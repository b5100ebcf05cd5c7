"""Somebody looks for an account, a post or a collection: by handle, by address, or by the beginning of a name.

Only for people who are logged in are other servers asked: nobody else makes us fetch anything (T-098, T-118).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from node.context import Context
from node.errors import Forbidden, Gone, Invalid, NotFound, Refused, Unauthenticated
from node.federation.addressing import Handle, parse_handle, same_origin
from node.federation.objects import Found
from node.federation.reading import is_collection, read_collection
from node.model.account import Account, Actor
from node.model.addresses import Addresses
from node.model.collection import Collection
from node.model.post import Post
from node.model.slice import Slice
from node.moderation.policy import may_read
from node.outbox.recommended import keep, queue_look
from node.store.database import Tx
from node.text.words import MOST_ASKED, words_of
from node.timelines.place import place_post

_MOST = 20
_LONGEST = 2048
_NOTHING_THERE = (Forbidden, Gone, Invalid, NotFound, Refused, Unauthenticated)


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was found, best first, as far as who asked may see it."""

    accounts: tuple[Account, ...] = ()
    posts: tuple[Post, ...] = ()
    collections: tuple[Collection, ...] = ()


async def find(node: Context, viewer: Actor | None, query: str, *, resolve: bool = True) -> LookUp:
    """Without `resolve` only what is known here. Raises Unreachable when another server was asked and does not answer:
    that is not the same as nothing found."""
    query = query.strip()
    if not query or len(query) > _LONGEST:
        return LookUp()
    if query.lower().startswith(("http://", "https://")):
        found = await _find_address(node, viewer if resolve else None, query)
    else:
        found = await _find_name(node, viewer if resolve else None, query)
    return await node.store.read(_visible, found, 0 if viewer is None else viewer.account.id)


async def find_by_words(
    node: Context, viewer: Actor | None, query: str, piece: Slice, *, author_id: int | None = None, offset: int = 0
) -> Sequence[int]:
    """Ids of posts with all the words of `query`, the last of which may be the beginning of one; newest first. Only
    what its author lets be found, and what the viewer wrote, is named in, liked or kept (FEP-5feb)."""
    words = words_of(query[:_LONGEST])[:MOST_ASKED]
    viewer_id = 0 if viewer is None else viewer.account.id
    return await node.store.read(
        lambda tx: tx.search.posts(words, viewer_id, piece, author_id=author_id, offset=offset)
    )


async def fetch_post(node: Context, uri: str) -> Post:
    """Stored, else fetched from its own id; it neither notifies nor streams. Raises Gone, and what fetching raises."""
    known = await node.objects.find(uri)
    if known is None:
        if node.addresses.is_ours(uri):
            raise NotFound("there is no such post")
        return await _keep(node, await node.objects.fetch_post(uri))
    return _living(known)


async def _find_name(node: Context, viewer: Actor | None, query: str) -> LookUp:
    try:
        handle = parse_handle(query)
    except Invalid:
        return LookUp()  # several words: posts are not searched yet
    if handle.host is None:
        name = handle.name.lower()
        return LookUp(tuple(await node.store.read(lambda tx: tx.accounts.search(name, limit=_MOST))))
    account = await node.store.read(_by_handle, node.addresses, handle)
    if account is None and viewer is not None:
        try:
            account = await node.actors.by_handle(handle.name, handle.host)
        except _NOTHING_THERE:
            account = None
    return LookUp() if account is None else LookUp((account,))


async def _find_address(node: Context, viewer: Actor | None, url: str) -> LookUp:
    found = await node.store.read(_stored, node.addresses, url)
    if found != LookUp() or viewer is None or node.addresses.is_ours(url):
        return found
    try:
        document = await node.objects.fetch(url)
        if "inbox" in document:
            return LookUp((await node.actors.take(document, node.clock()),))
        if is_collection(document):
            return LookUp(collections=(await _keep_collection(node, document),))
        return LookUp(posts=(await _keep(node, await node.objects.from_document(document, live=False)),))
    except _NOTHING_THERE:
        return LookUp()


async def _stored(tx: Tx, addresses: Addresses, url: str) -> LookUp:
    """By its id; of ours also by the address of its page."""
    account = await tx.accounts.find_by_uri(url)
    post = await tx.posts.find_by_uri(url)
    collection = await tx.collections.find_by_uri(url)
    if account is None and post is None and collection is None and url.startswith(f"{addresses.base}/@"):
        name, _, number = url.removeprefix(f"{addresses.base}/@").rstrip("/").partition("/")
        if number.isascii() and number.isdecimal() and len(number) < _DIGITS:
            post = await tx.posts.find(int(number))
        elif not number:
            account = await _by_page(tx, addresses, name)
        elif (
            (digits := number.removeprefix("empfehlungen/")).isascii() and digits.isdecimal() and len(digits) < _DIGITS
        ):
            collection = await tx.collections.find(int(digits))
    return LookUp(
        () if account is None else (account,),
        () if post is None else (post,),
        () if collection is None else (collection,),
    )


_DIGITS = len(str(1 << 63))


async def _by_page(tx: Tx, addresses: Addresses, name: str) -> Account | None:
    try:
        return await _by_handle(tx, addresses, parse_handle(name))
    except Invalid:
        return None


async def _by_handle(tx: Tx, addresses: Addresses, handle: Handle) -> Account | None:
    is_here = handle.host is None or handle.host in addresses.domains
    return await tx.accounts.find_by_handle(handle.name, None if is_here else handle.host)


async def _visible(tx: Tx, found: LookUp, viewer_id: int) -> LookUp:
    """Without who is gone, and without posts the viewer may not read or does not want to (T-140)."""
    posts = [
        post
        for post in found.posts
        if await may_read(tx, post, viewer_id) and not await tx.blocks.between(viewer_id, post.author_id)
    ]
    collections = [each for each in found.collections if await may_see(tx, each, viewer_id)]
    accounts = tuple(account for account in found.accounts if not account.is_gone)
    return LookUp(accounts, tuple(posts), tuple(collections))


async def may_see(tx: Tx, found: Collection, viewer_id: int) -> bool:
    """Whether the viewer (0: anybody) is shown a collection: its owner is not gone, and neither blocks the other."""
    owner = await tx.accounts.get(found.account_id)
    return not owner.is_gone and not await tx.blocks.between(viewer_id, owner.id)


async def _keep_collection(node: Context, document: dict[str, Any]) -> Collection:
    """What it says of itself at once; who is featured is looked at soon."""
    read = read_collection(document, now=node.clock())
    if not same_origin(read.uri, read.owner_uri):
        raise Invalid("the collection is not on its owner's server")
    owner = await node.actors.by_uri(read.owner_uri)

    async def kept(tx: Tx) -> Collection:
        found = await keep(tx, read, owner)
        await queue_look(tx, found.uri)
        return found

    return await node.store.write(kept)


async def _keep(node: Context, found: Found) -> Post:
    if found.read.vote_name is not None:
        raise Invalid("this is a vote, not a post")
    return _living(await node.store.write(_place, found))


async def _place(tx: Tx, found: Found) -> Post | None:
    post = await place_post(tx, found.new, live=False)
    if post is None:
        return await tx.posts.find_by_uri(found.new.uri)
    totals = found.read.totals
    await tx.posts.raise_counts(
        post.id, replies=totals.replies or 0, likes=totals.likes or 0, boosts=totals.shares or 0
    )
    return await tx.posts.find(post.id)


def _living(post: Post | None) -> Post:
    if post is None or post.deleted_at is not None:
        raise Gone("this post has been deleted")
    return post
