"""What accounts of ours are told."""

from collections.abc import Sequence
from datetime import datetime

from node.model.ids import HIGHEST
from node.model.notification import Event, Notification
from node.store.accounts import to_account
from node.store.rows import Database, Tell, moment, moment_or_none, us
from node.store.views import load_views


class Notifications:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(
        self,
        *,
        notification_id: int,
        account_id: int,
        event: Event,
        origin_id: int,
        post_id: int | None,
        now: datetime,
        emoji: str = "",
    ) -> bool:
        """Tell an account something, once: the same event by the same account about the same post is not repeated."""
        added = await self._db.run(
            "INSERT INTO notifications (id, account_id, event, origin_id, post_id, emoji, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            notification_id,
            account_id,
            event.value,
            origin_id,
            post_id,
            emoji,
            us(now),
        )
        if added:
            self._tell("notification", account_id)
        return bool(added)

    async def page(self, account_id: int, *, before: int = HIGHEST, limit: int = 20) -> Sequence[Notification]:
        """Newest first; those of blocked or vanished accounts are left out."""
        rows = await self._db.rows(
            "SELECT * FROM notifications n WHERE n.account_id = ? AND n.id < ?"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = n.account_id AND b.target_id = n.origin_id)"
            " ORDER BY n.id DESC LIMIT ?",
            account_id,
            before,
            limit,
        )
        if not rows:
            return []
        origins = {
            row["id"]: to_account(row)
            for row in await self._db.rows(
                f"SELECT * FROM accounts WHERE {self._db.among('id')}",
                self._db.listed({row["origin_id"] for row in rows}),
            )
        }
        post_ids = [row["post_id"] for row in rows if row["post_id"] is not None]
        views = {view.post.id: view for view in await load_views(self._db, post_ids, account_id)}
        return [
            Notification(
                id=row["id"],
                account_id=account_id,
                event=Event(row["event"]),
                origin=origins[row["origin_id"]],
                post=None if row["post_id"] is None else views.get(row["post_id"]),
                emoji=row["emoji"],
                created_at=moment(row["created_at"]),
                read_at=moment_or_none(row["read_at"]),
            )
            for row in rows
            if row["origin_id"] in origins and not origins[row["origin_id"]].is_gone
        ]

    async def withdraw(self, account_id: int, event: Event, origin_id: int, post_id: int | None) -> None:
        """It is no longer so (an undone like)."""
        await self._db.run(
            "DELETE FROM notifications WHERE account_id = ? AND event = ? AND origin_id = ? AND COALESCE(post_id, 0) = ?",
            account_id,
            event.value,
            origin_id,
            post_id or 0,
        )

    async def forget_origin(self, origin_id: int) -> None:
        """Whoever caused them is gone."""
        await self._db.run("DELETE FROM notifications WHERE origin_id = ?", origin_id)

    async def read_all(self, account_id: int, *, up_to: int, now: datetime) -> None:
        await self._db.run(
            "UPDATE notifications SET read_at = ? WHERE account_id = ? AND id <= ? AND read_at IS NULL",
            us(now),
            account_id,
            up_to,
        )

    async def count_unread(self, account_id: int) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM notifications WHERE account_id = ? AND read_at IS NULL", account_id
            )
        )
