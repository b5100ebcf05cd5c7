"""Announcements: what is shown to everybody here, who has read it, who reacted."""

from collections.abc import Sequence
from datetime import datetime

from node.model.announcement import Announcement, AnnouncementView, Tally
from node.store.accounts import to_account
from node.store.rows import (
    Database,
    Now,
    Row,
    Tell,
    from_json,
    moment,
    moment_or_none,
    to_json,
    us,
    us_or_none,
)

_MOST = 100


def _to_announcement(row: Row) -> Announcement:
    return Announcement(
        id=row["id"],
        text=row["text"],
        content=row["content"],
        mentions=tuple(from_json(row["mentions"])),
        tags=tuple(from_json(row["tags"])),
        starts_at=moment_or_none(row["starts_at"]),
        ends_at=moment_or_none(row["ends_at"]),
        all_day=bool(row["all_day"]),
        published_at=moment(row["published_at"]),
        updated_at=moment(row["updated_at"]),
    )


class Announcements:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

    async def add(self, made: Announcement) -> None:
        await self._db.run(
            "INSERT INTO announcements (id, text, content, mentions, tags, starts_at, ends_at, all_day, published_at,"
            " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.text,
            made.content,
            to_json(made.mentions),
            to_json(made.tags),
            us_or_none(made.starts_at),
            us_or_none(made.ends_at),
            made.all_day,
            us(made.published_at),
            us(made.updated_at),
        )
        self._tell("announcement", made.id)

    async def all(self) -> Sequence[Announcement]:
        """Also those that are over, newest first."""
        rows = await self._db.rows("SELECT * FROM announcements ORDER BY id DESC LIMIT 1000")
        return [_to_announcement(row) for row in rows]

    async def find_shown(self, announcement_id: int) -> Announcement | None:
        """One that is to be seen now."""
        row = await self._db.row(
            "SELECT * FROM announcements WHERE id = ? AND (ends_at IS NULL OR ends_at > ?)",
            announcement_id,
            us(self._now()),
        )
        return None if row is None else _to_announcement(row)

    async def remove(self, announcement_id: int) -> bool:
        for table in ("announcement_reads", "announcement_reactions"):
            await self._db.run(f"DELETE FROM {table} WHERE announcement_id = ?", announcement_id)
        removed = await self._db.run("DELETE FROM announcements WHERE id = ?", announcement_id)
        self._tell("announcement.delete", announcement_id)
        return bool(removed)

    async def views(self, account_id: int, *, with_read: bool) -> Sequence[AnnouncementView]:
        """What is to be seen now, in the order in which it begins, in a fixed number of queries."""
        rows = await self._db.rows(
            "SELECT a.*, r.account_id AS reader FROM announcements a LEFT JOIN announcement_reads r"
            " ON r.announcement_id = a.id AND r.account_id = ? WHERE (a.ends_at IS NULL OR a.ends_at > ?)"
            + ("" if with_read else " AND r.account_id IS NULL")
            + " ORDER BY COALESCE(a.starts_at, a.published_at), a.id LIMIT ?",
            account_id,
            us(self._now()),
            _MOST,
        )
        found = {row["id"]: _to_announcement(row) for row in rows}
        if not found:
            return []
        tallies = await self._tallies(found, account_id)
        people = {number for each in found.values() for number in each.mentions}
        named = await self._db.rows(f"SELECT * FROM accounts WHERE {self._db.among('id')}", self._db.listed(people))
        accounts = {row["id"]: to_account(row) for row in named}
        return [
            AnnouncementView(
                announcement=found[row["id"]],
                is_read=row["reader"] is not None,
                reactions=tuple(tallies.get(row["id"], ())),
                mentioned=tuple(accounts[number] for number in found[row["id"]].mentions if number in accounts),
            )
            for row in rows
        ]

    async def _tallies(self, ids: dict[int, Announcement], account_id: int) -> dict[int, list[Tally]]:
        rows = await self._db.rows(
            "SELECT announcement_id, name, COUNT(*) AS times, MAX(CASE WHEN account_id = ? THEN 1 ELSE 0 END) AS own"
            f" FROM announcement_reactions WHERE {self._db.among('announcement_id')}"
            " GROUP BY announcement_id, name ORDER BY announcement_id, MIN(created_at), name",
            account_id,
            self._db.listed(ids),
        )
        found: dict[int, list[Tally]] = {}
        for row in rows:
            found.setdefault(row["announcement_id"], []).append(Tally(row["name"], row["times"], bool(row["own"])))
        return found

    async def mark_read(self, announcement_id: int, account_id: int) -> None:
        await self._db.run(
            "INSERT INTO announcement_reads (announcement_id, account_id) VALUES (?, ?)"
            " ON CONFLICT (announcement_id, account_id) DO NOTHING",
            announcement_id,
            account_id,
        )

    async def count_of(self, announcement_id: int, name: str) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM announcement_reactions WHERE announcement_id = ? AND name = ?",
                announcement_id,
                name,
            )
        )

    async def names(self, announcement_id: int) -> set[str]:
        """With what it was reacted to."""
        rows = await self._db.rows(
            "SELECT DISTINCT name FROM announcement_reactions WHERE announcement_id = ?", announcement_id
        )
        return {row["name"] for row in rows}

    async def react(self, announcement_id: int, account_id: int, name: str, now: datetime) -> None:
        await self._db.run(
            "INSERT INTO announcement_reactions (announcement_id, account_id, name, created_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (announcement_id, account_id, name) DO NOTHING",
            announcement_id,
            account_id,
            name,
            us(now),
        )
        self._tell("announcement.reaction", f"{announcement_id} {name}")

    async def forget_account(self, account_id: int) -> None:
        """It is deleted, and with it what it read and how it reacted."""
        for table in ("announcement_reads", "announcement_reactions"):
            await self._db.run(f"DELETE FROM {table} WHERE account_id = ?", account_id)

    async def unreact(self, announcement_id: int, account_id: int, name: str) -> None:
        await self._db.run(
            "DELETE FROM announcement_reactions WHERE announcement_id = ? AND account_id = ? AND name = ?",
            announcement_id,
            account_id,
            name,
        )
        self._tell("announcement.reaction", f"{announcement_id} {name}")
