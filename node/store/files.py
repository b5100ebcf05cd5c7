"""Which files may be read, by their names; and the copies of what lies on other servers, within a budget of bytes.

nothing ──> coming (room is made for it) ──> kept ──> gone: for others to have room, or its post or picture is gone
                    └──> missed (not asked for again for a while)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.remotefile import Miss, RemoteFile, RemotePlace
from node.store.rows import Database, Now, Row, moment, us

_SOURCES = {
    RemotePlace.FILE: (
        "SELECT m.url, a.uri FROM media m JOIN posts p ON p.id = m.post_id JOIN accounts a ON a.id = p.author_id"
        " WHERE m.id = ? AND m.account_id IS NULL AND p.deleted_at IS NULL"
    ),
    RemotePlace.AVATAR: "SELECT a.icon AS url, a.uri FROM accounts a WHERE a.id = ? AND a.icon IS NOT NULL",
    RemotePlace.EMOJI: "SELECT e.url, a.uri FROM remote_emojis e JOIN accounts a ON a.id = e.account_id WHERE e.id = ?",
    RemotePlace.HEADER: "SELECT a.header AS url, a.uri FROM accounts a WHERE a.id = ? AND a.header IS NOT NULL",
}
# Of a linked page, as long as somebody's post leads there; it belongs to nobody here
_PREVIEW = (
    "SELECT v.image AS url, v.url AS uri FROM previews v WHERE v.id = ? AND v.image <> ''"
    " AND EXISTS (SELECT 1 FROM posts p WHERE p.link = v.url)"
)
_LIVING = " AND a.suspended_at IS NULL AND a.deleted_at IS NULL"
_AT_ONCE = 500


class NoRoom(Exception):  # noqa: N818  # reads as what it is
    """It does not fit, even with everything else thrown out."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file in the cache, whole."""

    name: str
    mime: str
    size: int
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    kind: Miss
    reason: str
    mime: str
    tries: int
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """How many files of which sort, and their bytes."""

    count: int
    size: int


