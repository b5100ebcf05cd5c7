"""`/contexts/{id}`: a thread as a collection of its posts (FEP-7888), wherever they were written.

Whoever missed replies fetches this and has them all. It is attributed to whoever began the thread, if they live here;
of threads that began elsewhere it is only our view, and says so by naming the node itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import NotFound
from node.federation import rendering
from node.store.database import Tx
from node.web.activitypub.access import admit, refuse_blocked_by
from node.web.activitypub.respond import cursor, number_of, page_of, respond, wants_items
from node.web.cache import Document
from node.web.keys import NODE

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class _Thread:
    """`id` is the number it has now, `owner_id` 0 where its first post is not ours."""

    id: int
    owner_id: int
    owner_uri: str | None
    total: int
    found: Sequence[tuple[int, str]]


async def get_thread(request: web.Request) -> web.Response:
    """The open posts in order. Numbers of threads that have become part of another lead there."""
    signer = await admit(request)
    node, number = request[NODE], number_of(request)
    after = cursor(request, "after") if wants_items(request) else None
    thread = await node.store.read(_find, number, after)
    await refuse_blocked_by(node, thread.owner_id, signer)
    uri = node.addresses.thread(thread.id)
    if thread.id != number:
        return web.Response(status=301, headers={"Location": uri, "Vary": "Accept, Signature"})
    owner_uri = thread.owner_uri or node.addresses.node_actor
    if after is None:
        first = rendering.first_page(uri)
        made = rendering.ordered_collection(uri, total=thread.total, first=first, owner_uri=owner_uri)
    else:
        made = page_of(uri, request, "after", thread.found, owner_uri=owner_uri, per_page=PER_PAGE)
    return respond(request, Document.of(made), private=signer is not None)


async def _find(tx: Tx, number: int, after: int | None) -> _Thread:
    """Raises NotFound for threads in which there is nothing that anybody may read."""
    thread_id = await tx.threads.resolve(number)
    total = await tx.threads.count_open(thread_id)
    if not total:
        raise NotFound("there is no such thread")
    first = await tx.posts.find(thread_id)
    owner = None if first is None or not first.is_local else await tx.accounts.find(first.author_id)
    found = [] if after is None else await tx.threads.open_page(thread_id, after=after, limit=PER_PAGE + 1)
    return _Thread(thread_id, owner.id if owner else 0, owner.uri if owner else None, total, found)
