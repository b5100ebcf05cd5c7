"""Somebody wants to take part in an event of ours (FEP-8a8e). Nobody is put on a list here, and events say so (`joinMode`); who
asks all the same gets an answer at once, so that their program does not wait for one."""

from dataclasses import dataclass

from node.context import Context
from node.errors import Invalid
from node.federation import rendering
from node.federation.reading import uri_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.addresses import Addresses
from node.moderation.policy import may_read, refuse_gone
from node.outbox.send import send
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Asked:
    by: Account
    uri: str
    event_uri: str
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Asked:
    event_uri = uri_of(incoming.body.get("object"))
    if not incoming.uri or event_uri is None:
        raise Invalid("the Join does not say what it is about")
    if not node.addresses.is_ours(event_uri):
        raise Ignored("there is no such event here")
    return Asked(incoming.actor, incoming.uri, event_uri, node.addresses)


async def apply(tx: Tx, asked: Asked) -> str:
    by = await tx.accounts.get(asked.by.id)
    refuse_gone(by)
    post = await tx.posts.find_by_uri(asked.event_uri)
    if post is None or not post.is_local or post.appointment is None or not await may_read(tx, post, by.id):
        raise Ignored("there is no such event here that they could see")
    author = await tx.accounts.get(post.author_id)
    refuse_gone(author)
    answer = rendering.reject_join(
        asked.addresses.activity(tx.ids.new()),
        author,
        join_uri=asked.uri,
        asker_uri=by.uri,
        event_uri=post.uri,
        published=tx.now,
    )
    await send(tx, asked.addresses, answer, by=author, to=[by.inbox])
    return "rejected: nobody registers here"
