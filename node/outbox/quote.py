"""Somebody quotes a post, and somebody takes back that a post of theirs is quoted (FEP-044f).

Of a post of ours, its own rule says who may, so the stamp is made at once. An author elsewhere is asked: until their
server answers with a stamp, the quote is pending and nobody is shown more than its address.
"""

import re
from html import escape
from typing import Final

import msgspec

from node.context import Context
from node.errors import Forbidden, NotFound, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.consent import consent_of
from node.model.notification import Event
from node.model.post import Post
from node.model.quote import Consent, Quote, QuoteState
from node.model.visibility import Visibility
from node.outbox.acting import Target, acting, own_post, target, view_of
from node.outbox.audience import inboxes, of_accounts
from node.outbox.reached import reached
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.notify import notify
from node.timelines.quotes import STAMP, find_stamp

NOT_QUOTABLE: Final = "The post you are trying to quote does not appear to exist."
"""Mastodon's words, also for what may not be quoted: whether it is there is then nobody's business."""
_ADDRESS: Final = re.compile(r'<p class="quote-inline">.*?</p>', re.DOTALL)


async def quotable(tx: Tx, post_id: int, author: Account, visibility: Visibility) -> Target:
    """What the author may quote in a post of that visibility; of a boost, what is boosted. Raises NotFound,
    Unprocessable."""
    try:
        found = await target(tx, post_id, author)
    except (NotFound, Forbidden):
        raise NotFound(NOT_QUOTABLE) from None
    follows = await tx.follows.find(author.id, found.author.id)
    followed = await tx.follows.find(found.author.id, author.id)
    consent = consent_of(
        found.post,
        found.author,
        author.id,
        author.uri,
        follows=follows is not None and follows.accepted,
        followed=followed is not None and followed.accepted,
    )
    if consent is Consent.DENIED:
        raise NotFound(NOT_QUOTABLE)
    if not found.author.is_local and visibility is Visibility.LOCAL:
        raise Unprocessable("a local post quotes nobody elsewhere: they could not be asked", code="quote_far")
    return found


def quote_visibility(wanted: Visibility, quoted: Visibility) -> Visibility:
    """What quotes a post that not everybody may read is shown no wider than that. Raises Unprocessable where a local
    post would leave the house, or a private one be read by everybody in it."""
    if quoted.is_open or (wanted is Visibility.DIRECT and quoted is not Visibility.LOCAL):
        return wanted
    if quoted is Visibility.LOCAL:
        if wanted.is_open or wanted is Visibility.LOCAL:
            return Visibility.LOCAL
        raise Unprocessable(
            "a local post is quoted in public or local posts only, which then are local", code="quote_local"
        )
    return Visibility.FOLLOWERS if wanted.is_open else wanted


async def begin_quote(tx: Tx, addresses: Addresses, post: Post, author: Account, quoted: Target) -> None:
    """The post is stored: ask for consent, or give it where that is ours to do."""
    stamp_uri = request_uri = None
    state = QuoteState.ACCEPTED
    if quoted.author.id == author.id:
        pass  # who quotes themselves needs no stamp
    elif quoted.author.is_local:
        stamp_uri = await stamp(tx, addresses, quoted.author, quoting_uri=post.uri, quoted_uri=quoted.post.uri)
        await notify(tx, quoted.author, Event.QUOTE, author, post)
    else:
        state = QuoteState.PENDING
        request_uri = addresses.activity(tx.ids.new())
    await tx.quotes.put(
        Quote(
            post_id=post.id,
            author_id=author.id,
            quoted_uri=quoted.post.uri,
            quoted_id=quoted.post.id,
            quoted_author_id=quoted.author.id,
            state=state,
            stamp_uri=stamp_uri,
            request_uri=request_uri,
            created_at=tx.now,
        )
    )
    if request_uri is not None:
        asked = rendering.quote_request(
            request_uri,
            author,
            quoting=rendering.note(await view_of(tx, post), addresses),
            quoted_uri=quoted.post.uri,
            author_uri=quoted.author.uri,
            published=tx.now,
        )
        await send(tx, addresses, asked, by=author, to=[quoted.author.inbox], about=post.uri)


