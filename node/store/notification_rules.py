"""Whose notifications are let through: each account's policy, whom it let through, and what waits for its decision."""

from collections.abc import Iterable, Sequence

from node.model.ids import Ids
from node.model.notification import (
    NewNotification,
    NotificationPolicy,
    NotificationRequest,
    Pending,
    Standing,
    Treatment,
)
from node.model.post import Post
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.notifications import silencing, unsilenced
from node.store.rows import Database, Now, Row, Tell, bounds, cut, moment, moment_or_none, newest_first, us
from node.store.views import load_views

MOST_COUNTED = 100
_COLUMNS = tuple(NotificationPolicy.__dataclass_fields__)
_FILTERED = "n.account_id = r.account_id AND n.origin_id = r.origin_id AND n.filtered"


class NotificationRules:
    def __init__(self, db: Database, tell: Tell, ids: Ids, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids
        self._now = now

    async def policy(self, account_id: int) -> NotificationPolicy:
        """The usual one for who never chose."""
        row = await self._db.row("SELECT * FROM notification_policies WHERE account_id = ?", account_id)
        if row is None:
            return NotificationPolicy()
        return NotificationPolicy(**{name: Treatment(row[name]) for name in _COLUMNS})

    async def save_policy(self, account_id: int, policy: NotificationPolicy) -> None:
        await self._db.run(
            f"INSERT INTO notification_policies (account_id, {', '.join(_COLUMNS)})"
            f" VALUES (?{', ?' * len(_COLUMNS)}) ON CONFLICT (account_id) DO UPDATE SET"
            f" {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}",
            account_id,
            *(getattr(policy, name).value for name in _COLUMNS),
        )

    async def standing(self, account_id: int, origin_id: int) -> Standing:
        row = await self._db.row(
            "SELECT EXISTS (SELECT 1 FROM notification_permissions WHERE account_id = ? AND origin_id = ?) AS permitted,"
            " EXISTS (SELECT 1 FROM follows WHERE follower_id = ? AND followed_id = ? AND accepted) AS following,"
            " (SELECT created_at FROM follows WHERE follower_id = ? AND followed_id = ? AND accepted) AS followed_since",
            account_id,
            origin_id,
            account_id,
            origin_id,
            origin_id,
            account_id,
        )
        if row is None:  # pragma: no cover  # a SELECT without FROM always has its row
            raise RuntimeError("the database did not answer")
        return Standing(
            is_permitted=bool(row["permitted"]),
            is_following=bool(row["following"]),
            followed_since=moment_or_none(row["followed_since"]),
        )

    async def has_written_to(self, account_id: int, origin_id: int, post: Post) -> bool:
        """Whether the account has itself written privately to `origin` in the thread of that post."""
        found = await self._db.value(
            "SELECT 1 FROM posts p JOIN mentions m ON m.post_id = p.id WHERE p.thread_id = ? AND p.author_id = ?"
            " AND p.visibility = 'direct' AND p.deleted_at IS NULL AND m.account_id = ? LIMIT 1",
            post.thread_id,
            account_id,
            origin_id,
        )
        return found is not None

    async def permit(self, account_id: int, origin_ids: Iterable[int]) -> None:
        """From now on, whatever these do is told."""
        now = us(self._now())
        await self._db.run_many(
            "INSERT INTO notification_permissions (account_id, origin_id, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id, origin_id) DO NOTHING",
            [(account_id, origin_id, now) for origin_id in sorted(set(origin_ids))],
        )

    async def ask(self, filtered: NewNotification, last_post_id: int | None) -> None:
        """A filtered notification came: its origin's request is renewed, or made."""
        now = us(self._now())
        await self._db.run(
            "INSERT INTO notification_requests (id, account_id, origin_id, last_post_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, origin_id) DO UPDATE SET"
            " last_post_id = COALESCE(excluded.last_post_id, notification_requests.last_post_id),"
            " updated_at = excluded.updated_at",
            self._ids.new(),
            filtered.account_id,
            filtered.origin_id,
            last_post_id,
            now,
            now,
        )

    async def page(self, account_id: int, piece: Slice) -> Sequence[NotificationRequest]:
        """Newest first; those of blocked, muted or vanished accounts, and of whom nothing is left, are left out."""
        rows = await self._db.rows(
            f"SELECT r.* FROM notification_requests r WHERE r.account_id = ?"
            f" AND EXISTS (SELECT 1 FROM notifications n WHERE {_FILTERED}) AND {unsilenced('r')} AND {cut('r.id', piece)}",
            account_id,
            *silencing(account_id, self._now()),
            *bounds(piece),
        )
        return await self._made(account_id, newest_first(rows, piece))

    async def find(self, account_id: int, request_id: int) -> NotificationRequest | None:
        rows = await self._db.rows(
            "SELECT r.* FROM notification_requests r WHERE r.account_id = ? AND r.id = ?"
            f" AND EXISTS (SELECT 1 FROM notifications n WHERE {_FILTERED}) AND {unsilenced('r')}",
            account_id,
            request_id,
            *silencing(account_id, self._now()),
        )
        found = await self._made(account_id, rows)
        return found[0] if found else None

    async def _made(self, account_id: int, rows: Sequence[Row]) -> list[NotificationRequest]:
        if not rows:
            return []
        listed = self._db.listed({row["origin_id"] for row in rows})
        counts = {
            row["origin_id"]: row["number"]
            for row in await self._db.rows(
                "SELECT origin_id, COUNT(*) AS number FROM notifications WHERE account_id = ? AND filtered"
                f" AND {self._db.among('origin_id')} GROUP BY origin_id",
                account_id,
                listed,
            )
        }
        origins = {
            row["id"]: to_account(row)
            for row in await self._db.rows(f"SELECT * FROM accounts WHERE {self._db.among('id')}", listed)
        }
        post_ids = [row["last_post_id"] for row in rows if row["last_post_id"] is not None]
        views = {view.post.id: view for view in await load_views(self._db, post_ids, account_id)}
        return [
            NotificationRequest(
                id=row["id"],
                origin=origins[row["origin_id"]],
                count=counts.get(row["origin_id"], 0),
                last_post=views.get(row["last_post_id"]),
                created_at=moment(row["created_at"]),
                updated_at=moment(row["updated_at"]),
            )
            for row in rows
        ]

    async def pending(self, account_id: int) -> Pending:
        row = await self._db.row(
            "SELECT COUNT(*) AS requests, COALESCE(SUM(number), 0) AS notifications FROM (SELECT"
            f" (SELECT COUNT(*) FROM notifications n WHERE {_FILTERED}) AS number FROM notification_requests r"
            f" WHERE r.account_id = ? AND EXISTS (SELECT 1 FROM notifications n WHERE {_FILTERED})"
            f" AND {unsilenced('r')} LIMIT ?) AS waiting",
            account_id,
            *silencing(account_id, self._now()),
            MOST_COUNTED,
        )
        return Pending(
            requests=0 if row is None else int(row["requests"]),
            notifications=0 if row is None else int(row["notifications"]),
        )

    async def take(self, account_id: int, request_ids: Iterable[int]) -> Sequence[int]:
        """End these requests; returns whose they were. Those of others, and unknown ones, are left."""
        listed = self._db.listed(set(request_ids))
        rows = await self._db.rows(
            f"SELECT origin_id FROM notification_requests WHERE account_id = ? AND {self._db.among('id')} ORDER BY id",
            account_id,
            listed,
        )
        await self._db.run(
            f"DELETE FROM notification_requests WHERE account_id = ? AND {self._db.among('id')}", account_id, listed
        )
        return [row["origin_id"] for row in rows]

    async def merge(self, account_id: int, origin_ids: Iterable[int]) -> None:
        """What was kept apart of these joins the others."""
        await self._db.run(
            f"UPDATE notifications SET filtered = FALSE WHERE account_id = ? AND {self._db.among('origin_id')} AND filtered",
            account_id,
            self._db.listed(set(origin_ids)),
        )
        self._tell("merged", account_id)

    async def discard(self, account_id: int, origin_ids: Iterable[int]) -> None:
        """What was kept apart of these is put away for good."""
        await self._db.run(
            f"DELETE FROM notifications WHERE account_id = ? AND {self._db.among('origin_id')} AND filtered",
            account_id,
            self._db.listed(set(origin_ids)),
        )

    async def forget_account(self, account_id: int) -> None:
        """It is gone: what it was told, what it wanted to be told, and what others decided about it."""
        for table in ("notifications", "notification_policies", "severances"):
            await self._db.run(f"DELETE FROM {table} WHERE account_id = ?", account_id)
        for table in ("notification_permissions", "notification_requests"):
            await self._db.run(f"DELETE FROM {table} WHERE account_id = ?", account_id)
            await self._db.run(f"DELETE FROM {table} WHERE origin_id = ?", account_id)
