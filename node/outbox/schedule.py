"""Somebody plans a post: it is checked now, waits, and is published at its time by a job that checks it again.

waiting ──> published (the row goes in the same transaction in which the post comes: once, whatever crashes when)
   │  └───> failed, with the reason; its author sees it, gives it another time or throws it away
   └──────> taken back
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Forbidden, Gone, NotFound, Problem, Unprocessable, Unreachable
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.kept import Seen
from node.model.scheduled import Scheduled
from node.outbox.acting import acting
from node.outbox.attach import attach, refuse_undescribed
from node.outbox.drafts import checked, typed_tags
from node.outbox.keep import take_kept
from node.outbox.launch import speaking
from node.outbox.publish import publish, refuse_unfit
from node.outbox.trends import refuse_disallowed
from node.store.database import Tx

PUBLISH: Final = "post.publish"
"""Job: `scheduled` (id) is due."""

SOONEST: Final = timedelta(minutes=5)
LATEST: Final = timedelta(days=5 * 366)
_OVERDUE: Final = timedelta(minutes=10)
MOST: Final = 300
MOST_A_DAY: Final = 25
"""As many as Mastodon takes."""


async def schedule(
    node: Context, by: Actor, draft: Draft, publish_at: datetime, *, sent_as: str = "", kept: Seen | None = None
) -> Scheduled:
    """Keep it until then. `sent_as` and `kept` as in `publish`. Raises what publishing it now would raise, and Unprocessable
    for a time that is too soon or too full."""
    author = await node.store.read(speaking, node.config, by)
    now = node.clock()
    draft = checked(draft, characters=node.config.limits.post_characters, now=now)
    refuse_undescribed(author, draft.media, node.config.media)
    seconds = None if draft.closes_at is None else round((draft.closes_at - now).total_seconds())
    return await node.store.write(_schedule, by, draft, await typed_tags(draft), seconds, publish_at, sent_as, kept)


async def _schedule(
    tx: Tx,
    by: Actor,
    draft: Draft,
    tags: Mapping[str, str],
    poll_seconds: int | None,
    publish_at: datetime,
    sent_as: str,
    kept: Seen | None,
) -> Scheduled:
    author = await acting(tx, by)
    number = tx.ids.new()
    if sent_as:
        known = await tx.settings.claim_post_key(author.id, sent_as, number)
        before = None if known == number else await tx.scheduled.find(known)
        if before is not None:
            return before
    await take_kept(tx, author, kept)
    await refuse_unfit(tx, author, draft)
    await refuse_disallowed(tx, tags)
    await _refuse_time(tx, author, publish_at, except_id=0)
    if await tx.scheduled.count(author.id) >= MOST:
        raise Unprocessable(
            "Validation failed: you have exceeded the limit of 300 scheduled posts", code="plans_many", most=MOST
        )
    media = await attach(tx, author, draft.media)
    for each in media:  # what the draft says of them is kept with the files
        await tx.uploads.describe(each)
    made = Scheduled(
        id=number,
        account_id=author.id,
        login_id=by.login_id,
        draft=replace(draft, media=(), closes_at=None),
        media_ids=tuple(each.id for each in media),
        poll_seconds=poll_seconds,
        publish_at=publish_at,
        created_at=tx.now,
    )
    await tx.scheduled.add(made)
    await queue(tx, made.id, publish_at)
    return made


async def reschedule(node: Context, by: Actor, scheduled_id: int, publish_at: datetime) -> Scheduled:
    """Raises NotFound, Unprocessable."""
    return await node.store.write(_reschedule, by, scheduled_id, publish_at)


async def _reschedule(tx: Tx, by: Actor, scheduled_id: int, publish_at: datetime) -> Scheduled:
    author = await acting(tx, by)
    found = await own_scheduled(tx, scheduled_id, author.id)
    await _refuse_time(tx, author, publish_at, except_id=found.id)
    await tx.scheduled.move(found.id, publish_at)
    await queue(tx, found.id, publish_at)
    return await own_scheduled(tx, scheduled_id, author.id)


async def unschedule(node: Context, by: Actor, scheduled_id: int) -> None:
    """Throw it away. Raises NotFound."""
    await node.store.write(_unschedule, by, scheduled_id)


async def _unschedule(tx: Tx, by: Actor, scheduled_id: int) -> None:
    author = await acting(tx, by, even_moved=True)
    found = await own_scheduled(tx, scheduled_id, author.id)
    await tx.scheduled.remove(found.id, tx.now)
    await tx.jobs.drop(_key(found.id))


async def own_scheduled(tx: Tx, scheduled_id: int, account_id: int) -> Scheduled:
    """Raises NotFound."""
    found = await tx.scheduled.find(scheduled_id)
    if found is None or found.account_id != account_id:
        raise NotFound("Record not found")
    return found


async def publish_scheduled(node: Context, args: Mapping[str, str]) -> None:
    """The job PUBLISH. What is wrong with the post is kept with it; only what may pass is tried again."""
    found = await node.store.read(lambda tx: tx.scheduled.find(int(args["scheduled"])))
    if found is None or found.publish_at > node.clock():
        return
    try:
        by, draft = await node.store.read(_due, found)
        await publish(node, by, draft, scheduled_id=found.id)
    except Gone:  # another was faster, or its author moved it or took it back
        return
    except Unreachable:
        raise
    except Problem as problem:
        await node.store.write(_fail, found.id, problem)


async def _fail(tx: Tx, scheduled_id: int, why: Problem) -> None:
    await tx.scheduled.fail(scheduled_id, why, tx.now)


async def _due(tx: Tx, found: Scheduled) -> tuple[Actor, Draft]:
    """Whoever planned it must still be allowed to act for the account. Raises Forbidden, Unprocessable."""
    account = await tx.accounts.get(found.account_id)
    if found.login_id is not None and not await _may_act(tx, found.login_id, account):
        raise Forbidden("whoever planned this post may no longer act for the account", code="not_yours")
    media = (await tx.scheduled.media_of([found]))[found.id]
    if len(media) < len(found.media_ids):
        raise Unprocessable("a file of this post is no longer there", code="file_gone")
    return Actor(account, found.login_id), found.ready(media, tx.now)


async def _may_act(tx: Tx, login_id: int, account: Account) -> bool:
    login = await tx.logins.find(login_id)
    if login is None or login.disabled_at is not None:
        return False
    return account.id in await tx.logins.account_ids(login_id, tx.now)


async def mind_overdue(node: Context) -> None:
    """A duty: what was given up because of a fault of ours says so, instead of waiting for ever."""
    await node.store.write(_mind_overdue)


async def _mind_overdue(tx: Tx) -> None:
    for found in await tx.scheduled.overdue(tx.now - _OVERDUE):
        if not await tx.jobs.is_waiting(_key(found.id)):
            why = Problem("the node could not publish it; please give it another time", code="plan_overdue")
            await tx.scheduled.fail(found.id, why, tx.now)


async def _refuse_time(tx: Tx, author: Account, publish_at: datetime, *, except_id: int) -> None:
    if publish_at < tx.now + SOONEST:
        raise Unprocessable(
            "Validation failed: Scheduled at The scheduled date must be in the future",
            code="plan_soon",
            minutes=SOONEST // timedelta(minutes=1),
        )
    if publish_at > tx.now + LATEST:
        raise Unprocessable(
            "Validation failed: Scheduled at The scheduled date is too far away",
            code="plan_late",
            years=LATEST // timedelta(days=365),
        )
    day = publish_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = await tx.scheduled.count_between(author.id, day, day + timedelta(days=1), except_id=except_id)
    if taken >= MOST_A_DAY:
        raise Unprocessable(
            "Validation failed: you have exceeded the limit of 25 scheduled posts for that day",
            code="plans_day",
            most=MOST_A_DAY,
        )


async def queue(tx: Tx, scheduled_id: int, publish_at: datetime) -> None:
    """It is published at that time."""
    await tx.jobs.drop(_key(scheduled_id))
    await enqueue(tx, PUBLISH, {"scheduled": str(scheduled_id)}, key=_key(scheduled_id), due_at=publish_at)


def _key(scheduled_id: int) -> str:
    return f"{PUBLISH} {scheduled_id}"
