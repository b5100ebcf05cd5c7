"""Who is told of what."""

from node.model.account import Account
from node.model.notification import Event
from node.model.post import Post
from node.store.database import Tx


async def notify(
    tx: Tx, account: Account, event: Event, origin: Account, post: Post | None = None, emoji: str = ""
) -> bool:
    """Tell an account of ours; nobody else, nobody of themselves, nobody by whom they block or mute (T-140)."""
    if not account.is_local or account.is_gone or account.id == origin.id:
        return False
    if await tx.blocks.between(account.id, origin.id):
        return False
    if event is not Event.POLL and await tx.mutes.silences(
        account.id, origin.id, None if post is None else post.thread_id
    ):
        return False
    return await tx.notifications.add(
        notification_id=tx.ids.new(),
        account_id=account.id,
        event=event,
        origin_id=origin.id,
        post_id=None if post is None else post.id,
        now=tx.now,
        emoji=emoji,
    )


async def notify_moderators(tx: Tx, reporter: Account, reported: Account) -> None:
    """Somebody complained. All who moderate are told, whomever they block: it is their office; but not those it is
    about, who must not learn who complained (T-141). Of each reporter the latest complaint is shown."""
    for account_id in await tx.logins.moderating_account_ids(tx.now):
        if account_id in {reporter.id, reported.id}:
            continue
        await tx.notifications.withdraw(account_id, Event.REPORT, reporter.id, None)
        await tx.notifications.add(
            notification_id=tx.ids.new(),
            account_id=account_id,
            event=Event.REPORT,
            origin_id=reporter.id,
            post_id=None,
            now=tx.now,
        )
