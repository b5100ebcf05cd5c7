"""What a channel says elsewhere first comes here: entries of feeds become its posts (S26, row 29b).

A post keeps the time the feed gives and says when it was taken over; it is marked as automated. It neither notifies
anybody nor leaves this node, unless the connector says `federate`; what a feed has when it is looked at for the first
time is an archive and never does. An entry that changes changes its post; one that was deleted here does not come back.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Any, Final

import msgspec

from node.config.connectors import Connector
from node.context import Context
from node.errors import Problem
from node.federation import rendering
from node.jobs.worker import Work, enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.post import NewPost, Post
from node.model.syndication import Import
from node.outbox.acting import note, view_of
from node.outbox.audience import inboxes
from node.outbox.connectors.kind import cut
from node.outbox.copying import pass_on
from node.outbox.feed_reading import Entry, read_feed
from node.outbox.send import send
from node.store.database import Tx
from node.text.language import normalise
from node.timelines.place import edit_post, place_post

log = logging.getLogger(__name__)

FEED: Final = "feed"
"""Job: look at the feed of `connector`."""

_STATE: Final = "feed."
_MOST_ENTRIES: Final = 50
_MOST_BYTES: Final = 2 << 20
_LONGEST_VALIDATOR: Final = 500
_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, */*;q=0.1"
)


class _Seen(msgspec.Struct):
    """What we know of a feed: its validators, when it was asked last, and since when we know it."""

    asked_at: datetime
    known_since: datetime | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""


def feed_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {FEED: partial(look_at_feed, node)}


async def look_at_feeds(node: Context) -> None:
    """A duty: each feed that is due is looked at by a job, so that a slow one holds up nobody."""
    for connector in node.config.connectors.feeds:
        if await node.store.read(_is_due, connector):
            await node.store.write(_queue, connector.key)


async def _is_due(tx: Tx, connector: Connector) -> bool:
    seen = await _seen(tx, connector.key)
    return seen is None or seen.asked_at + timedelta(seconds=connector.seconds) <= tx.now


async def _queue(tx: Tx, key: str) -> None:
    await enqueue(tx, FEED, {"connector": key}, key=f"{FEED} {key}")


async def look_at_feed(node: Context, args: Mapping[str, str]) -> None:
    """The job. A feed that fails says so and is asked again at its next turn."""
    connector = node.config.connectors.find(args["connector"])
    if connector is None:
        return
    try:
        await look_at(node, connector)
    except Problem as problem:
        log.warning(
            "a feed could not be read",
            extra={"action": "feed.failed", "connector": connector.key, "why": problem.reason},
        )


async def look_at(node: Context, connector: Connector) -> int:
    """Returns how many posts came of it. Raises what went wrong."""
    seen = await node.store.read(_seen, connector.key)
    now = node.clock()
    fresh = seen or _Seen(asked_at=now)
    fresh.asked_at, fresh.trouble = now, ""
    try:
        count = await _fetch(node, connector, fresh)
    except Problem as problem:
        fresh.trouble = problem.reason
        raise
    finally:
        await node.store.write(_keep_seen, connector.key, fresh)
    return count


async def trouble_of(tx: Tx, key: str) -> str:
    """What went wrong when the feed was asked last; empty when nothing did."""
    seen = await _seen(tx, key)
    return "" if seen is None else seen.trouble


async def _seen(tx: Tx, key: str) -> _Seen | None:
    text = await tx.state.find(_STATE + key)
    return None if text is None else msgspec.json.decode(text, type=_Seen)


async def _keep_seen(tx: Tx, key: str, seen: _Seen) -> None:
    await tx.state.put(_STATE + key, msgspec.json.encode(seen).decode())


async def _fetch(node: Context, connector: Connector, seen: _Seen) -> int:
    conditions = {"If-None-Match": seen.etag} if seen.etag else {}
    if seen.modified:
        conditions["If-Modified-Since"] = seen.modified
    response = await node.client.get(
        connector.url, headers={"Accept": _ACCEPT, **conditions}, max_bytes=_MOST_BYTES, timeout=20
    )
    if response.status == 304:
        return 0
    if response.status != 200:
        seen.trouble = f"the feed answers {response.status}"
        return 0
    entries = await asyncio.to_thread(
        read_feed,
        response.body,
        response.headers.get("Content-Type", ""),
        base=connector.url,
        timezone=node.config.node.timezone,
    )
    is_archive = seen.known_since is None
    count = 0
    for entry in reversed(entries[:_MOST_ENTRIES]):  # oldest first, as they came
        count += await node.store.write(_take_over, node, connector, entry, is_archive=is_archive)
    # Only now, so that what was broken off is read again
    seen.known_since = seen.known_since or seen.asked_at
    seen.etag, seen.modified = (
        response.headers.get(name, "")[:_LONGEST_VALIDATOR] for name in ("ETag", "Last-Modified")
    )
    if count:
        log.info("entries were taken over", extra={"action": "feed.read", "connector": connector.key, "count": count})
    return count


async def _take_over(tx: Tx, node: Context, connector: Connector, entry: Entry, *, is_archive: bool) -> int:
    """Returns 1 when a post came of it."""
    live = connector.federate and not is_archive
    author = await tx.accounts.find_by_handle(connector.channel)
    if author is None or author.is_gone or author.moved_to is not None:
        return 0
    known = await tx.syndications.find_import(connector.key, entry.name, entry.digest(), entry.published_at)
    if known is not None:
        await _renew(tx, node, author, connector, entry, known)
        return 0
    published_at = min(entry.published_at or tx.now, tx.now)
    number = tx.ids.new() if live else tx.ids.dated(published_at)
    post = await place_post(tx, _post(node, author, entry, number, published_at), live=live)
    if post is None:  # pragma: no cover  # its number is new
        return 0
    taken = Import(
        connector=connector.key,
        entry=entry.name,
        post_id=post.id,
        account_id=author.id,
        url=entry.url,
        digest=entry.digest(),
        published_at=published_at,
        imported_at=tx.now,
        archive=is_archive,
    )
    await tx.syndications.add_import(taken)
    sent = await _tell(tx, node, author, post) if live else None
    await note(tx, Actor(author), Deed.PUBLISH, post.uri, sent)
    return 1


async def _renew(tx: Tx, node: Context, author: Account, connector: Connector, entry: Entry, known: Import) -> None:
    """What it says now; what was deleted here stays deleted."""
    if known.digest == entry.digest():  # also what the feed calls by another name each time
        return
    await tx.syndications.renew_import(connector.key, entry.name, entry.digest())
    post = (await tx.posts.by_ids([known.post_id])).get(known.post_id)
    if post is not None:
        await edit_post(tx, post, _post(node, author, entry, post.id, post.published_at, edited_at=tx.now), tell=False)
        await pass_on(tx, post.id)


async def _tell(tx: Tx, node: Context, author: Account, post: Post) -> Any:
    to = await inboxes(tx, post, author)
    document = rendering.note(await view_of(tx, post), node.addresses)
    activity = rendering.create(node.addresses.activity(tx.ids.new()), document, published=tx.now)
    return await send(tx, node.addresses, activity, by=author, to=to)


def _post(
    node: Context,
    author: Account,
    entry: Entry,
    number: int,
    published_at: datetime,
    *,
    edited_at: datetime | None = None,
) -> NewPost:
    """Nobody is named by it: an @ in a feed is only a sign."""
    text = cut(entry.text, node.config.limits.post_characters)
    return NewPost(
        id=number,
        uri=node.addresses.post(author.name, number),
        url=node.addresses.post_page(author, number),
        author=author,
        content="".join(_paragraphs(entry, text)),
        language=normalise(node.config.node.language),
        source="\n\n".join(part for part in (entry.title, text, entry.url) if part),
        published_at=published_at,
        edited_at=edited_at,
        tags=entry.tags,
        written_tags=entry.written_tags,
        automated=True,
    )


def _paragraphs(entry: Entry, text: str) -> Iterator[str]:
    if entry.title:
        yield f"<p><strong>{escape(entry.title)}</strong></p>"
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield f"<p>{'<br>'.join(escape(line) for line in paragraph.splitlines())}</p>"
    if entry.url:
        shown = escape(cut(entry.url.partition("://")[2], 80))
        yield f'<p><a href="{escape(entry.url)}" rel="nofollow noopener noreferrer">{shown}</a></p>'
