"""The collections of an account: what it published, whom it is connected with, what it shows first."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from node.errors import Forbidden
from node.federation import rendering
from node.federation.addressing import origin
from node.federation.rendering import Json
from node.model.account import Account
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.post import PostView
from node.model.tags import FeaturedTag
from node.store.database import Tx
from node.web.activitypub.access import account_named, admit, refuse_blocked_by, require_signer
from node.web.activitypub.respond import PER_PAGE, cursor, page_of, respond, wants_items
from node.web.cache import Document
from node.web.keys import NODE
from node.web.limits import count_request

OUTBOX_PER_PAGE = 20


def _actor_uri(request: web.Request) -> str:
    return request[NODE].addresses.actor(request.match_info["name"])


# What it published


async def get_outbox(request: web.Request) -> web.Response:
    """Public and unlisted posts and boosts as activities, newest first; posts as they are now."""
    signer = await admit(request)
    node, uri = request[NODE], f"{_actor_uri(request)}/outbox"
    if not wants_items(request):
        account, total = await node.store.read(_outbox_total, _actor_uri(request))
        made = rendering.ordered_collection(uri, total=total, first=rendering.first_page(uri), owner_uri=account.uri)
    else:
        before = cursor(request, "before")
        account, activities, views = await node.store.read(_outbox_page, _actor_uri(request), before)
        items = [(each.id, _item(each, views, node.addresses)) for each in activities]
        made = page_of(uri, request, "before", items, owner_uri=account.uri, per_page=OUTBOX_PER_PAGE)
    await refuse_blocked_by(node, account.id, signer)
    return respond(request, Document.of(made), private=signer is not None)


async def _outbox_total(tx: Tx, uri: str) -> tuple[Account, int]:
    account = await account_named(tx, uri)
    return account, await tx.activities.count_outbox(account.id)


async def _outbox_page(tx: Tx, uri: str, before: int) -> tuple[Account, Sequence[Outgoing], Mapping[str, PostView]]:
    account = await account_named(tx, uri)
    activities = await tx.activities.outbox(account.id, before=before, limit=OUTBOX_PER_PAGE + 1)
    numbers = [_number(each.object_uri) for each in activities if each.kind == "Create"]
    views = await tx.timelines.views([number for number in numbers if number])
    return account, activities, {view.post.uri: view for view in views if view.post.visibility.is_open}


def _number(post_uri: str) -> int:
    """The id at the end of the address of a post of ours."""
    number = post_uri.rpartition("/")[2]
    return int(number) if number.isdecimal() else 0


def _item(activity: Outgoing, views: Mapping[str, PostView], addresses: Addresses) -> Json | None:
    if activity.kind == "Create":
        view = views.get(activity.object_uri)
        if view is None:
            return None
        return rendering.create(activity.uri, rendering.note(view, addresses), published=activity.created_at)
    body: dict[str, Any] = msgspec.json.decode(activity.body)
    return {name: value for name, value in body.items() if name not in {"proof", "signature"}}  # not theirs in here


# Whom it is connected with


async def get_followers(request: web.Request) -> web.Response:
    """Only how many, where the account hides who they are (T-144)."""
    return await _connections(request, "followers")


async def get_following(request: web.Request) -> web.Response:
    return await _connections(request, "following")


async def _connections(request: web.Request, which: str) -> web.Response:
    signer = await admit(request)
    node, uri = request[NODE], f"{_actor_uri(request)}/{which}"
    account = await node.store.read(account_named, _actor_uri(request))
    await refuse_blocked_by(node, account.id, signer)
    if not wants_items(request):
        total = account.followers_count if which == "followers" else account.following_count
        first = None if account.hides_follows else rendering.first_page(uri)
        made = rendering.ordered_collection(uri, total=total, first=first, owner_uri=account.uri)
    elif account.hides_follows:
        raise Forbidden("this account does not show whom it is connected with")
    else:
        found = await node.store.read(_connected, account.id, which, cursor(request, "before"))
        made = page_of(uri, request, "before", [(each.id, each.uri) for each in found], owner_uri=account.uri)
    return respond(request, Document.of(made), private=signer is not None)


async def _connected(tx: Tx, account_id: int, which: str, before: int) -> Sequence[Account]:
    if which == "followers":
        return await tx.follows.followers(account_id, before=before, limit=PER_PAGE + 1)
    return await tx.follows.following(account_id, before=before, limit=PER_PAGE + 1)


async def get_followers_on_origin(request: web.Request) -> web.Response:
    """FEP-8fcf: the followers on the server that asks, for that server alone. Raises Unauthenticated without a
    signature."""
    count_request(request)
    signer = await require_signer(request)
    node = request[NODE]
    if signer.account.is_local:
        raise Forbidden("this is for other servers")
    account = await node.store.read(account_named, _actor_uri(request))
    there = origin(signer.account.uri)
    uris = await node.store.read(lambda tx: tx.follows.follower_uris_on(account.id, there))
    made = rendering.ordered_collection(f"{account.uri}/followers/sync", items=uris)
    return respond(request, Document.of(made), private=True)


# What it shows first


async def get_featured(request: web.Request) -> web.Response:
    """Pinned posts, latest pinned first."""
    signer = await admit(request)
    node = request[NODE]
    account, uris = await node.store.read(_pinned, _actor_uri(request))
    await refuse_blocked_by(node, account.id, signer)
    uri = f"{account.uri}/collections/featured"
    made = rendering.ordered_collection(uri, total=len(uris), items=uris, owner_uri=account.uri)
    return respond(request, Document.of(made), private=signer is not None)


async def _pinned(tx: Tx, uri: str) -> tuple[Account, Sequence[str]]:
    account = await account_named(tx, uri)
    ids = await tx.posts.pinned_ids(account.id)
    posts = await tx.posts.by_ids(ids)
    shown = [posts[number] for number in ids if number in posts]
    return account, [post.uri for post in shown if post.visibility.is_open and post.author_id == account.id]


async def get_featured_tags(request: web.Request) -> web.Response:
    """The hashtags it shows on its profile, the most used first."""
    signer = await admit(request)
    node = request[NODE]
    account, tags = await node.store.read(_featured_tags, _actor_uri(request))
    await refuse_blocked_by(node, account.id, signer)
    uri = f"{account.uri}/collections/tags"
    items = [rendering.hashtag(tag.shown, node.addresses) for tag in tags]
    made = rendering.ordered_collection(uri, total=len(items), items=items, owner_uri=account.uri, ordered=False)
    return respond(request, Document.of(made), private=signer is not None)


async def _featured_tags(tx: Tx, uri: str) -> tuple[Account, Sequence[FeaturedTag]]:
    account = await account_named(tx, uri)
    return account, await tx.tags.featured(account.id)
