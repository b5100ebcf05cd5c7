"""What accounts of ours are told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.ids import HIGHEST
from node.model.notification import Event, Notification
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Now, Row, Tell, bounds, cut, moment, moment_or_none, newest_first, us
from node.store.views import load_views

# Of `n`: whoever caused it is neither blocked nor muted with what they do, nor on a host the account has muted
_UNSILENCED = """NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = n.account_id AND b.target_id = n.origin_id)
 AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = n.account_id AND m.target_id = n.origin_id AND m.notifications
  AND (m.expires_at IS NULL OR m.expires_at > ?))
 AND NOT EXISTS (SELECT 1 FROM host_mutes h JOIN accounts a ON a.host = h.host
  WHERE h.account_id = n.account_id AND a.id = n.origin_id)
 AND EXISTS (SELECT 1 FROM accounts o WHERE o.id = n.origin_id AND o.deleted_at IS NULL AND o.suspended_at IS NULL)"""


class Notifications:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

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

    async def page(
        self,
        account_id: int,
        *,
        before: int = HIGHEST,
        after: int = 0,
        upwards: bool = False,
        limit: int = 20,
        events: Iterable[Event] | None = None,
        origin_id: int | None = None,
    ) -> Sequence[Notification]:
        """Newest first; those of blocked, muted or vanished accounts are left out. `events`: only of these."""
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        wanted = [] if events is None else [self._db.listed({event.value for event in events})]
        rows = await self._db.rows(
            "SELECT * FROM notifications n WHERE n.account_id = ?"
            + (f" AND {self._db.among_texts('n.event')}" if wanted else "")
            + (" AND n.origin_id = ?" if origin_id is not None else "")
            + f" AND {_UNSILENCED} AND {cut('n.id', piece)}",
            account_id,
            *wanted,
            *([] if origin_id is None else [origin_id]),
            us(self._now()),
            *bounds(piece),
        )
        return await self._made(account_id, newest_first(rows, piece))

    async def find(self, account_id: int, notification_id: int) -> Notification | None:
        rows = await self._db.rows(
            "SELECT * FROM notifications WHERE account_id = ? AND id = ?", account_id, notification_id
        )
        found = await self._made(account_id, rows)
        return found[0] if found else None

    async def _made(self, account_id: int, rows: Sequence[Row]) -> list[Notification]:
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

    async def remove(self, account_id: int, notification_id: int) -> None:
        await self._db.run("DELETE FROM notifications WHERE account_id = ? AND id = ?", account_id, notification_id)

    async def clear(self, account_id: int) -> None:
        await self._db.run("DELETE FROM notifications WHERE account_id = ?", account_id)

    async def read_all(self, account_id: int, *, up_to: int, now: datetime) -> None:
        await self._db.run(
            "UPDATE notifications SET read_at = ? WHERE account_id = ? AND id <= ? AND read_at IS NULL",
            us(now),
            account_id,
            up_to,
        )

    async def count_newer(self, account_id: int, than: int, *, events: Iterable[Event], most: int) -> int:
        """How many of these came after that one, counted up to `most`."""
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM (SELECT 1 FROM notifications n WHERE n.account_id = ? AND n.id > ?"
                f" AND {self._db.among_texts('n.event')} AND {_UNSILENCED} LIMIT ?) AS newer",
                account_id,
                than,
                self._db.listed({event.value for event in events}),
                us(self._now()),
                most,
            )
        )

    async def count_unread(self, account_id: int) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM notifications WHERE account_id = ? AND read_at IS NULL", account_id
            )
        )
