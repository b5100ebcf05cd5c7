"""The list of what left the public: posts of our channels and what others said to them (M05, K1, A04).

`posts.delete` writes it for a post and `hide` for all of an account, in the transaction in which they go; `show` takes them
off again. Copies are made to agree with us by working it off from where one stopped last: `page` is cut by time and post.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.deletion import Deletion
from node.store.rows import EPOCH, Database, Tell, moment, us

# Of the posts `p` that {which} says, those that concern channels here: with each of its channels
CONCERNED = """SELECT p.id AS post_id, p.author_id AS account_id FROM posts p JOIN accounts a ON a.id = p.author_id
 WHERE a.host = '' AND {which}
 UNION SELECT p.id, a.id FROM posts p JOIN mentions m ON m.post_id = p.id JOIN accounts a ON a.id = m.account_id
 WHERE a.host = '' AND {which}
 UNION SELECT p.id, a.id FROM posts p JOIN accounts a ON a.id = p.in_reply_to_account_id WHERE a.host = '' AND {which}
 UNION SELECT p.id, a.id FROM posts p JOIN posts t ON t.id = p.thread_id JOIN accounts a ON a.id = t.author_id
 WHERE a.host = '' AND {which}"""
OPEN_POST = "p.visibility IN ('public', 'unlisted') AND p.boost_of_id IS NULL AND p.deleted_at IS NULL"
_VISIBLE = "u.suspended_at IS NULL AND u.silenced_at IS NULL"
_SHOWN = f"EXISTS (SELECT 1 FROM accounts u WHERE u.id = p.author_id AND {_VISIBLE})"


async def note_deletion(db: Database, post_id: int, now: datetime) -> None:
    """The post is about to be wiped: afterwards nobody knows whom it concerned. Nothing is noted of what was not public."""
    await _note(db, f"p.id = ? AND {OPEN_POST} AND {_SHOWN}", post_id, now)


async def _note(db: Database, which: str, param: object, now: datetime) -> None:
    concerned = CONCERNED.format(which=which)
    # The parameter stands four times in `concerned`
    added = await db.run(
        "INSERT INTO deletions (post_id, uri, at) SELECT d.id, d.uri, CAST(? AS BIGINT) FROM posts d"
        f" WHERE d.id IN (SELECT post_id FROM ({concerned}) AS c)"
        " ON CONFLICT (post_id) DO NOTHING",  # hidden before: it left then
        us(now),
        *[param] * 4,
    )
    if added:
        await db.run(
            "INSERT INTO deletion_channels (post_id, account_id, at) SELECT c.post_id, c.account_id, CAST(? AS BIGINT)"
            f" FROM ({concerned}) AS c WHERE c.account_id IS NOT NULL"
            " ON CONFLICT (post_id, account_id) DO NOTHING",
            us(now),
            *[param] * 4,
        )


class Deletions:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def hide(self, account_ids: Iterable[int], now: datetime) -> None:
        """What these posted is shown no longer: they were suspended or silenced, or want not to be found."""
        ids = set(account_ids)
        await _note(self._db, f"{self._db.among('p.author_id')} AND {OPEN_POST}", self._db.listed(ids), now)
        for each in ids:
            self._tell("hidden", each)

    async def show(self, account_ids: Iterable[int]) -> None:
        """What these posted is shown again, as far as it is still there and they are."""
        await self._db.run(
            "DELETE FROM deletions WHERE post_id IN (SELECT p.id FROM posts p JOIN accounts u ON u.id = p.author_id"
            f" WHERE {self._db.among('p.author_id')} AND p.deleted_at IS NULL AND u.deleted_at IS NULL"
            f" AND {_VISIBLE})",
            self._db.listed(set(account_ids)),
        )

    async def page(
        self, *, since: datetime = EPOCH, after: int = 0, channel_id: int | None = None, limit: int = 100
    ) -> Sequence[Deletion]:
        """Oldest first: those of the moment `since` whose post id is above `after`, and all later ones. The next page
        begins with time and post id of the last entry. `channel_id`: only what concerned that channel."""
        table, whose = ("deletions", "") if channel_id is None else ("deletion_channels", "d.account_id = ? AND ")
        rows = await self._db.rows(
            f"SELECT d.post_id, d.at FROM {table} d WHERE {whose}(d.at, d.post_id) > (?, ?)"
            " ORDER BY d.at, d.post_id LIMIT ?",
            *(() if channel_id is None else (channel_id,)),
            us(since),
            after,
            limit,
        )
        return await self._whole([row["post_id"] for row in rows])

    async def _whole(self, ids: Sequence[int]) -> list[Deletion]:
        """Of its channels those that want to be found: neither people here nor the account of guests."""
        if not ids:
            return []
        listed = self._db.listed(ids)
        channels: dict[int, list[str]] = {}
        for row in await self._db.rows(
            "SELECT c.post_id, a.name FROM deletion_channels c JOIN accounts a ON a.id = c.account_id"
            f" WHERE {self._db.among('c.post_id')} AND a.discoverable ORDER BY a.name",
            listed,
        ):
            channels.setdefault(row["post_id"], []).append(row["name"])
        rows = await self._db.rows(
            f"SELECT * FROM deletions WHERE {self._db.among('post_id')} ORDER BY at, post_id", listed
        )
        return [
            Deletion(row["post_id"], row["uri"], moment(row["at"]), tuple(channels.get(row["post_id"], ())))
            for row in rows
        ]

    async def find(self, post_id: int) -> Deletion | None:
        found = await self._whole([post_id])
        return found[0] if found else None

    async def prune(self, before: datetime) -> int:
        return await self._db.run("DELETE FROM deletions WHERE at < ?", us(before))
