"""Somebody changes who may quote a post of theirs (FEP-044f). What it says stays, so it counts as no edit."""

from dataclasses import replace
from typing import TypeAlias

from node.context import Context
from node.errors import NotFound
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import PUBLIC, Addresses
from node.model.post import Policy, Post
from node.model.preferences import QuotePolicy
from node.outbox.acting import acting, note, own_post, view_of
from node.outbox.reached import reached
from node.outbox.send import send
from node.store.database import Tx

Allowed: TypeAlias = tuple[str, ...]


def may_quote(policy: QuotePolicy, author: Account) -> Allowed:
    """Those whom the choice lets quote a post of this author without asking."""
    match policy:
        case "public":
            return (PUBLIC,)
        case "followers":
            return (author.followers_uri or author.uri,)
        case "nobody":
            return (author.uri,)


async def set_quote_policy(node: Context, by: Actor, post_id: int, policy: QuotePolicy) -> Post:
    """Raises NotFound, Forbidden for somebody else's post."""
    return await node.store.write(_set, node.addresses, by, post_id, policy)


async def _set(tx: Tx, addresses: Addresses, by: Actor, post_id: int, policy: QuotePolicy) -> Post:
    author = await acting(tx, by)
    post = await own_post(tx, post_id, author)
    if post.is_boost:
        raise NotFound("a boost says nothing that could be quoted")
    wanted: Policy = replace(post.policy, can_quote=may_quote(policy, author))
    if wanted == post.policy:
        return post
    await tx.posts.set_policy(post.id, wanted)
    changed = await tx.posts.get(post.id)
    sent = None
    if changed.visibility.federates:
        document = rendering.note(await view_of(tx, changed), addresses)
        activity = rendering.update_post(addresses.activity(tx.ids.new()), document, published=tx.now)
        sent = await send(tx, addresses, activity, by=author, to=await reached(tx, changed, author))
    await note(tx, by, Deed.EDIT, changed.uri, sent)
    return changed
