"""Albums and the pictures in them.

A picture leaves with its post: `attachments.leave_albums` takes out what no longer hangs on it. What is shown is asked once
more of the post itself: living, open to everybody, and the owner's own.
"""

from collections.abc import Sequence

from node.model.album import Album, AlbumPicture, AlbumView
from node.store.accounts import to_account
from node.store.attachments import to_media
from node.store.posts import to_post
from node.store.rows import Database, Row, Tell, moment, us

_SHOWN = """FROM album_pictures x JOIN albums b ON b.id = x.album_id JOIN posts p ON p.id = x.post_id
 JOIN media m ON m.id = x.media_id AND m.post_id = x.post_id
 WHERE p.author_id = b.account_id AND p.deleted_at IS NULL AND p.visibility IN ('public', 'unlisted')
 AND m.kind = 'image' AND m.state = 'ready'"""


def _to_album(row: Row) -> Album:
    return Album(
        id=row["id"],
        uri=row["uri"],
        account_id=row["account_id"],
        title=row["title"],
        description=row["description"],
        language=row["language"],
        cover_id=row["cover_id"],
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
    )


class Albums:
    """What changes an album tells `album` (its id) and `albums` (its owner's)."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def put(self, made: Album) -> None:
        """Store it, or what has changed of it."""
        await self._db.run(
            "INSERT INTO albums (id, uri, account_id, title, description, language, cover_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
            " description = excluded.description, language = excluded.language, cover_id = excluded.cover_id,"
            " updated_at = excluded.updated_at",
            made.id,
            made.uri,
            made.account_id,
            made.title,
            made.description,
            made.language,
            made.cover_id,
            us(made.created_at),
            us(made.updated_at),
        )
        self._changed(made)

    async def remove(self, found: Album) -> None:
        await self._db.run("DELETE FROM albums WHERE id = ?", found.id)
        self._changed(found)

    def _changed(self, found: Album) -> None:
        self._tell("album", found.id)
        self._tell("albums", found.account_id)

    async def find(self, album_id: int) -> Album | None:
        row = await self._db.row("SELECT * FROM albums WHERE id = ?", album_id)
        return None if row is None else _to_album(row)

    async def count(self, account_id: int) -> int:
        """Of those it keeps, with those that are empty."""
        return int(await self._db.value("SELECT COUNT(*) FROM albums WHERE account_id = ?", account_id))

    async def of_account(self, account_id: int, *, before: int, empty: bool = False, limit: int) -> Sequence[Album]:
        """Newest first; `empty`: also those in which nothing is to be seen."""
        rows = await self._db.rows(
            f"SELECT a.* FROM albums a WHERE a.account_id = ? AND a.id < ?"
            f" AND (? OR EXISTS (SELECT 1 {_SHOWN} AND x.album_id = a.id)) ORDER BY a.id DESC LIMIT ?",
            account_id,
            before,
            empty,
            limit,
        )
        return [_to_album(row) for row in rows]

    async def with_post(self, post_id: int) -> Sequence[Album]:
        """In which pictures of the post are, newest first."""
        rows = await self._db.rows(
            f"SELECT a.* FROM albums a WHERE EXISTS (SELECT 1 {_SHOWN} AND x.album_id = a.id AND x.post_id = ?)"
            " ORDER BY a.id DESC",
            post_id,
        )
        return [_to_album(row) for row in rows]

    async def views(self, found: Sequence[Album]) -> list[AlbumView]:
        """With owner, number of pictures and cover, in a fixed number of queries."""
        ids = self._db.listed({each.id for each in found})
        owners = {
            row["id"]: to_account(row)
            for row in await self._db.rows(
                f"SELECT * FROM accounts WHERE {self._db.among('id')}",
                self._db.listed({each.account_id for each in found}),
            )
        }
        rows = await self._db.rows(
            f"SELECT s.* FROM (SELECT x.album_id, x.place, x.media_id, x.post_id,"
            " COUNT(*) OVER (PARTITION BY x.album_id) AS size, ROW_NUMBER() OVER (PARTITION BY x.album_id"
            " ORDER BY CASE WHEN x.media_id = b.cover_id THEN 0 ELSE 1 END, x.place, x.media_id) AS rank"
            f" {_SHOWN} AND {self._db.among('x.album_id')}) s WHERE s.rank = 1",
            ids,
        )
        covers = dict(zip((row["album_id"] for row in rows), await self._pictures(rows), strict=True))
        sizes = {row["album_id"]: row["size"] for row in rows}
        return [
            AlbumView(each, owners[each.account_id], sizes.get(each.id, 0), covers.get(each.id))
            for each in found
            if each.account_id in owners
        ]

    # The pictures

    async def pictures(
        self, album_id: int, *, after: int = 0, skip: int = 0, limit: int = 1_000
    ) -> Sequence[AlbumPicture]:
        """In their order, behind the place `after`, without the first `skip` of them."""
        rows = await self._db.rows(
            f"SELECT x.place, x.media_id, x.post_id {_SHOWN} AND x.album_id = ? AND x.place > ?"
            " ORDER BY x.place LIMIT ? OFFSET ?",
            album_id,
            after,
            limit,
            skip,
        )
        return await self._pictures(rows)

    async def order(self, album_id: int) -> list[int]:
        """The ids of all its pictures, in their order."""
        rows = await self._db.rows(f"SELECT x.media_id {_SHOWN} AND x.album_id = ? ORDER BY x.place", album_id)
        return [row["media_id"] for row in rows]

    async def picture(self, album_id: int, media_id: int) -> AlbumPicture | None:
        rows = await self._db.rows(
            f"SELECT x.place, x.media_id, x.post_id {_SHOWN} AND x.album_id = ? AND x.media_id = ?", album_id, media_id
        )
        return next(iter(await self._pictures(rows)), None)

    async def _pictures(self, rows: Sequence[Row]) -> list[AlbumPicture]:
        media = await self._db.rows(
            f"SELECT * FROM media WHERE {self._db.among('id')}", self._db.listed({row["media_id"] for row in rows})
        )
        posts = await self._db.rows(
            f"SELECT * FROM posts WHERE {self._db.among('id')}", self._db.listed({row["post_id"] for row in rows})
        )
        files, said = {row["id"]: to_media(row) for row in media}, {row["id"]: to_post(row) for row in posts}
        return [AlbumPicture(row["place"], files[row["media_id"]], said[row["post_id"]]) for row in rows]

    async def add(self, found: Album, post_id: int, media_ids: Sequence[int]) -> None:
        """At the end, in this order. The post says from now on that it is in it, and so is told of, too."""
        last = await self._db.value("SELECT MAX(place) FROM album_pictures WHERE album_id = ?", found.id) or 0
        await self._db.run_many(
            "INSERT INTO album_pictures (album_id, media_id, post_id, place) VALUES (?, ?, ?, ?)",
            [(found.id, each, post_id, last + number) for number, each in enumerate(media_ids, 1)],
        )
        self._tell("post", post_id)
        self._changed(found)

    async def arrange(self, found: Album, order: Sequence[int]) -> None:
        """These pictures of it, in this order; all others are taken out."""
        await self._db.run(
            f"DELETE FROM album_pictures WHERE album_id = ? AND NOT ({self._db.among('media_id')})",
            found.id,
            self._db.listed(order),
        )
        await self._db.run_many(
            "UPDATE album_pictures SET place = ? WHERE album_id = ? AND media_id = ?",
            [(place, found.id, each) for place, each in enumerate(order, 1)],
        )
        self._changed(found)

    async def forget_account(self, account_id: int) -> None:
        """It is deleted."""
        for row in await self._db.rows("SELECT * FROM albums WHERE account_id = ?", account_id):
            await self.remove(_to_album(row))
