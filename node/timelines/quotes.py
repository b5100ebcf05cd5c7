"""What a post from elsewhere quotes, whenever it is stored or edited: kept, and its consent looked into (FEP-044f)."""

from dataclasses import replace
from typing import Final

import msgspec

from node.federation.addressing import same_origin
from node.jobs.worker import enqueue
from node.model.post import Post
from node.model.quote import Quote, QuoteState
from node.store.database import Tx

STAMP: Final = "QuoteAuthorization"
VERIFY: Final = "quote.verify"
"""Job: `post` (id) from elsewhere quotes something; is there consent?"""


async def note_quote(tx: Tx, post: Post, stamp_uri: str | None) -> None:
    """`stamp_uri` is what the post names as its authorization. What was decided of this very stamp stays so."""
    if post.is_local:
        return
    before = await tx.quotes.find(post.id)
    if post.quote_uri is None:
        if before is not None:
            await tx.quotes.remove(post.id)
        return
    if before is not None and before.quoted_uri == post.quote_uri and _is_settled(before, stamp_uri):
        return
    quoted = await tx.posts.find_by_uri(post.quote_uri)
    if before is not None and before.state is QuoteState.REVOKED and quoted is not None and quoted.is_local:
        return  # what one of us took back stays so
    quote = Quote(
        post_id=post.id,
        author_id=post.author_id,
        quoted_uri=post.quote_uri,
        quoted_id=None if quoted is None else quoted.id,
        quoted_author_id=None if quoted is None else quoted.author_id,
        state=QuoteState.PENDING,
        stamp_uri=stamp_uri,
        created_at=tx.now,
    )
    if quoted is not None and quoted.is_local:
        given = await find_stamp(tx, quoted.author_id, quoting_uri=post.uri, quoted_uri=quoted.uri)
        await tx.quotes.put(quote if given is None else replace(quote, state=QuoteState.ACCEPTED, stamp_uri=given))
        return
    if quoted is not None and quoted.author_id == post.author_id and quoted.deleted_at is None:
        await tx.quotes.put(replace(quote, state=QuoteState.ACCEPTED))
        return
    await tx.quotes.put(quote)
    if stamp_uri is not None or (quoted is None and same_origin(post.quote_uri, post.uri)):
        await enqueue(tx, VERIFY, {"post": str(post.id)}, key=f"{VERIFY} {post.id} {stamp_uri}")


def _is_settled(quote: Quote, stamp_uri: str | None) -> bool:
    """Nothing new to look into: it is let, names no stamp, or one that was turned down."""
    if quote.state is QuoteState.ACCEPTED or stamp_uri is None:
        return True
    return stamp_uri == quote.stamp_uri and quote.state is not QuoteState.PENDING


async def find_stamp(tx: Tx, author_id: int, *, quoting_uri: str, quoted_uri: str) -> str | None:
    """The one an author of ours gave for these two posts, and has not taken back."""
    known = await tx.activities.find_about(quoting_uri, STAMP)
    if known is None or known.actor_id != author_id:
        return None
    return known.uri if msgspec.json.decode(known.body)["interactionTarget"] == quoted_uri else None
