"""Warnings of others, by where they come from. What ended is kept for a while, so that it does not come back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from node.model.mirrored import OLDEST, MirroredWarning
from node.model.warning import Level
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none


class Mirrored:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def put(self, made: MirroredWarning) -> bool:
        """False where it has ended, or where something newer by that name is known."""
        changed = await self._db.run(
            "INSERT INTO mirrored_warnings (source, sender, identifier, place, mark, sent_at, level, speaker, text_de,"
            " text_en, link, expires_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (source, sender, identifier) DO UPDATE SET place = excluded.place, mark = excluded.mark,"
            " sent_at = excluded.sent_at, level = excluded.level, speaker = excluded.speaker,"
            " text_de = excluded.text_de, text_en = excluded.text_en, link = excluded.link,"
            " expires_at = excluded.expires_at, confirmed_at = excluded.confirmed_at"
            " WHERE mirrored_warnings.ended_at IS NULL AND mirrored_warnings.sent_at < excluded.sent_at",
            made.source,
            made.sender,
            made.identifier,
            made.place,
            made.mark,
            us(made.sent_at),
            made.level.value,
            made.speaker,
            made.text_de,
            made.text_en,
            made.link,
            us_or_none(made.expires_at),
            us(made.confirmed_at),
        )
        if changed:
            self._tell("warning")
        return bool(changed)

    async def end(self, source: str, sender: str, identifier: str, now: datetime) -> None:
        """Also one that was never seen: it would come too late."""
        changed = await self._db.run(
            "INSERT INTO mirrored_warnings (source, sender, identifier, place, mark, sent_at, level, speaker, text_de,"
            " confirmed_at, ended_at) VALUES (?, ?, ?, '', '', ?, 'information', '', '', ?, ?)"
            " ON CONFLICT (source, sender, identifier) DO UPDATE SET ended_at = excluded.ended_at"
            " WHERE mirrored_warnings.ended_at IS NULL",
            source,
            sender,
            identifier,
            us(now),
            us(now),
            us(now),
        )
        if changed:
            self._tell("warning")

    async def drop(self, source: str, sender: str, identifier: str) -> None:
        """It does not stand; should it come again, it counts again."""
        changed = await self._db.run(
            "DELETE FROM mirrored_warnings WHERE source = ? AND sender = ? AND identifier = ? AND ended_at IS NULL",
            source,
            sender,
            identifier,
        )
        if changed:
            self._tell("warning")

    async def drop_unlisted(self, source: str, places: Collection[str]) -> None:
        """What the source lists no longer is over."""
        changed = await self._db.run(
            "DELETE FROM mirrored_warnings WHERE source = ? AND ended_at IS NULL"
            f" AND NOT ({self._db.among_texts('place')})",
            source,
            self._db.listed(list(places)),
        )
        if changed:
            self._tell("warning")

    async def keep_only(self, sources: Iterable[str]) -> None:
        """Of a source that is configured no longer nothing is left."""
        changed = await self._db.run(
            f"DELETE FROM mirrored_warnings WHERE NOT ({self._db.among_texts('source')})",
            self._db.listed(list(sources)),
        )
        if changed:
            self._tell("warning")

    async def forget(self, source: str) -> None:
        """All of it is looked at anew."""
        if await self._db.run("DELETE FROM mirrored_warnings WHERE source = ?", source):
            self._tell("warning")

    async def confirm(self, source: str, now: datetime) -> None:
        await self._db.run(
            "UPDATE mirrored_warnings SET confirmed_at = ? WHERE source = ? AND ended_at IS NULL", us(now), source
        )
        self._tell("warnings of others")

    async def standing(self, now: datetime) -> Sequence[MirroredWarning]:
        """The worst first, of those the newest."""
        rows = await self._db.rows(
            "SELECT * FROM mirrored_warnings WHERE ended_at IS NULL AND (expires_at IS NULL OR expires_at > ?)"
            " ORDER BY CASE level WHEN 'danger' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, sent_at DESC, identifier"
            " LIMIT 50",
            us(now),
        )
        return [found for row in rows if (found := _to_mirrored(row)).until > now]

    async def prune(self, now: datetime) -> None:
        await self._db.run("DELETE FROM mirrored_warnings WHERE confirmed_at < ?", us(now - 2 * OLDEST))


def _to_mirrored(row: Row) -> MirroredWarning:
    return MirroredWarning(
        source=row["source"],
        sender=row["sender"],
        identifier=row["identifier"],
        place=row["place"],
        mark=row["mark"],
        sent_at=moment(row["sent_at"]),
        level=Level(row["level"]),
        speaker=row["speaker"],
        text_de=row["text_de"],
        text_en=row["text_en"],
        link=row["link"],
        expires_at=moment_or_none(row["expires_at"]),
        confirmed_at=moment(row["confirmed_at"]),
    )
