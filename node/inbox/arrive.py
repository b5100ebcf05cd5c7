"""A post comes in, by whatever road: sent by its author, passed on, or pointed at by a group. It is stored when
somebody here has to do with it, put into its thread, and whoever must know is told."""

from dataclasses import dataclass
from typing import Any, TypeGuard

from node.context import Context
from node.errors import Gone, Invalid
from node.federation.addressing import same_origin
from node.federation.objects import Found
from node.federation.reading import author_of, embedded, kinds_of, may_be_post, web_of
from node.inbox import backfill
from node.inbox.cases import with_named
from node.inbox.forward import forward
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.linked import link
from node.inbox.share import Share, place_share
from node.jobs.worker import enqueue
from node.model.addresses import Addresses
from node.model.notification import Event
from node.model.post import NewPost, Post
from node.model.visibility import Visibility
from node.moderation.policy import may_read, refuse_gone
from node.outbox.casework import arrived
from node.store.database import Tx
from node.timelines.notify import notify
from node.timelines.place import place_post

NOBODYS = "nobody here follows its author, is named in it, or wrote what it answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`number` is the received row that its author signed, to be passed on byte for byte; None where the post was
    fetched instead. `share` is the boost of the group that pointed at it."""

    found: Found
    addresses: Addresses
    number: int | None = None
    share: Share | None = None


def is_own(given: Any, actor_uri: str) -> TypeGuard[dict[str, Any]]:
    """Whether an embedded object's word counts: its id is on the actor's origin, and it says it is the actor's."""
    if not isinstance(given, dict):
        return False
    uri = web_of(given.get("id") or given.get("@id"))
    return uri is not None and same_origin(uri, actor_uri) and author_of(given) == actor_uri


async def from_own(node: Context, incoming: Incoming, given: dict[str, Any]) -> Arrival:
    """What the actor embedded of its own. Raises Ignored when there is no post in it."""
    try:
        found = await node.objects.from_document(given, live=True, author=incoming.actor, activity=incoming.body)
        found = await with_named(node, found, given, incoming)
    except Invalid as problem:
        raise Ignored(problem.reason) from problem
    return Arrival(found=found, addresses=node.addresses, number=incoming.number)


async def from_network(node: Context, uri: str, *, number: int | None = None, share: Share | None = None) -> Arrival:
    """The post as its own server shows it. Raises what fetching raises: Gone, NotFound, Unreachable, Invalid, ..."""
    document = await node.objects.fetch(uri)
    _refuse_no_post(document)
    found = await node.objects.from_document(document, live=True)
    return Arrival(found=found, addresses=node.addresses, number=number, share=share)


async def gather_object(node: Context, incoming: Incoming, given: Any) -> Arrival:
    """The post an activity of its author names or embeds: embedded where its word counts, else fetched from its id."""
    if is_own(given, incoming.actor.uri):
        return await from_own(node, incoming, given)
    uri = web_of(given)
    if uri is None:
        raise Invalid("the activity names no object that could be fetched")
    if (inner := embedded(given)) is not None and kinds_of(inner):
        _refuse_no_post(inner)
    known = await node.objects.find(uri)
    if known is not None and incoming.activity.kind == "Create":
        raise Ignored("known already")
    arrival = await from_network(node, uri)
    if arrival.found.new.author.id != incoming.actor.id:
        return arrival
    return Arrival(found=arrival.found, addresses=node.addresses, number=incoming.number)


def _refuse_no_post(document: dict[str, Any]) -> None:
    """Raises Ignored for what no reader could make a post of: a chat message, a cache file, an actor."""
    if not may_be_post(document):
        raise Ignored(f"a {(*kinds_of(document), 'document without type')[0]} is no post")