class Files:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    # Ours

    async def is_readable(self, name: str) -> bool:
        """Whether that file of ours may be read by whoever knows its name: it is worked on, its account is there, and it
        hangs on a post, on a profile, or on nothing yet (then only its owner knows the name). Not what waits for its post
        to be published at a set time, nor what hung on a post that is deleted."""
        found = await self._db.value(
            "SELECT 1 FROM media m JOIN accounts a ON a.id = m.account_id LEFT JOIN posts p ON p.id = m.post_id"
            f" WHERE (m.name = ? OR m.preview_name = ?) AND m.state = 'ready' AND p.deleted_at IS NULL {_LIVING}"
            " AND (m.post_id IS NOT NULL OR NOT m.was_shown) AND m.scheduled_id IS NULL",
            name,
            name,
        )
        if found is None:
            found = await self._db.value("SELECT 1 FROM emojis WHERE file = ? OR still = ?", name, name)
        return found is not None

    async def unknown(self, names: Iterable[str]) -> set[str]:
        """Those of these names in the storage that no row has."""
        names = set(names)
        listed = self._db.listed(names)
        rows = await self._db.rows(
            f"SELECT name FROM media WHERE {self._db.among_texts('name')}"
            f" UNION ALL SELECT preview_name FROM media WHERE {self._db.among_texts('preview_name')}"
            f" UNION ALL SELECT file FROM emojis WHERE {self._db.among_texts('file')}"
            f" UNION ALL SELECT still FROM emojis WHERE {self._db.among_texts('still')}"
            f" UNION ALL SELECT name FROM discarded_files WHERE {self._db.among_texts('name')}",
            listed,
            listed,
            listed,
            listed,
            listed,
        )
        return names - {row["name"] for row in rows}

    async def names_after(self, media_id: int, *, limit: int = _AT_ONCE) -> Sequence[tuple[int, Sequence[str]]]:
        """Rows of ours beyond that one, with the names of their files: for going through all of them."""
        rows = await self._db.rows(
            "SELECT id, name, preview_name FROM media WHERE id > ? AND account_id IS NOT NULL AND state = 'ready'"
            " ORDER BY id LIMIT ?",
            media_id,
            limit,
        )
        return [(row["id"], [name for name in (row["name"], row["preview_name"]) if name]) for row in rows]

    # Theirs

    async def find_source(self, place: RemotePlace, owner_id: int) -> RemoteFile | None:
        """What that row names now; None when the row, its post or its account is gone."""
        sql = _PREVIEW if place is RemotePlace.PREVIEW else _SOURCES[place] + _LIVING
        row = await self._db.row(sql, owner_id)
        return None if row is None else RemoteFile(place, owner_id, row["url"], row["uri"])

    async def find_copy(self, source: RemoteFile) -> Copy | None:
        row = await self._db.row(
            "SELECT * FROM cached_files WHERE place = ? AND owner_id = ? AND url = ? AND state = 'kept'"
            " ORDER BY used_at DESC LIMIT 1",
            source.place.value,
            source.owner_id,
            source.url,
        )
        return None if row is None else Copy(row["name"], row["mime"], row["size"], moment(row["used_at"]))

    async def use(self, name: str) -> None:
        """Somebody looks at it."""
        await self._db.run("UPDATE cached_files SET used_at = ? WHERE name = ?", us(self._now()), name)

    async def begin(self, name: str, source: RemoteFile) -> None:
        """A copy is on its way; it has no room yet."""
        await self._db.run(
            "INSERT INTO cached_files (name, place, owner_id, url, size, used_at) VALUES (?, ?, ?, ?, 0, ?)",
            name,
            source.place.value,
            source.owner_id,
            source.url,
            us(self._now()),
        )

    async def make_room(self, name: str, size: int, budget: int) -> Sequence[str]:
        """Give the copy that is coming `size` bytes in all. Returns the names of the files that have to go for it, those
        not looked at for longest first; they are to be deleted before a byte is written. Raises NoRoom."""
        before = await self._db.value("SELECT size FROM cached_files WHERE name = ? AND state = 'coming'", name)
        if before is None:
            raise NoRoom("the cache was cleared meanwhile")
        total = await self._count(size - before)
        await self._db.run("UPDATE cached_files SET size = ? WHERE name = ?", size, name)
        return await self._shrink(total, budget)

    async def shrink(self, budget: int) -> Sequence[str]:
        """For when the budget is smaller than it was. As `make_room`."""
        return await self._shrink(await self._count(0), budget)

    async def _shrink(self, total: int, budget: int) -> Sequence[str]:
        gone: list[str] = []
        while total > budget:
            rows = await self._db.rows(
                "SELECT name, size FROM cached_files WHERE state = 'kept' ORDER BY used_at, name LIMIT ?", _AT_ONCE
            )
            if not rows:
                raise NoRoom("there is no room for it")
            going = []
            for row in rows:
                if total <= budget:
                    break
                total -= row["size"]
                going.append(row["name"])
            await self.drop(going)
            gone += going
        return gone

    async def keep(self, name: str, source: RemoteFile, *, size: int, mime: str) -> Sequence[str] | None:
        """It is there, whole. Returns names of copies it replaces; None when the cache was cleared meanwhile."""
        coming = await self._db.value("SELECT size FROM cached_files WHERE name = ? AND state = 'coming'", name)
        if coming is None:
            return None
        await self._count(size - coming)
        await self._db.run(
            "UPDATE cached_files SET size = ?, mime = ?, state = 'kept', used_at = ? WHERE name = ?",
            size,
            mime,
            us(self._now()),
            name,
        )
        await self._db.run(
            "DELETE FROM missed_files WHERE place = ? AND owner_id = ?", source.place.value, source.owner_id
        )
        older = await self._db.rows(
            "SELECT name FROM cached_files WHERE place = ? AND owner_id = ? AND name <> ? AND state = 'kept'",
            source.place.value,
            source.owner_id,
            name,
        )
        await self.drop([row["name"] for row in older])
        return [row["name"] for row in older]

    async def drop(self, names: Sequence[str]) -> None:
        """Forget copies. Their files are the caller's to delete."""
        if not names:
            return
        listed = self._db.listed(names)
        freed = await self._db.value(
            f"SELECT COALESCE(SUM(size), 0) FROM cached_files WHERE {self._db.among_texts('name')}", listed
        )
        await self._count(-int(freed))
        await self._db.run(f"DELETE FROM cached_files WHERE {self._db.among_texts('name')}", listed)

    async def _count(self, change: int) -> int:
        """The bytes of all copies after this change. Whoever changes them waits here for others who do."""
        await self._db.run(
            "INSERT INTO cache_bytes (id, bytes) VALUES (1, ?)"
            " ON CONFLICT (id) DO UPDATE SET bytes = cache_bytes.bytes + excluded.bytes",
            change,
        )
        return int(await self._db.value("SELECT bytes FROM cache_bytes WHERE id = 1"))

    async def find_miss(self, source: RemoteFile) -> Missed | None:
        row = await self._db.row(
            "SELECT * FROM missed_files WHERE place = ? AND owner_id = ? AND url = ?",
            source.place.value,
            source.owner_id,
            source.url,
        )
        if row is None:
            return None
        return Missed(Miss(row["kind"]), row["reason"], row["mime"], row["tries"], moment(row["retry_at"]))

    async def miss(self, source: RemoteFile, missed: Missed) -> None:
        await self._db.run(
            "INSERT INTO missed_files (place, owner_id, url, kind, reason, mime, tries, retry_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place, owner_id) DO UPDATE SET url = excluded.url,"
            " kind = excluded.kind, reason = excluded.reason, mime = excluded.mime, tries = excluded.tries,"
            " retry_at = excluded.retry_at",
            source.place.value,
            source.owner_id,
            source.url,
            missed.kind.value,
            missed.reason,
            missed.mime,
            missed.tries,
            us(missed.retry_at),
        )

    # Sweeping

    async def stale(self, before: datetime, *, limit: int = _AT_ONCE) -> Sequence[str]:
        """Copies whose fetching a crash broke off, and those of what no row names any more (T-268)."""
        rows = await self._db.rows(
            "SELECT name FROM cached_files c WHERE (state = 'coming' AND used_at < ?)"
            " OR (place = 'file' AND NOT EXISTS (SELECT 1 FROM media m WHERE m.id = c.owner_id AND m.url = c.url))"
            " OR (place = 'avatar' AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.owner_id AND a.icon = c.url"
            f"{_LIVING}))"
            " OR (place = 'preview' AND NOT EXISTS (SELECT 1 FROM previews v JOIN posts p ON p.link = v.url"
            " WHERE v.id = c.owner_id AND v.image = c.url))"
            " OR (place = 'emoji' AND NOT EXISTS (SELECT 1 FROM remote_emojis e WHERE e.id = c.owner_id))"
            " OR (place = 'header' AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.owner_id AND a.header = c.url"
            f"{_LIVING})) LIMIT ?",
            us(before),
            limit,
        )
        return [row["name"] for row in rows]

    async def count_discarded(self) -> int:
        """Files of ours that are to be deleted now."""
        return int(await self._db.value("SELECT COUNT(*) FROM discarded_files WHERE due_at <= ?", us(self._now())))

    async def count_loose(self, before: datetime) -> int:
        """Uploads that have hung on nothing since then."""
        return int(await self._db.value("SELECT COUNT(*) FROM media WHERE loose_since < ?", us(before)))

    async def forget_misses(self) -> None:
        """What could not be fetched may be asked for again."""
        await self._db.run("DELETE FROM missed_files")

    async def prune_misses(self, before: datetime) -> None:
        await self._db.run("DELETE FROM missed_files WHERE retry_at < ?", us(before))

    async def copies_after(self, name: str, *, limit: int = _AT_ONCE) -> Sequence[str]:
        """Names of whole copies, in their order: for going through all of them."""
        rows = await self._db.rows(
            "SELECT name FROM cached_files WHERE name > ? AND state = 'kept' ORDER BY name LIMIT ?", name, limit
        )
        return [row["name"] for row in rows]

    async def unknown_copies(self, names: Iterable[str]) -> set[str]:
        """Those of these names in the cache that no row has."""
        names = set(names)
        rows = await self._db.rows(
            f"SELECT name FROM cached_files WHERE {self._db.among_texts('name')}", self._db.listed(names)
        )
        return names - {row["name"] for row in rows}

    async def recount(self) -> None:
        """Set the sum to what the rows say (T-331)."""
        stored = await self._count(0)  # first: now nobody else changes it
        true = await self._db.value("SELECT COALESCE(SUM(size), 0) FROM cached_files")
        await self._count(int(true) - stored)

    async def usage(self) -> tuple[Usage, Usage]:
        """Of files of ours, and of copies."""
        ours = await self._db.rows("SELECT COUNT(*) AS count, SUM(size) AS size FROM media WHERE name IS NOT NULL")
        copies = await self._db.rows("SELECT COUNT(*) AS count, SUM(size) AS size FROM cached_files")
        return _usage(ours[0]), _usage(copies[0])


def _usage(row: Row) -> Usage:
    return Usage(row["count"], int(row["size"] or 0))
