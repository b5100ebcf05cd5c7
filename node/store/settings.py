"""What apps keep here so that all of them know: how somebody likes to post and read, and where they stopped reading."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from node.model.marker import Marker
from node.model.preferences import Preferences
from node.store.rows import Database, Now, moment, to_json, us


class Settings:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def preferences(self, account_id: int) -> Preferences:
        """The usual ones for who never chose."""
        found = await self._db.value("SELECT settings FROM preferences WHERE account_id = ?", account_id)
        return Preferences() if found is None else msgspec.json.decode(found, type=Preferences)

    async def save_preferences(self, account_id: int, preferences: Preferences) -> None:
        await self._db.run(
            "INSERT INTO preferences (account_id, settings) VALUES (?, ?)"
            " ON CONFLICT (account_id) DO UPDATE SET settings = excluded.settings",
            account_id,
            to_json(preferences),
        )

    async def markers(self, account_id: int, timelines: Iterable[str]) -> dict[str, Marker]:
        """By timeline; of those that were ever set."""
        rows = await self._db.rows(
            f"SELECT * FROM markers WHERE account_id = ? AND {self._db.among_texts('timeline')} ORDER BY timeline",
            account_id,
            self._db.listed(set(timelines)),
        )
        return {
            row["timeline"]: Marker(
                timeline=row["timeline"],
                last_read_id=row["last_read_id"],
                version=row["version"],
                updated_at=moment(row["updated_at"]),
            )
            for row in rows
        }

    async def move_marker(self, account_id: int, timeline: str, last_read_id: int) -> None:
        await self._db.run(
            "INSERT INTO markers (account_id, timeline, last_read_id, updated_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account_id, timeline) DO UPDATE SET last_read_id = excluded.last_read_id,"
            " version = markers.version + 1, updated_at = excluded.updated_at",
            account_id,
            timeline,
            last_read_id,
            us(self._now()),
        )

    async def claim_post_key(self, account_id: int, sent_as: str, post_id: int) -> int:
        """`sent_as` is what an app calls one attempt to post. Returns the post it stands for: `post_id`, or the one
        that came of it before."""
        row = await self._db.row(
            "INSERT INTO post_keys (account_id, sent_as, post_id, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account_id, sent_as) DO UPDATE SET sent_as = excluded.sent_as RETURNING post_id",
            account_id,
            sent_as,
            post_id,
            us(self._now()),
        )
        if row is None:  # pragma: no cover  # an upsert with RETURNING always returns its row
            raise RuntimeError("the key was not stored")
        return int(row["post_id"])

    async def prune_post_keys(self, before: datetime) -> int:
        return await self._db.run("DELETE FROM post_keys WHERE at < ?", us(before))
