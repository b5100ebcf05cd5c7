"""Somebody asks whether a post of theirs may quote one of ours (FEP-044f). Who may is told by the post's own rule, so
the answer comes at once: an Accept with a stamp others can fetch, or a Reject."""

from dataclasses import dataclass
from typing import Any

from node.context import Context
from node.errors import Forbidden, Invalid, NotFound
from node.federation import rendering
from node.federation.addressing import same_origin
from node.federation.reading import read_post, uri_of, web_of
from node.inbox.arrive import is_own
from node.inbox.incoming import Incoming
from node.inbox.quoting import take_stamp
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import Post
from node.model.quote import QuoteState
from node.moderation.policy import may_interact, may_read, refuse_gone
from node.outbox.quote import stamp
from node.outbox.send import send
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Asked:
    """`quoting_uri` is the post that quotes, by the one who asks; `quoted_uri` is ours."""

    by: Account
    uri: str
    quoting_uri: str
    quoted_uri: str
    addresses: Addresses


async def gather(node: Context, incoming: Incoming) -> Asked:
    """The quoting post is looked at, but not stored: it comes with its own Create."""
    quoted_uri = uri_of(incoming.body.get("object"))
    given = incoming.body.get("instrument")
    quoting_uri = web_of(given)
    if not incoming.uri or quoted_uri is None or quoting_uri is None:
        raise Invalid("the request does not say which post would quote which")
    if not node.addresses.is_ours(quoted_uri) or await node.objects.find(quoted_uri) is None:
        raise NotFound("there is no such post here")
    if not same_origin(quoting_uri, incoming.actor.uri):
        raise Forbidden("the post that would quote is not on the server of who asks")
    document: dict[str, Any] = given if is_own(given, incoming.actor.uri) else await node.objects.fetch(quoting_uri)
    read = read_post(document, now=node.clock())
    if read.author_uri != incoming.actor.uri:
        raise Forbidden("only the author of the post that would quote may ask")
    if read.quote_uri != quoted_uri:
        raise Invalid("the post that would quote names another post")
    return Asked(incoming.actor, incoming.uri, read.uri, quoted_uri, node.addresses)


async def apply(tx: Tx, asked: Asked) -> str:
    by = await tx.accounts.get(asked.by.id)
    refuse_gone(by)
    post = await tx.posts.find_by_uri(asked.quoted_uri)
    if post is None or not post.is_local or post.is_boost or not await may_read(tx, post, by.id):
        raise NotFound("there is no such post here that they could see")
    author = await tx.accounts.get(post.author_id)
    refuse_gone(author)
    if (
        await tx.blocks.between(author.id, by.id)
        or await _was_revoked(tx, asked)
        or not await _may_quote(tx, post, author, by)
    ):
        uri = asked.addresses.activity(tx.ids.new())
        answer = rendering.reject_quote(
            uri,
            author,
            request_uri=asked.uri,
            asker_uri=by.uri,
            quoting_uri=asked.quoting_uri,
            quoted_uri=post.uri,
            published=tx.now,
        )
        await send(tx, asked.addresses, answer, by=author, to=[by.inbox])
        return "rejected: the post is not to be quoted by them"
    stamp_uri = await stamp(tx, asked.addresses, author, quoting_uri=asked.quoting_uri, quoted_uri=post.uri)
    await take_stamp(tx, asked.quoting_uri, post, stamp_uri)
    answer = rendering.accept_quote(
        asked.addresses.activity(tx.ids.new()),
        author,
        request_uri=asked.uri,
        asker_uri=by.uri,
        quoting_uri=asked.quoting_uri,
        quoted_uri=post.uri,
        authorization_uri=stamp_uri,
        published=tx.now,
    )
    await send(tx, asked.addresses, answer, by=author, to=[by.inbox])
    return "accepted: the quote has its stamp"


async def _was_revoked(tx: Tx, asked: Asked) -> bool:
    """The author has taken back that this very post quotes theirs: asking again changes nothing."""
    quoting = await tx.posts.find_by_uri(asked.quoting_uri)
    quote = None if quoting is None else await tx.quotes.find(quoting.id)
    return quote is not None and quote.state is QuoteState.REVOKED and quote.quoted_uri == asked.quoted_uri


async def _may_quote(tx: Tx, post: Post, author: Account, by: Account) -> bool:
    """As `rendering` says of posts whose author said nothing: what anybody may read, anybody may quote. What would need
    an approval by hand is rejected: nobody here could give it yet."""
    if post.policy.can_quote is None:
        return post.visibility.is_open or by.id == author.id
    return await may_interact(tx, post.policy.can_quote, author, by)
