"""What a node does by itself: jobs that others queue (by kind), and duties at intervals."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial

from node.context import Context
from node.errors import Unavailable
from node.inbox import backfill, followers, quoting
from node.inbox.seldom import seldom_duty, seldom_works
from node.jobs.worker import Work, enqueue
from node.media.sweep import Broom, Swept
from node.media.upload import forget_old
from node.model import retention
from node.model.ids import HIGHEST, id_before
from node.outbox import (
    backlinks,
    delete,
    digest,
    featured_tags,
    hosts,
    letters,
    move,
    previews,
    push,
    recommended,
    schedule,
    upload,
    vote,
    warning,
)
from node.store.database import Tx
from node.timelines.place import keep_words
from node.timelines.push import PUSH
from node.timelines.quotes import VERIFY

log = logging.getLogger(__name__)

_WORDS_AT_ONCE = 200
_WORDS_FROM = "search.words_from"


def works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {
        backfill.THREAD: partial(backfill.fetch_thread, node),
        backfill.OUTBOX: partial(backfill.fetch_outbox, node),
        followers.COMPARE: partial(followers.compare, node),
        move.FOLLOW_ALONG: partial(move.follow_along, node),
        delete.WIPE: partial(delete.wipe, node),
        schedule.PUBLISH: partial(schedule.publish_scheduled, node),
        PUSH: partial(push.push, node),
        VERIFY: partial(quoting.verify, node),
        recommended.LEARN: partial(recommended.learn, node),
        upload.PROCESS: partial(upload.process_job, node),
        featured_tags.LEARN: partial(featured_tags.learn, node),
        digest.DIGEST: partial(digest.write_digest, node),
        **letters.letter_works(node),
        **warning.warning_works(node),
        **previews.preview_works(node),
        **backlinks.backlink_works(node),
        hosts.SETTLE: partial(hosts.settle, node),
        **seldom_works(node),
    }


def duties(node: Context) -> Mapping[str, tuple[timedelta, Callable[[], Awaitable[None]]]]:
    """Name to how often, and what."""
    feeds = any(each.is_feed for each in node.config.connectors)
    return {
        "polls": (timedelta(seconds=30), partial(vote.tell_results, node)),
        "scheduled": (timedelta(minutes=10), partial(schedule.mind_overdue, node)),
        **(
            {"feeds of elsewhere": (timedelta(seconds=15), seldom_duty(node, "takeover.look_at_feeds"))}
            if feeds
            else {}
        ),
        **(
            {"warnings of others": (timedelta(seconds=15), seldom_duty(node, "cap.mirror.ask_sources"))}
            if node.config.warning_sources
            else {}
        ),
        "dumps": (timedelta(minutes=10), seldom_duty(node, "dumps.write.queue_dump")),
        "mutes": (timedelta(minutes=1), partial(_end_mutes, node)),
        "words": (timedelta(seconds=10), partial(_keep_words, node)),
        "overviews": (timedelta(minutes=10), seldom_duty(node, "subscriptions.queue_overviews")),
        "digests": (timedelta(hours=1), partial(digest.queue_digests, node)),
        "discarded files": (timedelta(minutes=1), partial(_sweep, node, Broom.discard)),
        "unused files": (timedelta(hours=1), partial(_sweep, node, Broom.tidy)),
        "nameless files": (timedelta(days=1), partial(_sweep, node, Broom.compare)),
        "collections": (timedelta(hours=6), partial(recommended.renew_collections, node)),
        "previews": (timedelta(days=1), partial(previews.forget_old, node)),
        "archives": (timedelta(hours=1), seldom_duty(node, "archive.keep.forget_old")),
        "guests": (timedelta(hours=1), seldom_duty(node, "guests.forget_old")),
        **(
            {"ballots": (timedelta(seconds=30), seldom_duty(node, "minutes.close_due"))}
            if node.config.cooperative.is_on
            else {}
        ),
        "disclosures": (timedelta(minutes=10), seldom_duty(node, "disclosures.letters.mind")),
        "tidy": (timedelta(hours=1), partial(_tidy, node)),
    }


async def _end_mutes(node: Context) -> None:
    """Soon after they have expired, so that home pages that are kept are put together anew."""
    await node.store.write(lambda tx: tx.mutes.prune())


async def _keep_words(node: Context) -> None:
    """So that posts of others are found: those that came lately, then some of those older than the search."""
    while await node.store.write(_keep_waiting_words):
        pass
    await node.store.write(_keep_older_words)


async def _keep_waiting_words(tx: Tx) -> bool:
    """Returns whether there may be more."""
    ids = await tx.search.waiting(limit=_WORDS_AT_ONCE)
    posts = await tx.posts.by_ids(ids)
    for number in ids:
        if number in posts:
            await keep_words(tx, posts[number])
        else:
            await tx.search.put(number, "")
    return len(ids) == _WORDS_AT_ONCE


async def _keep_older_words(tx: Tx) -> None:
    before = int(await tx.state.find(_WORDS_FROM) or HIGHEST)
    if not before:
        return
    ids = await tx.search.without_words(before=before, limit=_WORDS_AT_ONCE)
    for post in (await tx.posts.by_ids(ids)).values():
        await keep_words(tx, post)
    await tx.state.put(_WORDS_FROM, str(min(ids, default=0)))


async def _sweep(node: Context, how: Callable[[Broom], Awaitable[Swept]]) -> None:
    """While the storage fails everything stays; the next turn comes."""
    try:
        swept = await how(Broom(node.config, node.store, node.storage, node.remote_media, node.clock))
    except Unavailable as problem:
        log.warning("files could not be swept", extra={"action": "media.unswept", "why": problem.reason})
    else:
        if swept != Swept():
            log.info("files were swept", extra={"action": "media.swept", **asdict(swept)})


async def _tidy(node: Context) -> None:
    await node.store.write(_forget)
    await node.store.write(_forget_acts, node.config.moderation.keep_acts_months)
    await forget_old(node.config)


async def _forget(tx: Tx) -> None:
    """What nobody needs any longer (M23)."""
    await tx.deliveries.prune(tx.now - retention.DELIVERIES)
    await tx.received.prune(id_before(tx.now - retention.RECEIVED))
    await tx.withdrawn.prune(tx.now - retention.WITHDRAWN)
    await tx.deletions.prune(tx.now - retention.DELETIONS)
    await tx.logins.prune_sessions(tx.now)
    await tx.logins.forget_browsers(tx.now - retention.BROWSERS)
    await tx.factors.prune(tx.now)
    await tx.tickets.prune(tx.now)
    await tx.oauth.prune(
        codes=tx.now - retention.CODES,
        app_tokens=tx.now - retention.APP_TOKENS,
        unused_apps=tx.now - retention.UNUSED_APPS,
        apps=tx.now - retention.APPS,
    )
    await tx.barriers.prune_networks()
    await tx.hindrances.prune(tx.now - retention.HINDRANCES)
    await tx.disclosures.forget(date(tx.now.astimezone(tx.zone).year - retention.DISCLOSURE_YEARS, 1, 1))
    await tx.websub.prune(tx.now, failing=tx.now - retention.FAILING_READERS)
    await tx.subscriptions.prune(
        unconfirmed=tx.now - retention.UNCONFIRMED, letters_below=id_before(tx.now - retention.LETTERS)
    )
    await tx.follower_days.add_up(tx.today() - retention.FOLLOWER_DAYS.days)
    await tx.settings.prune_post_keys(tx.now - retention.POST_KEYS)
    for account_id in await tx.accounts.deleted_with_posts():  # found gone by a look-up, not by a Delete
        await enqueue(tx, delete.WIPE, {"account": str(account_id)}, key=f"{delete.WIPE} {account_id}")


async def _forget_acts(tx: Tx, months: int) -> None:
    """Who did what is known for as long as whoever runs the node has to answer for it, and no longer (M16, M23)."""
    if months:
        await tx.acts.prune(tx.now - months * retention.MONTH)
        await tx.crisis.prune(tx.now - months * retention.MONTH)
