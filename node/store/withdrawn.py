"""What was deleted or undone before it arrived. Remembered for the one who said so and nobody else: a stranger's word
about an id keeps the genuine thing out for nobody."""

from datetime import datetime

from node.store.rows import EPOCH, Database, us


class Withdrawn:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, uri: str, owner: str, now: datetime) -> None:
        """`owner` is the URI of the actor who withdrew it."""
        await self._db.run(
            "INSERT INTO withdrawn (uri, owner, at) VALUES (?, ?, ?) ON CONFLICT (uri, owner) DO NOTHING",
            uri,
            owner,
            us(now),
        )

    async def has(self, uri: str, owner: str, *, since: datetime = EPOCH) -> bool:
        """Whether the owner withdrew it (after `since`)."""
        found = await self._db.value(
            "SELECT 1 FROM withdrawn WHERE uri = ? AND owner = ? AND at >= ?", uri, owner, us(since)
        )
        return found is not None

    async def prune(self, before: datetime) -> int:
        return await self._db.run("DELETE FROM withdrawn WHERE at < ?", us(before))
