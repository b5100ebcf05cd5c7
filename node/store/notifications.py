"""What accounts of ours are told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from node.model.ids import HIGHEST
from node.model.notification import GROUPS, UNGROUPED, WIDEST_GROUP, Choice, Event, NewNotification, Notification
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Now, Row, Tell, bounds, cut, moment, moment_or_none, newest_first, us
from node.store.views import load_views

EVERYTHING = Choice()
IsKnown: TypeAlias = Callable[[int], bool]


def unsilenced(alias: str = "n") -> str:
    """The condition that whoever caused it is neither blocked nor muted with what they do, nor on a host the account
    has muted, nor gone. Its parameters are `silencing`: nothing in the inner lists depends on the row, so they are made
    once and not for each of a thousand members of a group."""
    return (
        f"{alias}.origin_id NOT IN (SELECT target_id FROM blocks WHERE account_id = ?"
        " UNION ALL SELECT target_id FROM mutes WHERE account_id = ? AND notifications"
        "  AND (expires_at IS NULL OR expires_at > ?))"
        f" AND EXISTS (SELECT 1 FROM accounts o WHERE o.id = {alias}.origin_id AND o.deleted_at IS NULL"
        "  AND o.suspended_at IS NULL AND o.host NOT IN (SELECT host FROM host_mutes WHERE account_id = ?))"
    )


def silencing(account_id: int, now: datetime) -> list[int]:
    return [account_id, account_id, us(now), account_id]


def chosen(db: Database, account_id: int, choice: Choice, now: datetime, alias: str = "n") -> tuple[str, list[Any]]:
    """The condition for what a list shows, and its parameters."""
    conditions, params = [f"{alias}.account_id = ?"], [account_id]
    more: list[Any] = []
    if choice.events is not None:
        conditions.append(db.among_texts(f"{alias}.event"))
        more.append(db.listed({event.value for event in choice.events}))
    if choice.origin_id is not None:
        conditions.append(f"{alias}.origin_id = ?")
        more.append(choice.origin_id)
    if not choice.with_filtered:
        conditions.append(f"NOT {alias}.filtered")
    return " AND ".join([*conditions, unsilenced(alias)]), [*params, *more, *silencing(account_id, now)]


def nothing_known(_post_id: int) -> bool:
    """Every post is to be loaded."""
    return False


async def load_notifications(
    db: Database, account_id: int, rows: Sequence[Row], is_known: IsKnown = nothing_known
) -> list[Notification]:
    """Rows with all that is shown of them, in a fixed number of queries; those of who is gone are left out. Posts that are
    known (their ids are asked for one by one) are not loaded."""
    if not rows:
        return []
    origins = {
        row["id"]: to_account(row)
        for row in await db.rows(
            f"SELECT * FROM accounts WHERE {db.among('id')}", db.listed({row["origin_id"] for row in rows})
        )
    }
    post_ids = list(dict.fromkeys(row["post_id"] for row in rows if row["post_id"] is not None))
    known = {number for number in post_ids if is_known(number)}
    loaded = await load_views(db, [number for number in post_ids if number not in known], account_id)
    views = {view.post.id: view for view in loaded}
    return [
        Notification(
            id=row["id"],
            account_id=account_id,
            event=Event(row["event"]),
            origin=origins[row["origin_id"]],
            post=views.get(row["post_id"]),
            post_id=row["post_id"] if row["post_id"] in known or row["post_id"] in views else None,
            emoji=row["emoji"],
            created_at=moment(row["created_at"]),
            read_at=moment_or_none(row["read_at"]),
            group_key=row["group_key"] or "",
            is_filtered=bool(row["filtered"]),
            subject_id=row["subject_id"],
        )
        for row in rows
        if row["origin_id"] in origins and not origins[row["origin_id"]].is_gone
    ]


class Notifications:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

    async def add(self, new: NewNotification) -> bool:
        """Tell an account something, once: the same event by the same account about the same is not repeated."""
        added = await self._db.run(
            "INSERT INTO notifications (id, account_id, event, origin_id, post_id, emoji, subject_id, filtered, group_key,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            new.id,
            new.account_id,
            new.event.value,
            new.origin_id,
            new.post_id,
            new.emoji,
            new.subject_id,
            new.is_filtered,
            None if new.is_filtered else await self._group(new),
            us(self._now()),
        )
        if added and not new.is_filtered:
            self._tell("notification", new.account_id)
        return bool(added)

    async def _group(self, new: NewNotification) -> str | None:
        """`favourite-17-486000`: of what, and the hour it began. What comes within half a day of that joins it."""
        name = GROUPS.get(new.event)
        if name is None:
            return None
        prefix = name if new.post_id is None else f"{name}-{new.post_id}"
        hour = int(self._now().timestamp()) // 3_600
        oldest = hour - int(WIDEST_GROUP.total_seconds()) // 3_600 + 1
        # Hours have as many digits as each other, so they sort as texts
        known: str | None = await self._db.value(
            "SELECT MAX(group_key) FROM notifications WHERE account_id = ? AND group_key >= ? AND group_key <= ?",
            new.account_id,
            f"{prefix}-{oldest}",
            f"{prefix}-{hour}",
        )
        return known or f"{prefix}-{hour}"

    async def page(
        self,
        account_id: int,
        piece: Slice | None = None,
        choice: Choice = EVERYTHING,
        *,
        is_known: IsKnown = nothing_known,
    ) -> Sequence[Notification]:
        """Newest first; those of blocked, muted or vanished accounts are left out. `is_known` as of `load_notifications`."""
        piece = piece or Slice()
        where, params = chosen(self._db, account_id, choice, self._now())
        rows = await self._db.rows(
            f"SELECT * FROM notifications n WHERE {where} AND {cut('n.id', piece)}", *params, *bounds(piece)
        )
        return await load_notifications(self._db, account_id, newest_first(rows, piece), is_known)

    async def find(self, account_id: int, notification_id: int) -> Notification | None:
        rows = await self._db.rows(
            "SELECT * FROM notifications WHERE account_id = ? AND id = ?", account_id, notification_id
        )
        found = await load_notifications(self._db, account_id, rows)
        return found[0] if found else None

    async def withdraw(
        self, account_id: int, event: Event, origin_id: int, post_id: int | None, subject_id: int = 0
    ) -> None:
        """It is no longer so (an undone like)."""
        await self._db.run(
            "DELETE FROM notifications WHERE account_id = ? AND event = ? AND origin_id = ? AND COALESCE(post_id, 0) = ?"
            " AND subject_id = ?",
            account_id,
            event.value,
            origin_id,
            post_id or 0,
            subject_id,
        )

    async def forget_origin(self, origin_id: int) -> None:
        """Whoever caused them is gone."""
        await self._db.run("DELETE FROM notifications WHERE origin_id = ?", origin_id)
        await self._db.run("DELETE FROM notification_requests WHERE origin_id = ?", origin_id)

    async def remove(self, account_id: int, notification_id: int) -> None:
        await self._db.run("DELETE FROM notifications WHERE account_id = ? AND id = ?", account_id, notification_id)

    async def remove_group(self, account_id: int, key: str) -> None:
        """All that is told under that key, or the one it names."""
        if key.startswith(UNGROUPED):
            await self.remove(account_id, ungrouped_id(key))
            return
        await self._db.run("DELETE FROM notifications WHERE account_id = ? AND group_key = ?", account_id, key)

    async def clear(self, account_id: int) -> None:
        """All that lists show; what waits in the requests goes on waiting."""
        await self._db.run("DELETE FROM notifications WHERE account_id = ? AND NOT filtered", account_id)

    async def read_all(self, account_id: int, *, up_to: int, now: datetime) -> None:
        """What waits in the requests stays new."""
        await self._db.run(
            "UPDATE notifications SET read_at = ? WHERE account_id = ? AND id <= ? AND read_at IS NULL AND NOT filtered",
            us(now),
            account_id,
            up_to,
        )

    async def count_newer(self, account_id: int, than: int, *, choice: Choice, most: int) -> int:
        """How many of these came after that one, counted up to `most`."""
        where, params = chosen(self._db, account_id, choice, self._now())
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM notifications n WHERE {where} AND n.id > ? LIMIT ?) AS newer",
                *params,
                than,
                most,
            )
        )

    async def count_unread(self, account_id: int) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM notifications WHERE account_id = ? AND read_at IS NULL AND NOT filtered",
                account_id,
            )
        )


def ungrouped_id(key: str) -> int:
    """0, which none has, when the key names no notification."""
    digits = key.removeprefix(UNGROUPED)
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < len(str(HIGHEST)) + 1 else 0
    return number if number <= HIGHEST else 0
