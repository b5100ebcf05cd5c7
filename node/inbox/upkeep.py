"""What a node does by itself: jobs that others queue (by kind), and duties at intervals."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from node.context import Context
from node.inbox import backfill, followers
from node.jobs.worker import Work, enqueue
from node.model.ids import id_before
from node.outbox import delete, move, vote
from node.store.database import Tx

_KEEP_RECEIVED = timedelta(days=30)
_KEEP_DELIVERIES = timedelta(days=14)
_KEEP_WITHDRAWN = timedelta(days=7)


def works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {
        backfill.THREAD: partial(backfill.fetch_thread, node),
        backfill.OUTBOX: partial(backfill.fetch_outbox, node),
        followers.COMPARE: partial(followers.compare, node),
        move.FOLLOW_ALONG: partial(move.follow_along, node),
        delete.WIPE: partial(delete.wipe, node),
    }


def duties(node: Context) -> Mapping[str, tuple[timedelta, Callable[[], Awaitable[None]]]]:
    """Name to how often, and what."""
    return {
        "polls": (timedelta(seconds=30), partial(vote.tell_results, node)),
        "tidy": (timedelta(hours=1), partial(_tidy, node)),
    }


async def _tidy(node: Context) -> None:
    await node.store.write(_forget)


async def _forget(tx: Tx) -> None:
    """What nobody needs any longer (M23)."""
    await tx.deliveries.prune(tx.now - _KEEP_DELIVERIES)
    await tx.received.prune(id_before(tx.now - _KEEP_RECEIVED))
    await tx.withdrawn.prune(tx.now - _KEEP_WITHDRAWN)
    await tx.logins.prune_sessions(tx.now)
    for account_id in await tx.accounts.deleted_with_posts():  # found gone by a look-up, not by a Delete
        await enqueue(tx, delete.WIPE, {"account": str(account_id)}, key=f"{delete.WIPE} {account_id}")
