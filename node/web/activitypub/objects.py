"""`/users/{name}/posts/{id}`, and who answered, liked and boosted it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from node.context import Context
from node.errors import NotFound
from node.federation import rendering
from node.federation.authenticate import Signer
from node.federation.proofs import add_proof
from node.model.post import Post, PostView
from node.moderation.policy import may_read
from node.store.database import Tx
from node.store.listeners import Told
from node.web.activitypub.access import account_named, admit, find_signer, refuse_blocked_by
from node.web.activitypub.respond import PER_PAGE, cursor, form_for, number_of, page_of, respond, see_page, wants_items
from node.web.cache import Document
from node.web.keys import NODE, SERVED


@dataclass(frozen=True, slots=True)
class Shown:
    """A post the asker may read. Not `is_open`: they had to prove who they are."""

    view: PostView
    is_open: bool


async def get_post(request: web.Request) -> web.Response:
    """Open posts for anybody, the rest for a verified signer who may read it; a Tombstone with 410 when it is gone."""
    name, number = request.match_info["name"], request.match_info["id"]
    form = form_for(request)
    if form == "page":
        return see_page(f"{request[NODE].addresses.base}/@{name}/{number}")
    signer = await admit(request)
    key = f"post {name} {number}"
    document = request[SERVED].documents.find(key)
    if document is None:
        document, private = await _load(request, key, signer)
    else:
        private = False
    await refuse_blocked_by(request[NODE], document.owner_id, signer)
    return respond(request, document, form=form, private=private or signer is not None)


async def _load(request: web.Request, key: str, signer: Signer | None) -> tuple[Document, bool]:
    node, cache = request[NODE], request[SERVED].documents
    async with cache.making(key) as watch:
        if (made := cache.find(key)) is not None:
            return made, False
        post, view = await node.store.read(find_post, _uri_of(request))
        if view is None:
            return _tombstone(post), False
        is_open = post.visibility.is_open
        if not is_open:
            await _refuse_unless_readable(request, post, signer)
        note = rendering.note(view, node.addresses)
        document = Document.of(await _proven(node, view, note) if is_open else note, owner_id=post.author_id)
        if is_open:
            watch.keep(key, document, dependencies(view))
    return document, not is_open


async def _proven(node: Context, view: PostView, note: Mapping[str, Any]) -> Mapping[str, Any]:
    """With its author's proof (FEP-8b32), so that a copy can be told from a forgery wherever it turns up (row 92)."""
    keys = await node.keyring.signing(view.author.id)
    created = view.post.edited_at or view.post.published_at
    return add_proof(note, key=keys.ed25519, verification_method=keys.ed25519_uri, created=created)


def dependencies(view: PostView) -> set[Told]:
    """What the rendered post changes with: the post, its author, and whom it names."""
    accounts = {view.author.id, *(mention.account_id for mention in view.mentions)}
    if view.replied_to is not None:
        accounts.add(view.replied_to.id)
    if view.preview_account is not None:
        accounts.add(view.preview_account.id)
    return {("post", str(view.post.id)), *(("account", str(number)) for number in accounts)}


def _uri_of(request: web.Request) -> str:
    return request[NODE].addresses.post(request.match_info["name"], number_of(request))


def _tombstone(post: Post) -> Document:
    deleted_at = post.deleted_at or post.published_at
    return Document.of(rendering.tombstone(post.uri, deleted_at=deleted_at, former_type=post.kind), status=410)


async def find_post(tx: Tx, uri: str) -> tuple[Post, PostView | None]:
    """A post of ours that leaves this node at all, with what is shown of it; None when it was deleted. Raises NotFound;
    Gone and Forbidden for what became of its author."""
    post = await tx.posts.find_by_uri(uri)
    if post is None or not post.is_local or post.is_boost or not post.visibility.federates:
        raise NotFound("there is no such post")
    if post.deleted_at is not None:
        return post, None
    author = await tx.accounts.get(post.author_id)
    await account_named(tx, author.uri)
    views = await tx.timelines.views([post.id])
    return post, views[0]


async def _refuse_unless_readable(request: web.Request, post: Post, signer: Signer | None) -> None:
    """Raises NotFound: whether there is such a post is nobody's business."""
    signer = signer or await find_signer(request)
    if signer is None or not await request[NODE].store.read(may_read, post, signer.account.id):
        raise NotFound("there is no such post")


# Collections that hang on a post


async def _readable(request: web.Request) -> tuple[Shown, Signer | None]:
    """The post whose collection is asked for, by the rules of the post itself."""
    signer = await admit(request)
    node = request[NODE]
    post, view = await node.store.read(find_post, _uri_of(request))
    if view is None:
        raise NotFound("this post has been deleted")
    if not post.visibility.is_open:
        await _refuse_unless_readable(request, post, signer)
    await refuse_blocked_by(node, post.author_id, signer)
    return Shown(view, post.visibility.is_open), signer


async def get_replies(request: web.Request) -> web.Response:
    """Direct answers anybody may read, oldest first, wherever they were written."""
    shown, signer = await _readable(request)
    node, post = request[NODE], shown.view.post
    uri = f"{post.uri}/replies"
    if wants_items(request):
        after = cursor(request, "after")
        found = await node.store.read(lambda tx: tx.threads.replies(post.id, after=after, limit=PER_PAGE + 1))
        made = page_of(uri, request, "after", found, owner_uri=shown.view.author.uri, ordered=False)
    else:
        made = rendering.ordered_collection(
            uri,
            total=post.replies_count,
            first=rendering.first_page(uri),
            owner_uri=shown.view.author.uri,
            ordered=False,
        )
    return respond(request, Document.of(made), private=not shown.is_open or signer is not None)


async def get_likes(request: web.Request) -> web.Response:
    """The Likes by their ids."""
    shown, signer = await _readable(request)
    post = shown.view.post
    before = cursor(request, "before") if wants_items(request) else None
    found = None if before is None else await request[NODE].store.read(_likes, post.id, before)
    return _counted(request, shown, signer, "likes", post.likes_count, found)


async def get_shares(request: web.Request) -> web.Response:
    """The Announces by their ids, as far as anybody may see them."""
    shown, signer = await _readable(request)
    post = shown.view.post
    before = cursor(request, "before") if wants_items(request) else None
    found = None if before is None else await request[NODE].store.read(_shares, post.id, before)
    return _counted(request, shown, signer, "shares", post.boosts_count, found)


async def _likes(tx: Tx, post_id: int, before: int) -> Sequence[tuple[int, str]]:
    return await tx.reactions.uris(post_id, before=before, limit=PER_PAGE + 1)


async def _shares(tx: Tx, post_id: int, before: int) -> Sequence[tuple[int, str]]:
    return await tx.posts.open_boosts(post_id, before=before, limit=PER_PAGE + 1)


def _counted(
    request: web.Request,
    shown: Shown,
    signer: Signer | None,
    name: str,
    total: int,
    found: Sequence[tuple[int, str]] | None,
) -> web.Response:
    uri = f"{shown.view.post.uri}/{name}"
    if found is not None:
        made = page_of(uri, request, "before", found, owner_uri=shown.view.author.uri, ordered=False)
    else:
        first = rendering.first_page(uri)
        owner = shown.view.author.uri
        made = rendering.ordered_collection(uri, total=total, first=first, owner_uri=owner, ordered=False)
    return respond(request, Document.of(made), private=not shown.is_open or signer is not None)
