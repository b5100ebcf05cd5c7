"""Our own activities: what is fetched by their ids and carried to inboxes."""

from collections.abc import Iterable, Sequence

from node.model.activity import Outgoing
from node.model.ids import HIGHEST
from node.store.rows import Database, Row, from_json, moment, to_json, us


def _to_outgoing(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        uri=row["uri"],
        kind=row["kind"],
        actor_id=row["actor_id"],
        body=row["body"],
        is_public=bool(row["is_public"]),
        object_uri=row["object_uri"],
        created_at=moment(row["created_at"]),
        sealed=bool(row["sealed"]),
    )


class Activities:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, activity: Outgoing) -> None:
        await self._db.run(
            "INSERT INTO activities (id, uri, kind, actor_id, body, is_public, object_uri, created_at, sealed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            activity.id,
            activity.uri,
            activity.kind,
            activity.actor_id,
            activity.body,
            activity.is_public,
            activity.object_uri,
            us(activity.created_at),
            activity.sealed,
        )

    async def seal(self, activity_id: int, body: str) -> None:
        """Store the body with its proof and signature, made once."""
        await self._db.run(
            "UPDATE activities SET body = ?, sealed = TRUE WHERE id = ? AND NOT sealed", body, activity_id
        )

    async def blank(self, object_uri: str) -> None:
        """The object is deleted: what was said of it names it from now on and no longer contains it. Nobody seals these
        again, and what a process is just sealing does not come back."""
        rows = await self._db.rows(
            "SELECT id, body FROM activities WHERE object_uri = ? AND kind IN ('Create', 'Update', 'Add')", object_uri
        )
        for row in rows:
            body = from_json(row["body"])
            kept = {name: value for name, value in body.items() if name not in {"proof", "signature"}}
            await self._db.run(
                "UPDATE activities SET body = ?, sealed = TRUE WHERE id = ?",
                to_json(kept | {"object": object_uri}),
                row["id"],
            )

    async def withdraw(self, uri: str) -> None:
        """A stamp that is worth nothing any longer: nobody can fetch it, and the next one is another."""
        await self._db.run(
            "DELETE FROM activities WHERE uri = ? AND kind IN ('QuoteAuthorization', 'FeatureAuthorization')",
            uri,
        )

    async def find(self, activity_id: int) -> Outgoing | None:
        row = await self._db.row("SELECT * FROM activities WHERE id = ?", activity_id)
        return None if row is None else _to_outgoing(row)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Outgoing]:
        rows = await self._db.rows(
            f"SELECT * FROM activities WHERE {self._db.among('id')}",
            self._db.listed(set(ids)),
        )
        return {row["id"]: _to_outgoing(row) for row in rows}

    async def find_about(self, object_uri: str, kind: str) -> Outgoing | None:
        """The latest of that kind about an object: the Follow to undo, the Create of a post."""
        row = await self._db.row(
            "SELECT * FROM activities WHERE object_uri = ? AND kind = ? ORDER BY id DESC LIMIT 1", object_uri, kind
        )
        return None if row is None else _to_outgoing(row)

    async def outbox(self, actor_id: int, *, before: int = HIGHEST, limit: int = 20) -> Sequence[Outgoing]:
        """What an account made public and still stands: Creates and Announces, newest first."""
        rows = await self._db.rows(
            "SELECT v.* FROM activities v WHERE v.actor_id = ? AND v.id < ? AND v.is_public"
            " AND v.kind IN ('Create', 'Announce') AND EXISTS (SELECT 1 FROM posts p WHERE p.deleted_at IS NULL"
            "  AND p.uri = CASE WHEN v.kind = 'Create' THEN v.object_uri ELSE v.uri END)"
            " ORDER BY v.id DESC LIMIT ?",
            actor_id,
            before,
            limit,
        )
        return [_to_outgoing(row) for row in rows]

    async def count_outbox(self, actor_id: int) -> int:
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM posts WHERE author_id = ? AND deleted_at IS NULL"
                " AND visibility IN ('public', 'unlisted')",
                actor_id,
            )
        )
