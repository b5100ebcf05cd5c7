"""Who is told of news in our feeds."""

from collections.abc import Collection, Sequence
from datetime import datetime

from node.model.websub import Reader
from node.store.rows import Database, Row, moment, moment_or_none, us


def _to_reader(row: Row) -> Reader:
    return Reader(
        id=row["id"],
        callback=row["callback"],
        topic=row["topic"],
        feed=row["feed"],
        host=row["host"],
        secret=row["secret"],
        sent=row["sent"],
        expires_at=moment(row["expires_at"]),
        failing_since=moment_or_none(row["failing_since"]),
    )


class WebSub:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, reader: Reader, now: datetime) -> None:
        """A new one, or the same for longer and with another secret: it keeps its number."""
        await self._db.run(
            "INSERT INTO websub_subscriptions (id, callback, topic, feed, host, secret, sent, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (callback, topic) DO UPDATE SET secret = excluded.secret, feed = excluded.feed,"
            " expires_at = excluded.expires_at, failing_since = NULL",
            reader.id,
            reader.callback,
            reader.topic,
            reader.feed,
            reader.host,
            reader.secret,
            reader.sent,
            us(now),
            us(reader.expires_at),
        )

    async def find(self, reader_id: int) -> Reader | None:
        row = await self._db.row("SELECT * FROM websub_subscriptions WHERE id = ?", reader_id)
        return None if row is None else _to_reader(row)

    async def find_by_callback(self, callback: str, topic: str) -> Reader | None:
        row = await self._db.row("SELECT * FROM websub_subscriptions WHERE callback = ? AND topic = ?", callback, topic)
        return None if row is None else _to_reader(row)

    async def remove(self, reader_id: int) -> None:
        await self._db.run("DELETE FROM websub_subscriptions WHERE id = ?", reader_id)

    async def counts(self, topic: str, host: str) -> tuple[int, int, int]:
        """How many readers there are of that feed, at that host, and at all."""
        row = await self._db.row(
            "SELECT COALESCE(SUM(CASE WHEN topic = ? THEN 1 ELSE 0 END), 0) AS same,"
            " COALESCE(SUM(CASE WHEN host = ? THEN 1 ELSE 0 END), 0) AS there, COUNT(*) AS everywhere"
            " FROM websub_subscriptions",
            topic,
            host,
        )
        return (0, 0, 0) if row is None else (row["same"], row["there"], row["everywhere"])

    async def has_readers(self) -> bool:
        """Whether anybody is told of news in anything."""
        return await self._db.value("SELECT 1 FROM websub_subscriptions LIMIT 1") is not None

    async def is_read(self, feeds: Collection[str]) -> bool:
        """Whether anybody is told of news in one of these."""
        found = await self._db.value(
            f"SELECT 1 FROM websub_subscriptions WHERE {self._db.among_texts('feed')} LIMIT 1", self._db.listed(feeds)
        )
        return found is not None

    async def readers(self, feeds: Collection[str], now: datetime, *, after: int, limit: int) -> Sequence[Reader]:
        """Of any of these feeds, by number, whose time has not run out."""
        rows = await self._db.rows(
            f"SELECT * FROM websub_subscriptions WHERE {self._db.among_texts('feed')} AND expires_at > ? AND id > ?"
            " ORDER BY id LIMIT ?",
            self._db.listed(feeds),
            us(now),
            after,
            limit,
        )
        return [_to_reader(row) for row in rows]

    async def arrived(self, reader_id: int, digest: str) -> None:
        await self._db.run(
            "UPDATE websub_subscriptions SET sent = ?, failing_since = NULL WHERE id = ?", digest, reader_id
        )

    async def failed(self, reader_id: int, now: datetime) -> None:
        await self._db.run(
            "UPDATE websub_subscriptions SET failing_since = ? WHERE id = ? AND failing_since IS NULL",
            us(now),
            reader_id,
        )

    async def prune(self, now: datetime, *, failing: datetime) -> None:
        """Those whose time has run out, and those that have answered nothing since `failing`."""
        await self._db.run(
            "DELETE FROM websub_subscriptions WHERE expires_at <= ? OR failing_since <= ?", us(now), us(failing)
        )
