"""Posts that somebody keeps for later. Nobody else learns of it. `timelines.bookmarked` lists them."""

from node.model.ids import Ids
from node.store.rows import Database, Tell


class Bookmarks:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def add(self, account_id: int, post_id: int) -> None:
        self._tell("follow", account_id)
        await self._db.run(
            "INSERT INTO bookmarks (id, account_id, post_id) VALUES (?, ?, ?) ON CONFLICT (account_id, post_id) DO NOTHING",
            self._ids.new(),
            account_id,
            post_id,
        )

    async def remove(self, account_id: int, post_id: int) -> None:
        self._tell("follow", account_id)
        await self._db.run("DELETE FROM bookmarks WHERE account_id = ? AND post_id = ?", account_id, post_id)