async def stamp(tx: Tx, addresses: Addresses, author: Account, *, quoting_uri: str, quoted_uri: str) -> str:
    """Where the authorization can be fetched: it stands among our activities. The same for the same two posts."""
    known = await find_stamp(tx, author.id, quoting_uri=quoting_uri, quoted_uri=quoted_uri)
    if known is not None:
        return known
    number = tx.ids.new()
    uri = addresses.activity(number)
    made = rendering.quote_authorization(uri, author, quoting_uri=quoting_uri, quoted_uri=quoted_uri)
    await tx.activities.add(
        Outgoing(
            id=number,
            uri=uri,
            kind=STAMP,
            actor_id=author.id,
            body=msgspec.json.encode(made).decode(),
            is_public=True,
            object_uri=quoting_uri,
            created_at=tx.now,
        )
    )
    return uri


async def revoke_quote(node: Context, by: Actor, post_id: int, quoting_id: int) -> None:
    """A post of one's own shall no longer be shown in that one. Raises NotFound, Forbidden."""
    await node.store.write(_revoke, node.addresses, by, post_id, quoting_id)


async def _revoke(tx: Tx, addresses: Addresses, by: Actor, post_id: int, quoting_id: int) -> None:
    author = await acting(tx, by, even_moved=True)
    quoted = await own_post(tx, post_id, author)
    quote = await tx.quotes.find(quoting_id)
    quoting = await tx.posts.find(quoting_id)
    if quote is None or quoting is None or quote.quoted_id != quoted.id or quoting.author_id == author.id:
        raise NotFound("Record not found")
    if quote.state is QuoteState.REVOKED:
        return
    stamp_uri = await find_stamp(tx, author.id, quoting_uri=quoting.uri, quoted_uri=quoted.uri)
    await tx.quotes.put(ended(quote, QuoteState.REVOKED))
    if stamp_uri is not None:
        activity = rendering.revoke_quote(
            addresses.activity(tx.ids.new()),
            author,
            stamp_uri=stamp_uri,
            quoting_uri=quoting.uri,
            quoted_uri=quoted.uri,
            published=tx.now,
        )
        await tx.activities.withdraw(stamp_uri)
        to = await of_accounts(tx, {quoting.author_id}) | await inboxes(tx, quoted, author)
        await send(tx, addresses, activity, by=author, to=to, about=stamp_uri)
    await tell_again(tx, addresses, quoting)


def ended(quote: Quote, state: QuoteState) -> Quote:
    """Without its stamp, which is worth nothing any longer."""
    return Quote(
        post_id=quote.post_id,
        author_id=quote.author_id,
        quoted_uri=quote.quoted_uri,
        quoted_id=quote.quoted_id,
        quoted_author_id=quote.quoted_author_id,
        state=state,
        request_uri=quote.request_uri,
        created_at=quote.created_at,
    )


async def tell_again(tx: Tx, addresses: Addresses, post: Post) -> None:
    """A post of ours has got its stamp, or lost it: whoever holds a copy is sent it anew. It says the same, so it counts
    as no edit."""
    author = await tx.accounts.get(post.author_id)
    if not post.is_local or author.is_gone or not post.visibility.federates:
        return
    document = rendering.note(await view_of(tx, post), addresses)
    activity = rendering.update_post(addresses.activity(tx.ids.new()), document, published=tx.now)
    to = await reached(tx, post, author) if post.visibility.is_open else await inboxes(tx, post, author)
    await send(tx, addresses, activity, by=author, to=to)


def without_address(html: str) -> str:
    """Where the quoted post itself is shown. `html` is cleaned."""
    return _ADDRESS.sub("", html, count=1)


def with_address(html: str, quoted_url: str) -> str:
    """Begins with where the quoted post is, for servers that know no quotes; those that do leave this line out."""
    if f'"{escape(quoted_url)}"' in html:
        return html
    address = escape(quoted_url)
    return (
        f'<p class="quote-inline">RE: <a href="{address}" rel="nofollow noopener noreferrer" translate="no">'
        f"{address}</a></p>{html}"
    )
