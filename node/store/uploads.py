"""Files that people here upload, from their arrival until they are swept: whose they are, and how far they are.

waiting ──> processing ──> ready ──> on a post (`loose_since` NULL) ──> loose again, once the post is deleted
                      └──> failed

What the storage holds is told by the names in these rows, and by `discarded_files` for names that no row has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from node.model.media import Media, MediaState, Place
from node.store.attachments import focus_text, media_of, to_media
from node.store.rows import Database, Now, Row, Tell, to_json, us

_UNCLAIMED = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What became of an upload. Without `name` only what is shown in its place is new (another cover)."""

    mime: str
    kind: str
    url: str = ""
    name: str | None = None
    size: int = 0
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    blurhash: str | None = None
    colours: tuple[str, ...] = ()
    preview_name: str | None = None
    preview_width: int | None = None
    preview_height: int | None = None


class Uploads:
    def __init__(self, db: Database, tell: Tell, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._now = now

    async def add(self, media: Media) -> None:
        """A new one, which hangs on nothing yet."""
        now = us(self._now())
        await self._db.run(
            "INSERT INTO media (id, url, mime, kind, description, focus, credit, licence, account_id, login_id, place,"
            " created_at, state, upload, cover, loose_since, ai) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            media.id,
            media.url,
            media.mime,
            media.kind,
            media.description,
            focus_text(media.focus),
            media.credit,
            media.licence,
            media.account_id,
            media.login_id,
            media.place.value,
            now,
            media.state.value,
            media.upload,
            media.cover,
            now if media.place is Place.POST else None,
            media.ai.value,
        )

    async def find(self, media_id: int) -> Media | None:
        """One that was uploaded here."""
        row = await self._db.row("SELECT * FROM media WHERE id = ? AND account_id IS NOT NULL", media_id)
        return None if row is None else to_media(row)

    async def own(self, account_id: int, media_ids: Iterable[int], *, draft_id: int = 0) -> dict[int, Media]:
        """Of these the account's own that are for posts, by id; not what waits for its scheduled post, nor what is kept
        with a draft, unless it is that one."""
        rows = await self._db.rows(
            f"SELECT * FROM media WHERE {self._db.among('id')} AND account_id = ? AND place = 'post'"
            " AND scheduled_id IS NULL AND (draft_id IS NULL OR draft_id = ?)",
            self._db.listed(set(media_ids)),
            account_id,
            draft_id,
        )
        return {row["id"]: to_media(row) for row in rows}

    async def on_post(self, post_id: int) -> Sequence[Media]:
        """What hangs on it, in its order."""
        return (await media_of(self._db, [post_id])).get(post_id, ())

    async def count_waiting(self, account_id: int) -> int:
        """How many of the account's are not worked on yet."""
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM media WHERE account_id = ? AND state IN ('waiting', 'processing')", account_id
            )
        )

    async def count_loose(self, account_id: int) -> int:
        """How many of the account's hang on nothing."""
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM media WHERE account_id = ? AND loose_since IS NOT NULL", account_id
            )
        )

    async def describe(self, media: Media) -> None:
        """Save what its owner says of it."""
        await self._db.run(
            "UPDATE media SET description = ?, focus = ?, credit = ?, licence = ?, cover = ?, ai = ? WHERE id = ?",
            media.description,
            focus_text(media.focus),
            media.credit,
            media.licence,
            media.cover,
            media.ai.value,
            media.id,
        )
        await self._told(media.id)

    async def begin(self, media_id: int) -> Media | None:
        """It is being worked on; None when there is nothing left to do."""
        media = await self.find(media_id)
        if media is None or not (media.upload or media.cover) or media.state is MediaState.FAILED:
            return None
        if media.state is MediaState.WAITING:
            await self._db.run("UPDATE media SET state = 'processing' WHERE id = ?", media_id)
        return media

    async def finish(self, media: Media, done: Finished) -> bool:
        """False when that was done already, or the row is gone: then the new files are not taken.

        `media` is as `begin` gave it.
        """
        taken = await self._db.run(
            "UPDATE media SET state = 'ready', upload = '', cover = CASE WHEN cover = ? THEN '' ELSE cover END,"
            " mime = ?, kind = ?, url = ?, name = ?, size = ?, width = ?, height = ?, duration_ms = ?, blurhash = ?,"
            " colours = ?, preview_name = ?, preview_width = ?, preview_height = ? WHERE id = ? AND upload = ?"
            " AND (upload <> '' OR cover = ?)",
            media.cover,
            done.mime,
            done.kind,
            done.url,
            done.name,
            done.size,
            done.width,
            done.height,
            None if done.duration is None else round(done.duration * 1000),
            done.blurhash,
            to_json(done.colours),
            done.preview_name,
            done.preview_width,
            done.preview_height,
            media.id,
            media.upload,
            media.cover,
        )
        if not taken:
            return False
        kept = {done.name, done.preview_name} - {None}
        await self.claim(each for each in kept if each)
        await self.discard(each for each in (media.name, media.preview_name) if each and each not in kept)
        await self._told(media.id)
        return True

    async def fail(self, media: Media, reason: str) -> None:
        """What was ready before stays so: only its new cover is no good."""
        await self._db.run(
            "UPDATE media SET failure = ?, upload = '', cover = '',"
            " state = CASE WHEN upload = '' THEN state ELSE 'failed' END WHERE id = ? AND upload = ? AND cover = ?",
            reason,
            media.id,
            media.upload,
            media.cover,
        )

    async def hold(self, media_ids: Sequence[int]) -> None:
        """Whoever else wants to hang these on a post or remove them waits until this transaction is over."""
        if media_ids:
            await self._db.run(
                f"UPDATE media SET position = position WHERE {self._db.among('id')}", self._db.listed(media_ids)
            )

    async def remove(self, media: Media) -> bool:
        """The row goes at once, its files soon. False when it hangs on a post by now: then it stays."""
        removed = await self._db.run("DELETE FROM media WHERE id = ? AND post_id IS NULL", media.id)
        if removed:
            await self.discard(each for each in (media.name, media.preview_name) if each)
        return bool(removed)

    async def remove_loose(self, before: datetime, *, limit: int = 100) -> Sequence[Media]:
        """Those that have hung on nothing for so long; what waited to be worked on is named in what is returned."""
        rows = await self._db.rows(
            "SELECT * FROM media WHERE loose_since < ? ORDER BY loose_since LIMIT ?", us(before), limit
        )
        return await self._removed(rows)

    async def remove_all_of(self, account_id: int) -> Sequence[Media]:
        """What an account that ends has that hangs on no post (any longer), its own pictures among it."""
        rows = await self._db.rows("SELECT * FROM media WHERE account_id = ? AND post_id IS NULL", account_id)
        return await self._removed(rows)

    async def _removed(self, rows: Sequence[Row]) -> Sequence[Media]:
        return [media for row in rows if await self.remove(media := to_media(row))]

    async def put_picture(self, media: Media, done: Finished) -> None:
        """The account's avatar or header from now on; the one before goes."""
        await self.remove_picture(media.account_id or 0, media.place)
        await self.add(media)
        await self.finish(media, done)

    async def remove_picture(self, account_id: int, place: Place) -> None:
        rows = await self._db.rows(
            "SELECT * FROM media WHERE account_id = ? AND place = ? AND place <> 'post'", account_id, place.value
        )
        for row in rows:
            await self.remove(to_media(row))

    # Files

    async def expect(self, names: Iterable[str], within: timedelta = _UNCLAIMED) -> None:
        """They are about to be put into the storage: unless a row names them within that time, they are deleted again."""
        await self._note(names, self._now() + within)

    async def claim(self, names: Iterable[str]) -> None:
        """A row names them now."""
        await self._db.run_many("DELETE FROM discarded_files WHERE name = ?", [(name,) for name in names])

    async def discard(self, names: Iterable[str]) -> None:
        """No row names them any longer."""
        await self._note(names, self._now())

    async def _note(self, names: Iterable[str], due_at: datetime) -> None:
        await self._db.run_many(
            "INSERT INTO discarded_files (name, due_at) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at",
            [(name, us(due_at)) for name in names],
        )

    async def discarded(self, *, limit: int = 100) -> Sequence[str]:
        """Names whose files may be deleted now."""
        rows = await self._db.rows(
            "SELECT name FROM discarded_files WHERE due_at <= ? ORDER BY due_at LIMIT ?", us(self._now()), limit
        )
        return [row["name"] for row in rows]

    async def forget_discarded(self, names: Iterable[str]) -> None:
        """Their files are deleted."""
        await self.claim(names)

    async def _told(self, media_id: int) -> None:
        """A post it hangs on looks different now."""
        post_id = await self._db.value("SELECT post_id FROM media WHERE id = ?", media_id)
        if post_id is not None:
            self._tell("post", post_id)
