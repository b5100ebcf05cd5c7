"""The hub of our own feeds (W3C WebSub): who wants to be told of news is sent the feed as soon as it changes.

subscribe ──> job: the callback is asked whether it wants this (a random word it has to repeat) ──> a reader, for a while
a post ─────> job: the readers of each feed it stands in, in pieces ──> a job for each: the feed as it is then, signed
gone ───────> a callback that says 410, or that has not answered for three days, is forgotten

A stranger can make us ask any address, so that is bounded: one small GET for each request, none that waits twice, so many
readers for a feed, a host and the node, and each way out goes through the address guard.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import urlencode, urlsplit

from node.context import Context
from node.errors import Conflict, Gone, Invalid, NotFound, Problem, Refused, TooMany, Unreachable
from node.jobs.worker import Work, enqueue
from node.model.feed import MEDIA_TYPES, Feed, Subject, read_feed
from node.model.websub import Reader
from node.outbox.feeds import compose
from node.outbox.feeds.compose import living
from node.store.database import Tx
from node.timelines.feeding import NEWS, feed_name

log = logging.getLogger(__name__)

VERIFY: Final = "websub.verify"
DELIVER: Final = "websub.deliver"

LEAST_LEASE: Final = timedelta(hours=1)
USUAL_LEASE: Final = timedelta(days=10)
LONGEST_LEASE: Final = timedelta(days=30)
MOST_OF_FEED: Final = 1_000
MOST_OF_HOST: Final = 1_000
MOST: Final = 20_000
_LONGEST_ADDRESS: Final = 2_000
_LONGEST_SECRET: Final = 199
_AT_ONCE: Final = 100
_ANSWER_BYTES: Final = 4_096
_SOON: Final = timedelta(minutes=1)


def websub_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {VERIFY: partial(_verify, node), NEWS: partial(_spread, node), DELIVER: partial(_deliver, node)}


async def ask(node: Context, *, mode: str, topic: str, callback: str, lease: int | None, secret: str) -> None:
    """Somebody wants to be told, or no longer; the callback will be asked. Raises Invalid, NotFound, Gone, Conflict for one
    that is being asked already, and TooMany."""
    if mode not in {"subscribe", "unsubscribe"}:
        raise Invalid("hub.mode must be subscribe or unsubscribe")
    if len(secret.encode()) > _LONGEST_SECRET:
        raise Invalid("hub.secret must be shorter than 200 bytes")
    _check_callback(node, callback)
    feed = _our_feed(node, topic)
    args = {"mode": mode, "topic": topic, "callback": callback, "secret": secret, "lease": str(_seconds(lease))}
    await node.store.write(_ask, feed, args)


def _check_callback(node: Context, callback: str) -> None:
    if len(callback) > _LONGEST_ADDRESS:
        raise Invalid("hub.callback is too long")
    try:
        address = node.guard.check_url(callback)
    except Refused as refused:
        raise Invalid(f"hub.callback: {refused.reason}") from refused
    if urlsplit(callback).fragment:
        raise Invalid("hub.callback has a fragment")
    if address.authority == node.config.host:
        raise Invalid("hub.callback is this node itself")


def _our_feed(node: Context, topic: str) -> Feed:
    origin = node.config.origin
    found = read_feed(topic.removeprefix(origin)) if topic.startswith(f"{origin}/") else None
    if found is None:
        raise NotFound("hub.topic is no feed of this node; take the address it gives as rel=self")
    return found[0]


def _seconds(lease: int | None) -> int:
    wanted = USUAL_LEASE.total_seconds() if lease is None else lease
    return int(min(max(wanted, LEAST_LEASE.total_seconds()), LONGEST_LEASE.total_seconds()))


async def _ask(tx: Tx, feed: Feed, args: dict[str, str]) -> None:
    topic, callback = args["topic"], args["callback"]
    name = await _name(tx, feed)
    if args["mode"] == "subscribe" and await tx.websub.find_by_callback(callback, topic) is None:
        of_feed, of_host, at_all = await tx.websub.counts(topic, _host(callback))
        if of_feed >= MOST_OF_FEED or of_host >= MOST_OF_HOST or at_all >= MOST:
            raise TooMany("this hub has as many readers as it can serve", retry_after=86_400)
    digest = hashlib.sha256(f"{callback}\n{topic}".encode()).hexdigest()[:32]
    if not await enqueue(tx, VERIFY, {**args, "feed": name}, key=f"{VERIFY} {digest}"):
        raise Conflict("your callback is being asked already")


async def _name(tx: Tx, feed: Feed) -> str:
    """Raises NotFound, Gone."""
    match feed.subject:
        case Subject.CHANNEL | Subject.CORRECTIONS if feed.name:
            return feed_name(feed, account_id=(await living(tx, feed.name)).id)
        case Subject.THREAD:
            account, post = await living(tx, feed.name), await tx.posts.find(feed.number)
            if post is None or post.author_id != account.id or not post.visibility.is_open:
                raise NotFound("there is no such post")
            return feed_name(feed, thread_id=post.thread_id)
    return feed_name(feed)


def _host(callback: str) -> str:
    return (urlsplit(callback).hostname or "").lower()


# Whether they want it


async def _verify(node: Context, args: dict[str, str]) -> None:
    """Asked once: whoever meant it asks again. So it never stays in the queue, with a secret in it."""
    word = secrets.token_urlsafe(24)
    query = {"hub.mode": args["mode"], "hub.topic": args["topic"], "hub.challenge": word}
    if args["mode"] == "subscribe":
        query["hub.lease_seconds"] = args["lease"]
    try:
        answer = await node.client.get(_with(args["callback"], query), max_bytes=_ANSWER_BYTES)
    except Problem as problem:
        log.info("a callback did not answer", extra={"action": "websub.unverified", "why": problem.reason})
        return
    if answer.status // 100 == 2 and hmac.compare_digest(answer.body, word.encode()):
        await node.store.write(_settle, args)


async def _settle(tx: Tx, args: dict[str, str]) -> None:
    known = await tx.websub.find_by_callback(args["callback"], args["topic"])
    if args["mode"] == "unsubscribe":
        if known is not None:
            await tx.websub.remove(known.id)
        return
    reader = Reader(
        id=tx.ids.new() if known is None else known.id,
        callback=args["callback"],
        topic=args["topic"],
        feed=args["feed"],
        host=_host(args["callback"]),
        secret=args["secret"],
        expires_at=tx.now + timedelta(seconds=int(args["lease"])),
    )
    await tx.websub.put(reader, tx.now)


def _with(callback: str, query: Mapping[str, str]) -> str:
    return f"{callback}{'&' if urlsplit(callback).query else '?'}{urlencode(query)}"


# News


async def _spread(node: Context, args: dict[str, str]) -> None:
    await node.store.write(_queue, args)


async def _queue(tx: Tx, args: dict[str, str]) -> None:
    """The next piece of the readers, a job for each. Who does not answer has one that waits, whatever comes."""
    readers = await tx.websub.readers(args["feeds"].split("\n"), tx.now, after=int(args["after"]), limit=_AT_ONCE)
    for reader in readers:
        if reader.failing_since is not None:
            await _again(tx, reader, tx.now)
        else:
            told = {"reader": str(reader.id), "again": ""}
            await enqueue(tx, DELIVER, told, key=f"{DELIVER} {reader.id} {tx.ids.new()}")
    if len(readers) == _AT_ONCE:
        await enqueue(tx, NEWS, {**args, "after": str(readers[-1].id)}, key=f"{NEWS} {tx.ids.new()}")


async def _deliver(node: Context, args: dict[str, str]) -> None:
    """The feed as it is now: of several changes in a row, the reader gets the last."""
    now = node.clock()
    reader = await node.store.read(lambda tx: tx.websub.find(int(args["reader"])))
    if reader is None or reader.expires_at <= now:
        return
    found = read_feed(reader.topic.removeprefix(node.config.origin))
    if found is None:
        await node.store.write(lambda tx: tx.websub.remove(reader.id))
        return
    feed, ending = found
    try:
        body = (await compose(node, feed, ending)).body
    except (NotFound, Gone) as gone:
        await _deny(node, reader, gone.reason)
        return
    digest = hashlib.sha256(body).hexdigest()
    if digest == reader.sent:
        return
    try:
        status = (await node.client.post(reader.callback, body, headers=_headers(node, reader, ending, body))).status
    except Refused:
        status = 410  # it leads by now where we do not go
    except Unreachable as problem:
        await _failed(node, reader, problem, again=bool(args["again"]))
        return
    if status == 410:
        await node.store.write(lambda tx: tx.websub.remove(reader.id))
    elif status // 100 == 2:
        await node.store.write(lambda tx: tx.websub.arrived(reader.id, digest))
    else:
        refused = Unreachable(f"{reader.host} answered {status}", status=status)
        await _failed(node, reader, refused, again=bool(args["again"]))


async def _failed(node: Context, reader: Reader, problem: Unreachable, *, again: bool) -> None:
    """What failed first becomes the one job that waits for this reader; that one is tried as often as any."""

    async def put(tx: Tx) -> None:
        await tx.websub.failed(reader.id, tx.now)
        if not again:
            await _again(tx, reader, tx.now + _SOON)

    await node.store.write(put)
    if again:
        raise problem


async def _again(tx: Tx, reader: Reader, due_at: datetime) -> None:
    args = {"reader": str(reader.id), "again": "1"}
    await enqueue(tx, DELIVER, args, key=f"{DELIVER} {reader.id} again", due_at=due_at)


async def _deny(node: Context, reader: Reader, reason: str) -> None:
    """The feed is no more: the reader is told once, and forgotten."""
    await node.store.write(lambda tx: tx.websub.remove(reader.id))
    query = {"hub.mode": "denied", "hub.topic": reader.topic, "hub.reason": reason}
    try:
        await node.client.get(_with(reader.callback, query), max_bytes=_ANSWER_BYTES)
    except Problem as problem:
        log.info("a callback did not answer", extra={"action": "websub.undenied", "why": problem.reason})


def _headers(node: Context, reader: Reader, ending: str, body: bytes) -> Mapping[str, str]:
    headers = {
        "Content-Type": MEDIA_TYPES[ending],
        "Link": f'<{node.config.origin}/hub>; rel="hub", <{reader.topic}>; rel="self"',
    }
    if reader.secret:
        headers["X-Hub-Signature"] = f"sha256={hmac.new(reader.secret.encode(), body, hashlib.sha256).hexdigest()}"
    return headers
