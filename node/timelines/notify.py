"""Who is told of what. Everything anybody is told is made here, in the transaction in which it happened."""

from datetime import timedelta

from node.model.account import Account, Kind
from node.model.notification import (
    FILTERABLE,
    Event,
    NewNotification,
    NotificationPolicy,
    Severance,
    SeveranceKind,
    Standing,
    Treatment,
)
from node.model.post import Post
from node.model.visibility import Visibility
from node.store.database import Tx
from node.timelines.push import queue_pushes

_NEW_ACCOUNT = timedelta(days=30)
_NEW_FOLLOWER = timedelta(days=3)
"""Who followed just before is no follower yet: else a follow would be the way past the rule."""
_AUTOMATED = frozenset({Kind.SERVICE, Kind.APPLICATION})
_WRITTEN_BY_ORIGIN = frozenset({Event.MENTION, Event.QUOTE})


async def notify(
    tx: Tx,
    account: Account,
    event: Event,
    origin: Account,
    post: Post | None = None,
    emoji: str = "",
    *,
    subject_id: int = 0,
) -> bool:
    """Tell an account of ours; nobody else, nobody of themselves, nobody by whom they block or mute (T-140). What its
    policy filters is stored apart, what it drops is not made. Returns whether it was made."""
    if not account.is_local or account.is_gone or account.id == origin.id:
        return False
    if await tx.blocks.between(account.id, origin.id):
        return False
    if event is not Event.POLL and await tx.mutes.silences(
        account.id, origin.id, None if post is None else post.thread_id
    ):
        return False
    treatment = await _treatment(tx, account, event, origin, post) if event in FILTERABLE else Treatment.ACCEPT
    if treatment is Treatment.DROP:
        return False
    return await _tell(
        tx,
        NewNotification(
            id=tx.ids.new(),
            account_id=account.id,
            event=event,
            origin_id=origin.id,
            post_id=None if post is None else post.id,
            emoji=emoji,
            subject_id=subject_id,
            is_filtered=treatment is Treatment.FILTER,
        ),
    )


async def notify_author(tx: Tx, author: Account, event: Event, post: Post) -> bool:
    """Tell somebody of ours what became of a post of their own (a poll has ended)."""
    if not author.is_local or author.is_gone:
        return False
    return await _tell_of_itself(tx, author, event, post_id=post.id)


async def notify_severed(
    tx: Tx, account: Account, kind: SeveranceKind, target: str, *, followers: int, following: int
) -> None:
    """Follows of an account of ours have ended, because the host or account named `target` was turned away. Nobody is
    told when there were none."""
    if not account.is_local or account.is_gone or not (followers or following):
        return
    severance = Severance(
        id=tx.ids.new(),
        account_id=account.id,
        kind=kind,
        target=target,
        followers=followers,
        following=following,
        created_at=tx.now,
    )
    await tx.severances.add(severance)
    await _tell_of_itself(tx, account, Event.SEVERED, subject_id=severance.id)


async def notify_warned(tx: Tx, account: Account, strike_id: int) -> None:
    """Those who moderate have decided something about the account. It is told by itself: who decided is not its
    business (T-141)."""
    if account.is_local and not account.is_gone:
        await _tell_of_itself(tx, account, Event.WARNED, subject_id=strike_id)


async def notify_moderators(tx: Tx, reporter: Account, reported: Account) -> None:
    """Somebody complained. All who moderate are told, whomever they block: it is their office; but not those it is
    about, who must not learn who complained (T-141). Of each reporter the latest complaint is shown."""
    for account_id in await tx.logins.moderating_account_ids(tx.now):
        if account_id in {reporter.id, reported.id}:
            continue
        await tx.notifications.withdraw(account_id, Event.REPORT, reporter.id, None)
        await _tell(
            tx, NewNotification(id=tx.ids.new(), account_id=account_id, event=Event.REPORT, origin_id=reporter.id)
        )


async def notify_sign_up(tx: Tx, newcomer: Account) -> None:
    """A new account with a login is here: those who moderate are told."""
    for account_id in await tx.logins.moderating_account_ids(tx.now):
        if account_id != newcomer.id:
            await _tell(
                tx, NewNotification(id=tx.ids.new(), account_id=account_id, event=Event.SIGN_UP, origin_id=newcomer.id)
            )


async def _tell_of_itself(
    tx: Tx, account: Account, event: Event, *, post_id: int | None = None, subject_id: int = 0
) -> bool:
    return await _tell(
        tx,
        NewNotification(
            id=tx.ids.new(),
            account_id=account.id,
            event=event,
            origin_id=account.id,
            post_id=post_id,
            subject_id=subject_id,
        ),
    )


async def _tell(tx: Tx, new: NewNotification) -> bool:
    """The one place where a notification comes to be. False when the same has been told before."""
    if not await tx.notifications.add(new):
        return False
    if new.is_filtered:
        await tx.notification_rules.ask(new, new.post_id if new.event in _WRITTEN_BY_ORIGIN else None)
        return True
    tx.tell("told", f"{new.account_id} {new.id}")
    await queue_pushes(tx, new)
    return True


async def _treatment(tx: Tx, account: Account, event: Event, origin: Account, post: Post | None) -> Treatment:
    """What the account's policy says; the strictest of what applies. Whom it let through is let through, and those who
    moderate here reach everybody they write to."""
    policy = await tx.notification_rules.policy(account.id)
    if policy == _LENIENT or (policy == NotificationPolicy() and not origin.is_limited):
        return Treatment.ACCEPT
    standing = await tx.notification_rules.standing(account.id, origin.id)
    if standing.is_permitted:
        return Treatment.ACCEPT
    applying = await _applying(tx, policy, standing, account, event, origin, post)
    strictest = max(applying, key=_STRICTNESS.index, default=Treatment.ACCEPT)
    if strictest is not Treatment.ACCEPT and event is Event.MENTION and origin.is_local:
        moderating = await tx.logins.moderating_account_ids(tx.now)
        return Treatment.ACCEPT if origin.id in moderating else strictest
    return strictest


async def _applying(
    tx: Tx,
    policy: NotificationPolicy,
    standing: Standing,
    account: Account,
    event: Event,
    origin: Account,
    post: Post | None,
) -> list[Treatment]:
    applying = []
    if standing.followed_since is None or standing.followed_since > tx.now - _NEW_FOLLOWER:
        applying.append(policy.for_not_followers)
    if standing.is_following:  # everything else is about strangers
        return applying
    applying.append(policy.for_not_following)
    if origin.created_at > tx.now - _NEW_ACCOUNT:
        applying.append(policy.for_new_accounts)
    if origin.is_limited:
        applying.append(policy.for_limited_accounts)
    if origin.kind in _AUTOMATED:
        applying.append(policy.for_bots)
    if policy.for_private_mentions is not Treatment.ACCEPT and _is_private_mention(event, post):
        answers = post is not None and await tx.notification_rules.has_written_to(account.id, origin.id, post)
        if not answers:
            applying.append(policy.for_private_mentions)
    return applying


def _is_private_mention(event: Event, post: Post | None) -> bool:
    return event is Event.MENTION and post is not None and post.visibility is Visibility.DIRECT


_STRICTNESS = (Treatment.ACCEPT, Treatment.FILTER, Treatment.DROP)
_LENIENT = NotificationPolicy(for_limited_accounts=Treatment.ACCEPT)
