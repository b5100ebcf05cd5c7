"""Writing a dump, a piece of the posts at a time: a job does some pieces and leaves the rest to the next, so nobody waits
for it, no transaction is long, and a crash costs one job's work."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any, Final

import msgspec

from node.context import Context
from node.jobs.worker import Work, enqueue
from node.model.post import PostView
from node.outbox.dumps import forms, research
from node.outbox.dumps.files import Coming, Dump, find_dump
from node.outbox.dumps.motions import decided
from node.outbox.dumps.research import Counts, Pseudonyms
from node.store.database import Tx

log = logging.getLogger(__name__)

DUMP: Final = "dump"
"""Job: go on with the dump of `day` behind the post `after`, with part `part`."""

_EARLIEST: Final = time(2, 30)
_PIECE: Final = 500
_PIECES: Final = 10
_ACCOUNTS: Final = 200
_KEY: Final = "key"
_COUNTS: Final = "counts"


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece: posts of channels, and what others said to them: elsewhere, as guests, or here without being a channel."""

    last: int
    own: Sequence[PostView]
    said: Sequence[tuple[PostView, tuple[str, ...]]]
    sizes: Mapping[str, int]


def dump_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {DUMP: partial(continue_dump, node)}


async def queue_dump(node: Context) -> None:
    """A duty: once a night, in the node's time zone; late where nobody ran then."""
    local = node.clock().astimezone(node.config.node.timezone)
    day = local.date().isoformat()
    if local.time() >= _EARLIEST and find_dump(node.config.node.data_dir, day) is None:
        await begin_dump(node, day)


async def begin_dump(node: Context, day: str) -> None:
    """Unless it has begun already."""
    await node.store.write(_queue, day, 0, 0, node.clock().isoformat())


async def _queue(tx: Tx, day: str, part: int, after: int, began_at: str) -> None:
    args = {"day": day, "part": str(part), "after": str(after), "began": began_at}
    await enqueue(tx, DUMP, args, key=f"{DUMP} {day}")


async def _queue_next(tx: Tx, day: str, part: int, after: int, began_at: str) -> None:
    """In the place of the one that is running."""
    await tx.jobs.drop(f"{DUMP} {day}")
    await _queue(tx, day, part, after, began_at)


async def continue_dump(node: Context, args: Mapping[str, str]) -> None:
    """The job."""
    await node.offices.current()
    day, part, after, began_at = args["day"], int(args["part"]), int(args["after"]), args["began"]
    coming = Coming(node.config.node.data_dir, day)
    if coming.is_outrun:
        return
    if coming.is_whole:
        await asyncio.to_thread(coming.place, keep_days=node.config.open.dump_days)
        return
    if part == 0 or not coming.is_begun:
        part, after = 0, 0
        await asyncio.to_thread(coming.begin)
        await _write_channels(node, coming)
    else:
        await asyncio.to_thread(coming.forget_after, part)
    key = await asyncio.to_thread(coming.keep, _KEY, lambda: secrets.token_bytes(32))
    for _ in range(_PIECES):
        found = await node.store.read(_find, after, node.config.organizations.offices)
        if found is None:
            await _finish(node, coming, day, began_at, key)
            return
        part, after = part + 1, found.last
        await asyncio.to_thread(_write_piece, node, coming, part, found, key)
    await node.store.write(_queue_next, day, part, after, began_at)


async def _find(tx: Tx, after: int, offices: Collection[str]) -> _Found | None:
    piece = await tx.dumping.piece(offices, after=after, limit=_PIECE)
    if piece is None:
        return None
    named = {name for names in piece.channels.values() for name in names}
    shown = {each.name for each in await tx.openly.channels_named(named, offices)}
    own, said = [], []
    for view in await tx.timelines.views(sorted(piece.channels)):
        author = view.author
        if author.is_local and author.name in shown:
            own.append(view)
        elif channels := tuple(name for name in piece.channels[view.post.id] if name in shown):
            said.append((view, channels))
    hosts = {view.author.host for view, _ in said if view.author.host is not None}
    return _Found(piece.last, own, said, await tx.dumping.sizes_of_hosts(hosts))


def _write_piece(node: Context, coming: Coming, part: int, found: _Found, key: bytes) -> None:
    config, addresses, now = node.config, node.addresses, node.clock()
    names, counts = Pseudonyms(key, config.node.timezone, found.sizes), Counts()
    coming.write_part("posts", part, (forms.post(view, config, addresses) for view in found.own))
    coming.write_part(
        "polls", part, (forms.poll(view, view.poll, config, now) for view in found.own if view.poll is not None)
    )
    coming.write_part(
        "rueckkanal", part, (forms.contribution(view, channels, addresses) for view, channels in found.said)
    )
    coming.write_part("research", part, research.records(found.said, names, counts))
    coming.put(f"{_COUNTS}-{part:06d}", msgspec.json.encode(list(counts.items())))


async def _write_channels(node: Context, coming: Coming) -> None:
    config = node.config
    await asyncio.to_thread(
        coming.write_part, "organizations", 0, [forms.organization(each, config) for each in config.organizations]
    )
    await asyncio.to_thread(coming.write_part, "motions", 0, await decided(node))
    offices, after, part = config.organizations.offices, 0, 0
    while accounts := await node.store.read(
        lambda tx, after: tx.openly.channels(offices, after=after, limit=_ACCOUNTS), after
    ):
        part, after = part + 1, accounts[-1].id
        lines = [forms.channel(each, config, node.addresses) for each in accounts]
        await asyncio.to_thread(coming.write_part, "channels", part, lines)


async def _finish(node: Context, coming: Coming, day: str, began_at: str, key: bytes) -> None:
    await asyncio.to_thread(_write_numbers, coming)
    gone = await _write_deletions(node, coming, datetime.fromisoformat(began_at))
    names = Pseudonyms(key, node.config.node.timezone, {})
    hidden = {str(number) for number in gone} | {names.of("post", number) for number in gone}
    files = await asyncio.to_thread(coming.join, hidden)
    dump = Dump(day, began_at, node.clock().isoformat(), files)
    await asyncio.to_thread(coming.finish, dump)
    await asyncio.to_thread(coming.place, keep_days=node.config.open.dump_days)
    objects = {each.name: each.objects for each in files}
    log.info("a dump is finished", extra={"action": "dump.finished", "day": day, **objects})


def _write_numbers(coming: Coming) -> None:
    counts: Counts = Counter()
    for kept in coming.kept(_COUNTS):
        counts.update({(channel, month): count for (channel, month), count in msgspec.json.decode(kept)})
    coming.write_part("research", 999_999, research.numbers(counts))


async def _write_deletions(node: Context, coming: Coming, began_at: datetime) -> set[int]:
    """All of the list. Returns which posts left the public since the dump began: they may have been written before."""
    gone: set[int] = set()
    part, how = 0, dict[str, Any]()
    while page := await node.store.read(lambda tx, how: tx.deletions.page(limit=_PIECE, **how), how):
        part, how = part + 1, {"since": page[-1].at, "after": page[-1].post_id}
        gone |= {each.post_id for each in page if each.at >= began_at}
        await asyncio.to_thread(coming.write_part, "deletions", part, [forms.deletion(each) for each in page])
    return gone