async def take_in(tx: Tx, arrival: Arrival) -> str:
    """Store the post. Returns the outcome; raises Gone when its author deleted it before, Forbidden when they are
    suspended or may not answer there."""
    new = arrival.found.new
    author = new.author
    if not await tx.accounts.is_living(author.id):
        refuse_gone(await tx.accounts.get(author.id))
    if await tx.withdrawn.has(new.uri, author.uri):
        raise Gone("it was deleted before it came")
    linked = await link(tx, arrival.addresses, new)
    new = linked.new
    quoted = await _quoted(tx, new)
    if not await _concerns_us(tx, arrival, new, linked.parent, quoted):
        return f"ignored: {NOBODYS}"
    post = await place_post(tx, new)
    if post is None:
        return await _tell_late(tx, arrival, new, linked.parent)
    if quoted is not None:
        await notify(tx, await tx.accounts.get(quoted.author_id), Event.QUOTE, author, post)
    await raise_totals(tx, arrival.found, post)
    await seek_thread(tx, post)
    if arrival.share is not None and post.in_reply_to_uri is None:
        await place_share(tx, arrival.share, post)
    settled = await arrived(tx, arrival.addresses, post, author, new.case_said)
    if arrival.number is not None and await forward(tx, arrival.addresses, arrival.number, post, came_from=author.uri):
        return _and("stored, and passed on to the servers of followers", settled)
    return _and("stored", settled)


def _and(outcome: str, settled: str) -> str:
    return f"{outcome}; {settled}" if settled else outcome


async def raise_totals(tx: Tx, found: Found, post: Post) -> None:
    """What the author's own server counts."""
    totals = found.read.totals
    if totals.replies or totals.likes or totals.shares:
        await tx.posts.raise_counts(
            post.id, replies=totals.replies or 0, likes=totals.likes or 0, boosts=totals.shares or 0
        )


async def seek_thread(tx: Tx, post: Post) -> None:
    """Have the rest of the conversation fetched, when what the post answers is not here."""
    if post.in_reply_to_uri is not None and post.in_reply_to_id is None and post.visibility.is_open:
        await enqueue(tx, backfill.THREAD, {"post": str(post.id)}, key=f"{backfill.THREAD} {post.in_reply_to_uri}")


async def _concerns_us(tx: Tx, arrival: Arrival, new: NewPost, parent: Post | None, quoted: Post | None) -> bool:
    """Whether anybody here has to do with it: the public timeline shows what is stored, so strangers stay out."""
    if new.visibility.is_open:
        if parent is not None or quoted is not None:
            return True
        if arrival.share is not None and await tx.follows.has_local_follower(arrival.share.by.id):
            return True
    if new.visibility is not Visibility.DIRECT and await tx.follows.has_local_follower(new.author.id):
        return True
    named = await tx.accounts.by_ids({*arrival.found.recipients, *new.mentions})
    for account in named.values():
        if account.is_local and not account.is_gone and not await tx.blocks.exists(account.id, new.author.id):
            return True
    return False


async def _quoted(tx: Tx, new: NewPost) -> Post | None:
    """The post of ours that it quotes."""
    if new.quote_uri is None:
        return None
    quoted = await tx.posts.find_by_uri(new.quote_uri)
    if quoted is None or not quoted.is_local or not await may_read(tx, quoted, new.author.id):
        return None
    return quoted


async def _tell_late(tx: Tx, arrival: Arrival, new: NewPost, parent: Post | None) -> str:
    """It is here already. If it was fetched with its conversation just before its author's server brought it, nobody has
    been told yet; who has been told is not told again."""
    post = await tx.posts.find_by_uri(new.uri)
    if post is None or post.deleted_at is not None or post.author_id != new.author.id:
        return "ignored: known already"
    mentioned = await tx.accounts.by_ids(new.mentions)
    told = [await notify(tx, account, Event.MENTION, new.author, post) for account in mentioned.values()]
    if parent is not None:
        told.append(await _tell_answered(tx, post, parent, new))
    settled = await arrived(tx, arrival.addresses, post, new.author, new.case_said)
    return _and("known already; who it concerns has now been told" if any(told) else "ignored: known already", settled)


async def _tell_answered(tx: Tx, post: Post, parent: Post, new: NewPost) -> bool:
    """Whoever is answered is told, also when the answer does not name them (Discourse, Lemmy)."""
    if parent.author_id in new.mentions or not parent.is_local or not await may_read(tx, post, parent.author_id):
        return False
    return await notify(tx, await tx.accounts.get(parent.author_id), Event.MENTION, new.author, post)
