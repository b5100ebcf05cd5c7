"""Somebody deletes a post of theirs, a collection of recommendations, the stamp they gave for a quote or a collection, or
their whole account."""

from dataclasses import dataclass, replace

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.addressing import same_origin
from node.federation.reading import uri_of
from node.inbox import featuring, quoting
from node.inbox.forward import forward
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.jobs.worker import enqueue
from node.model.addresses import Addresses
from node.outbox.delete import WIPE
from node.store.database import Tx
from node.timelines.feeding import feeds_changed


@dataclass(frozen=True, slots=True)
class Deleted:
    incoming: Incoming
    uri: str
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Deleted:
    uri = uri_of(incoming.body.get("object"))
    if uri is None:
        raise Invalid("the Delete names no object")
    return Deleted(incoming, uri, node.addresses)


async def apply(tx: Tx, deleted: Deleted) -> str:
    actor, uri = deleted.incoming.actor, deleted.uri
    if uri == actor.uri:
        await _depart(tx, actor.id)
        return "deleted: the account and what it wrote"
    post = await tx.posts.find_by_uri(uri)
    if post is None:
        if await featuring.remove_known(tx, uri, actor):
            return "deleted: the collection"
        remembered = await _remember(tx, deleted)
        if await quoting.revoke_by_stamp(tx, deleted.addresses, uri, actor):
            return "revoked: the quote it allowed is no longer shown"
        if await featuring.revoke_by_stamp(tx, deleted.addresses, uri, actor):
            return "revoked: they are no longer featured"
        return remembered
    if post.author_id != actor.id:
        raise Forbidden("only its author may delete a post")
    if post.deleted_at is not None:
        raise Ignored("deleted before")
    await tx.deliveries.drop_about(post.uri, tx.now)
    passed_on = await forward(tx, deleted.addresses, deleted.incoming.number, post, came_from=actor.uri)
    await tx.posts.delete(post, now=tx.now)
    await tx.cases.withdraw(post, tx.now)
    await feeds_changed(tx, post)
    return "deleted, and passed on to the servers of followers" if passed_on else "deleted"


async def _remember(tx: Tx, deleted: Deleted) -> str:
    actor = deleted.incoming.actor
    if not same_origin(deleted.uri, actor.uri) or await tx.accounts.find_by_uri(deleted.uri) is not None:
        raise Forbidden("only the owner may delete it")
    await tx.withdrawn.add(deleted.uri, actor.uri, tx.now)
    return "ignored: not known here; should it still come, it will not be taken"


async def _depart(tx: Tx, account_id: int) -> None:
    """The account is empty and gone at once; what it wrote and did goes in pieces, by the same job as for ours."""
    account = await tx.accounts.get(account_id)
    await tx.accounts.save(
        replace(
            account,
            display_name="",
            summary="",
            icon=None,
            header=None,
            fields=(),
            aliases=(),
            moved_to=None,
            deleted_at=account.deleted_at or tx.now,
        )
    )
    await tx.notifications.forget_origin(account_id)
    await enqueue(tx, WIPE, {"account": str(account_id)}, key=f"{WIPE} {account_id}")
