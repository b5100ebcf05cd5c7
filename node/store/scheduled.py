"""Posts that wait for their time, and the files that wait with them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from node.errors import Problem
from node.model.draft import Draft
from node.model.media import Media
from node.model.scheduled import Scheduled
from node.model.slice import Slice
from node.store.attachments import to_media
from node.store.rows import Database, Row, bounds, cut, from_json, moment, moment_or_none, newest_first, to_json, us


def _to_scheduled(row: Row) -> Scheduled:
    return Scheduled(
        id=row["id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        draft=msgspec.json.decode(row["draft"], type=Draft),
        media_ids=tuple(from_json(row["media_ids"])),
        poll_seconds=row["poll_seconds"],
        publish_at=moment(row["publish_at"]),
        created_at=moment(row["created_at"]),
        failure=row["failure"],
        failure_code=row["failure_code"],
        failure_values=from_json(row["failure_values"]),
        failed_at=moment_or_none(row["failed_at"]),
    )


class ScheduledPosts:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Scheduled) -> None:
        """Its files wait with it from now on."""
        await self._db.run(
            "INSERT INTO scheduled_posts (id, account_id, login_id, draft, media_ids, poll_seconds, publish_at,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.login_id,
            to_json(made.draft),
            to_json(made.media_ids),
            made.poll_seconds,
            us(made.publish_at),
            us(made.created_at),
        )
        await self._db.run(
            f"UPDATE media SET scheduled_id = ?, loose_since = NULL WHERE {self._db.among('id')} AND account_id = ?",
            made.id,
            self._db.listed(made.media_ids),
            made.account_id,
        )

    async def find(self, scheduled_id: int) -> Scheduled | None:
        row = await self._db.row("SELECT * FROM scheduled_posts WHERE id = ?", scheduled_id)
        return None if row is None else _to_scheduled(row)

    async def page(self, account_id: int, piece: Slice) -> Sequence[Scheduled]:
        rows = await self._db.rows(
            f"SELECT * FROM scheduled_posts WHERE account_id = ? AND {cut('id', piece)}", account_id, *bounds(piece)
        )
        return [_to_scheduled(row) for row in newest_first(rows, piece)]

    async def upcoming(self, account_id: int) -> Sequence[Scheduled]:
        """All of the account's in the order of their times; there are never many."""
        rows = await self._db.rows(
            "SELECT * FROM scheduled_posts WHERE account_id = ? ORDER BY publish_at, id LIMIT 1000", account_id
        )
        return [_to_scheduled(row) for row in rows]

    async def count(self, account_id: int) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM scheduled_posts WHERE account_id = ?", account_id))

    async def count_between(self, account_id: int, start: datetime, end: datetime, *, except_id: int) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM scheduled_posts WHERE account_id = ? AND publish_at >= ? AND publish_at < ?"
                " AND id <> ?",
                account_id,
                us(start),
                us(end),
                except_id,
            )
        )

    async def media_of(self, found: Iterable[Scheduled]) -> dict[int, tuple[Media, ...]]:
        """The files of each, in their order; what has been deleted is left out."""
        found = list(found)
        wanted = {number for each in found for number in each.media_ids}
        if not wanted:
            return {each.id: () for each in found}
        rows = await self._db.rows(f"SELECT * FROM media WHERE {self._db.among('id')}", self._db.listed(wanted))
        media = {(row["id"], row["scheduled_id"]): to_media(row) for row in rows}
        return {
            each.id: tuple(media[number, each.id] for number in each.media_ids if (number, each.id) in media)
            for each in found
        }

    async def move(self, scheduled_id: int, publish_at: datetime) -> None:
        """To another time; whatever kept it from being published is tried again then."""
        await self._db.run(
            "UPDATE scheduled_posts SET publish_at = ?, failure = '', failure_code = '', failure_values = '{}',"
            " failed_at = NULL WHERE id = ?",
            us(publish_at),
            scheduled_id,
        )

    async def fail(self, scheduled_id: int, why: Problem, now: datetime) -> None:
        await self._db.run(
            "UPDATE scheduled_posts SET failure = ?, failure_code = ?, failure_values = ?, failed_at = ? WHERE id = ?",
            why.reason,
            why.code,
            to_json(why.values),
            us(now),
            scheduled_id,
        )

    async def overdue(self, before: datetime) -> Sequence[Scheduled]:
        """What should have been published by then, and has not failed."""
        rows = await self._db.rows(
            "SELECT * FROM scheduled_posts WHERE publish_at < ? AND failed_at IS NULL ORDER BY publish_at LIMIT 100",
            us(before),
        )
        return [_to_scheduled(row) for row in rows]

    async def take(self, scheduled_id: int, now: datetime) -> bool:
        """Out of the list, to be published in the same transaction. False when another was faster, or its author
        took it back or moved it: so it is published once."""
        taken = await self._db.run(
            "DELETE FROM scheduled_posts WHERE id = ? AND publish_at <= ?", scheduled_id, us(now)
        )
        if taken:
            await self._release(scheduled_id, now)
        return bool(taken)

    async def remove(self, scheduled_id: int, now: datetime) -> bool:
        removed = await self._db.run("DELETE FROM scheduled_posts WHERE id = ?", scheduled_id)
        await self._release(scheduled_id, now)
        return bool(removed)

    async def forget_account(self, account_id: int, now: datetime) -> None:
        """It is deleted, and with it what it planned."""
        for found in await self.upcoming(account_id):
            await self.remove(found.id, now)

    async def _release(self, scheduled_id: int, now: datetime) -> None:
        """Its files may hang on any post again, and are swept where they do not."""
        await self._db.run(
            "UPDATE media SET scheduled_id = NULL, loose_since = CASE WHEN post_id IS NULL THEN ? ELSE loose_since END"
            " WHERE scheduled_id = ?",
            us(now),
            scheduled_id,
        )
