"""Our own short links."""

from collections.abc import Sequence

from node.model.shortlink import ShortLink
from node.store.rows import Database, Now, Row, moment, us


def _to_link(row: Row) -> ShortLink:
    return ShortLink(row["name"], row["target"], moment(row["created_at"]))


class ShortLinks:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def put(self, name: str, target: str) -> None:
        """Where it led elsewhere before, it leads there now."""
        await self._db.run(
            "INSERT INTO short_links (name, target, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET target = excluded.target, created_at = excluded.created_at",
            name,
            target,
            us(self._now()),
        )

    async def find(self, name: str) -> ShortLink | None:
        row = await self._db.row("SELECT * FROM short_links WHERE name = ?", name)
        return None if row is None else _to_link(row)

    async def remove(self, name: str) -> bool:
        return bool(await self._db.run("DELETE FROM short_links WHERE name = ?", name))

    async def page(self, *, after: str = "", limit: int = 1_000) -> Sequence[ShortLink]:
        """By name."""
        rows = await self._db.rows("SELECT * FROM short_links WHERE name > ? ORDER BY name LIMIT ?", after, limit)
        return [_to_link(row) for row in rows]
