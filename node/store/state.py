"""Small facts about the node itself: the highest id used, the VAPID key, dates of last runs."""

from node.store.rows import Database


class State:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, name: str) -> str | None:
        found: str | None = await self._db.value("SELECT value FROM node_state WHERE name = ?", name)
        return found

    async def put(self, name: str, value: str) -> None:
        await self._db.run(
            "INSERT INTO node_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    async def highest_id(self) -> int:
        """The highest id in any table whose ids are made now: where `Ids` goes on from."""
        highest = 0
        for sql in (
            "SELECT MAX(id) FROM posts",
            "SELECT MAX(id) FROM accounts",
            "SELECT MAX(id) FROM received",
            "SELECT MAX(id) FROM acts",
            "SELECT MAX(id) FROM activities",
            "SELECT MAX(id) FROM deliveries",
            "SELECT MAX(id) FROM jobs",
            "SELECT MAX(id) FROM notifications",
            "SELECT MAX(id) FROM logins",
            "SELECT MAX(id) FROM apps",
            "SELECT MAX(id) FROM tokens",
            "SELECT MAX(id) FROM app_tokens",
            "SELECT MAX(id) FROM media",
            "SELECT MAX(id) FROM bookmarks",
            "SELECT MAX(id) FROM host_mutes",
            "SELECT MAX(id) FROM endorsements",
        ):
            highest = max(highest, await self._db.value(sql) or 0)
        return highest
