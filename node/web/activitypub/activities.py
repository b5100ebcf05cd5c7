"""`/activities/{id}`: everything our people did, by its id, with its proof.

Public ones are for anybody, the rest for whom they are addressed to; a report (Flag) is for nobody, because it is
addressed to the one it is about. A Create or Update carries the post as it is now:
where it was edited since, the activity is made and sealed anew. It goes when what it brought about is gone.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from aiohttp import web

from node.errors import Forbidden, Gone, NotFound
from node.federation import rendering
from node.federation.authenticate import Signer
from node.model.account import Account
from node.model.activity import Outgoing
from node.model.post import Post, PostView
from node.store.database import Tx
from node.store.listeners import Told
from node.web.activitypub.access import admit, find_signer, refuse_blocked_by
from node.web.activitypub.objects import dependencies
from node.web.activitypub.respond import form_for, number_of, respond
from node.web.cache import Document
from node.web.keys import NODE, SERVED


@dataclass(frozen=True, slots=True)
class _Found:
    """`post` is what it brought about or changed (a boost is a post too); `view` that post, where it stands in it."""

    activity: Outgoing
    author: Account
    post: Post | None
    view: PostView | None

    @property
    def is_stale(self) -> bool:
        """What it says of the post is no longer so."""
        edited_at = None if self.view is None else self.view.post.edited_at
        return edited_at is not None and edited_at > self.activity.created_at

    @property
    def depends_on(self) -> set[Told]:
        told = {("account", str(self.author.id))} if self.view is None else dependencies(self.view)
        return told if self.post is None else told | {("post", str(self.post.id))}


async def get_activity(request: web.Request) -> web.Response:
    form = form_for(request)
    signer = await admit(request)
    key = f"activity {request.match_info['id']}"
    document = request[SERVED].documents.find(key)
    private = signer is not None
    if document is None:
        document, is_public = await _load(request, key, signer)
        private = private or not is_public
    await refuse_blocked_by(request[NODE], document.owner_id, signer)
    return respond(request, document, form="activity" if form == "page" else form, private=private)


async def _load(request: web.Request, key: str, signer: Signer | None) -> tuple[Document, bool]:
    node, cache = request[NODE], request[SERVED].documents
    async with cache.making(key) as watch:
        if (made := cache.find(key)) is not None:
            return made, True
        found = await node.store.read(_find, number_of(request))
        activity = found.activity
        if not activity.is_public:
            signer = signer or await find_signer(request)
            if signer is None or not await node.store.read(_is_addressed, found, signer.account):
                raise NotFound("there is no such activity")
        document = Document.of(await _sealed(request, found), owner_id=activity.actor_id)
        if activity.is_public:
            watch.keep(key, document, found.depends_on)
    return document, activity.is_public


async def _find(tx: Tx, number: int) -> _Found:
    """Raises NotFound, Gone, Forbidden."""
    activity = await tx.activities.find(number)
    if activity is None or activity.kind == "Flag":
        raise NotFound("there is no such activity")
    author = await tx.accounts.get(activity.actor_id)
    if author.suspended_at is not None:
        raise Forbidden("this account is suspended")
    if author.deleted_at is not None and activity.kind != "Delete":
        raise Gone("this account has been deleted")
    post = await _brought_about(tx, activity)
    if post is None:
        return _Found(activity, author, None, None)
    if post.deleted_at is not None or not post.visibility.federates:
        raise Gone("what this activity is about has been deleted")
    views = () if post.is_boost else await tx.timelines.views([post.id])
    return _Found(activity, author, post, views[0] if views else None)


async def _brought_about(tx: Tx, activity: Outgoing) -> Post | None:
    """The post it stands and falls with. Raises Gone when a boost was taken back."""
    match activity.kind:
        case "Create" | "Update":
            return await tx.posts.find_by_uri(activity.object_uri)
        case "Announce":
            boost = await tx.posts.find_by_uri(activity.uri)
            if boost is None:
                raise Gone("this boost was taken back")
            return boost
        case "QuoteAuthorization":  # the stamp on a quote: good as long as what is quoted is there (FEP-044f)
            return await tx.posts.find_by_uri(str(msgspec.json.decode(activity.body)["interactionTarget"]))
        case _:
            return None


async def _sealed(request: web.Request, found: _Found) -> bytes:
    """With its proof. Made once and stored, except where the post has changed since."""
    node, sealer, activity = request[NODE], request[SERVED].sealer, found.activity
    if found.is_stale and found.view is not None:
        render = rendering.create if activity.kind == "Create" else rendering.update_post
        current = render(activity.uri, rendering.note(found.view, node.addresses), published=activity.created_at)
        activity = replace(activity, body=msgspec.json.encode(current).decode(), sealed=False)
    if activity.sealed:
        return activity.body.encode()
    keys = await node.keyring.signing(activity.actor_id)
    body = await asyncio.to_thread(sealer.seal, activity, keys)
    if not found.is_stale:
        await node.store.write(lambda tx: tx.activities.seal(activity.id, body.decode()))
    return body


async def _is_addressed(tx: Tx, found: _Found, asker: Account) -> bool:
    """Whether it names the asker, or the followers of its author, of whom the asker is one."""
    if asker.id == found.author.id:
        return True
    body: dict[str, Any] = msgspec.json.decode(found.activity.body)
    audience = set(_audience(body))
    if asker.uri in audience:
        return True
    if found.author.followers_uri not in audience:
        return False
    follow = await tx.follows.find(asker.id, found.author.id)
    return follow is not None and follow.accepted


def _audience(body: Mapping[str, Any]) -> Iterator[str]:
    for name in ("to", "cc"):
        value = body.get(name, ())
        yield from (value,) if isinstance(value, str) else (each for each in value if isinstance(each, str))
