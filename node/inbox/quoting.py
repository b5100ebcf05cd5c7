"""Quotes as they come in: a post from elsewhere that quotes another, its stamp checked, and answers to what we asked.

A stamp counts when it was fetched from the quoted author's server, is theirs, and names exactly these two posts (T-076).
Until then a quote is pending and shows nothing; a stamp that proves nothing blocks none that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.addressing import same_origin
from node.federation.objects import Found
from node.federation.reading import author_of, kinds_of, uri_of, web_of
from node.inbox.backfill import place
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.stamped import find_asked, stamp_of
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import Post
from node.model.quote import Quote, QuoteState
from node.moderation.policy import refuse_gone
from node.outbox.quote import ended, tell_again
from node.store.database import Tx
from node.timelines.quotes import STAMP

# --- a post that quotes ----------------------------------------------------------------------------------------------


async def take_stamp(tx: Tx, quoting_uri: str, quoted: Post, stamp_uri: str) -> None:
    """A post that came before its author asked us has its stamp now."""
    quoting = await tx.posts.find_by_uri(quoting_uri)
    quote = None if quoting is None else await tx.quotes.find(quoting.id)
    if quote is not None and quote.quoted_uri == quoted.uri:
        await tx.quotes.put(replace(quote, state=QuoteState.ACCEPTED, stamp_uri=stamp_uri))


async def verify(node: Context, args: Mapping[str, str]) -> None:
    """The job VERIFY. Raises Unreachable: then it is tried again."""
    post, quote = await node.store.read(_pending, int(args["post"]))
    if post is None or quote is None or node.addresses.is_ours(quote.quoted_uri):
        return
    quoted = await node.objects.find(quote.quoted_uri)
    found = None if quoted is not None else await node.objects.fetch_post(quote.quoted_uri)
    author_id = found.new.author.id if found is not None else quoted.author_id if quoted is not None else 0
    author = await node.store.read(lambda tx: tx.accounts.get(author_id))
    if author.id != post.author_id:
        if quote.stamp_uri is None:
            return
        document = await node.objects.fetch(quote.stamp_uri)
        check_stamp(document, quote.stamp_uri, author, quoting_uri=post.uri, quoted_uri=quote.quoted_uri)
    await node.store.write(_accept, node.addresses, quote, author, found)


async def _pending(tx: Tx, post_id: int) -> tuple[Post | None, Quote | None]:
    post, quote = await tx.posts.find(post_id), await tx.quotes.find(post_id)
    if quote is None or quote.state is not QuoteState.PENDING:
        return post, None
    return post, quote


def check_stamp(
    document: Mapping[str, Any], stamp_uri: str, author: Account, *, quoting_uri: str, quoted_uri: str
) -> None:
    """Raises Forbidden, Invalid. The document is what its own server shows under `stamp_uri`."""
    if not same_origin(stamp_uri, author.uri):
        raise Forbidden("the stamp is not on the server of who is quoted")
    if STAMP not in kinds_of(dict(document)) or web_of(document.get("id")) != stamp_uri:
        raise Invalid("this is no stamp for a quote")
    if author_of(dict(document)) != author.uri:
        raise Forbidden("the stamp is not by who is quoted")
    if (
        uri_of(document.get("interactingObject")) != quoting_uri
        or uri_of(document.get("interactionTarget")) != quoted_uri
    ):
        raise Forbidden("the stamp is for other posts")


async def _accept(tx: Tx, addresses: Addresses, quote: Quote, author: Account, found: Found | None) -> None:
    """What must still be so: nobody has changed the quote, deleted the stamp or the quoted post, or is gone."""
    from_now = await tx.quotes.find(quote.post_id)
    if from_now != quote or (await tx.accounts.get(author.id)).is_gone:
        return
    if quote.stamp_uri is not None and await tx.withdrawn.has(quote.stamp_uri, author.uri):
        await tx.quotes.put(ended(quote, QuoteState.REVOKED))
        return
    if found is not None:
        await place(tx, addresses, found)
    quoted = await tx.posts.find_by_uri(quote.quoted_uri)
    if quoted is None or quoted.deleted_at is not None or quoted.author_id != author.id:
        return
    await tx.quotes.put(
        replace(quote, state=QuoteState.ACCEPTED, quoted_id=quoted.id, quoted_author_id=quoted.author_id)
    )


# --- the answer to what one of us asked ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """`stamp_uri` is None for a no."""

    request_uri: str
    by: Account
    stamp_uri: str | None
    addresses: Addresses


async def gather_answer(node: Context, incoming: Incoming, *, accepted: bool) -> Answer | None:
    """None when it answers something else. Of an Accept, its stamp is fetched and checked."""
    asked = await find_asked(node, incoming, "QuoteRequest", _asked, else_say="nobody here asks to quote this")
    if asked is None:
        return None
    request_uri, (quote, post) = asked
    if quote.quoted_author_id != incoming.actor.id:
        raise Forbidden("only the author of what is quoted may answer")
    if not accepted:
        return Answer(request_uri, incoming.actor, None, node.addresses)
    stamp_uri = stamp_of(incoming, what="quote", whose="quoted")
    document = await node.objects.fetch(stamp_uri)
    check_stamp(document, stamp_uri, incoming.actor, quoting_uri=post.uri, quoted_uri=quote.quoted_uri)
    return Answer(request_uri, incoming.actor, stamp_uri, node.addresses)


async def _asked(tx: Tx, request_uri: str) -> tuple[Quote, Post] | None:
    quote = await tx.quotes.find_by_request(request_uri)
    post = None if quote is None else await tx.posts.find(quote.post_id)
    return None if quote is None or post is None else (quote, post)


async def apply_answer(tx: Tx, answer: Answer) -> str:
    refuse_gone(await tx.accounts.get(answer.by.id))
    found = await _asked(tx, answer.request_uri)
    if found is None or found[1].deleted_at is not None:
        raise Ignored("the post that quotes has been deleted")
    quote, post = found
    if answer.stamp_uri is None:
        if quote.state is QuoteState.PENDING:
            await tx.quotes.put(ended(quote, QuoteState.REJECTED))
            return "rejected: the quote is not shown"
        return await _end(tx, answer.addresses, quote, post)
    if quote.state is QuoteState.ACCEPTED and quote.stamp_uri == answer.stamp_uri:
        raise Ignored("accepted before")
    if await tx.withdrawn.has(answer.stamp_uri, answer.by.uri):
        raise Ignored("its stamp has been deleted")
    await tx.quotes.put(replace(quote, state=QuoteState.ACCEPTED, stamp_uri=answer.stamp_uri))
    await tell_again(tx, answer.addresses, post)
    return "accepted: the quote has its stamp"


# --- a stamp is deleted --------------------------------------------------------------------------------------------


async def revoke_by_stamp(tx: Tx, addresses: Addresses, stamp_uri: str, by: Account) -> bool:
    """Whether it was the stamp of any quote here. Only who is quoted takes their stamp back."""
    ended_any = False
    for quote in await tx.quotes.by_stamp(stamp_uri):
        post = await tx.posts.find(quote.post_id)
        if quote.quoted_author_id != by.id or quote.state is not QuoteState.ACCEPTED or post is None:
            continue
        await _end(tx, addresses, quote, post)
        ended_any = True
    return ended_any


async def _end(tx: Tx, addresses: Addresses, quote: Quote, post: Post) -> str:
    if quote.state is not QuoteState.ACCEPTED:
        raise Ignored("there is no consent that could end")
    await tx.quotes.put(ended(quote, QuoteState.REVOKED))
    await tell_again(tx, addresses, post)
    return "revoked: the quote is no longer shown"
