"""Whom to suggest to somebody: those the node features, then those whom many follow that one follows."""

from collections.abc import Sequence

from node.model.account import Account
from node.model.suggestion import Source, Suggestion
from node.store.accounts import to_account
from node.store.rows import Database, Now, us

_LOOKED_AT = 200  # of whom one follows; more would not change much, but cost
# Of `a`: wants to be found, is here, and nothing stands between it and the viewer, who does not follow it yet
_SUGGESTED = """a.discoverable AND a.deleted_at IS NULL AND a.suspended_at IS NULL AND a.silenced_at IS NULL
 AND a.moved_to IS NULL AND a.id <> ?
 AND NOT EXISTS (SELECT 1 FROM follows x WHERE x.follower_id = ? AND x.followed_id = a.id)
 AND NOT EXISTS (SELECT 1 FROM blocks x WHERE x.account_id = ? AND x.target_id = a.id)
 AND NOT EXISTS (SELECT 1 FROM blocks x WHERE x.account_id = a.id AND x.target_id = ?)
 AND NOT EXISTS (SELECT 1 FROM mutes x WHERE x.account_id = ? AND x.target_id = a.id)
 AND NOT EXISTS (SELECT 1 FROM host_mutes x WHERE x.account_id = ? AND x.host = a.host)
 AND NOT EXISTS (SELECT 1 FROM dismissed_suggestions x WHERE x.account_id = ? AND x.target_id = a.id)"""
_PARAMS = _SUGGESTED.count("?")


class Suggestions:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def for_account(self, account_id: int, *, limit: int) -> Sequence[Suggestion]:
        """Best first, in three queries."""
        featured = await self._db.rows(
            "SELECT a.id FROM featured_accounts f JOIN accounts a ON a.id = f.account_id"
            f" WHERE {_SUGGESTED} ORDER BY f.created_at DESC, a.id LIMIT ?",
            *[account_id] * _PARAMS,
            limit,
        )
        friends = await self._db.rows(
            "SELECT a.id, COUNT(*) AS times FROM (SELECT followed_id FROM follows WHERE follower_id = ? AND accepted"
            " ORDER BY created_at DESC LIMIT ?) f JOIN follows g ON g.follower_id = f.followed_id AND g.accepted"
            f" JOIN accounts a ON a.id = g.followed_id JOIN accounts b ON b.id = g.follower_id WHERE NOT b.hides_follows"
            f" AND {_SUGGESTED}"
            " GROUP BY a.id ORDER BY times DESC, a.id DESC LIMIT ?",
            account_id,
            _LOOKED_AT,
            *[account_id] * _PARAMS,
            limit,
        )
        sources: dict[int, list[Source]] = {}
        for source, rows in ((Source.FEATURED, featured), (Source.FRIENDS, friends)):
            for row in rows:
                sources.setdefault(row["id"], []).append(source)
        rows = await self._db.rows(f"SELECT * FROM accounts WHERE {self._db.among('id')}", self._db.listed(sources))
        accounts = {row["id"]: to_account(row) for row in rows}
        return [Suggestion(accounts[number], tuple(why)) for number, why in sources.items()][:limit]

    async def dismiss(self, account_id: int, target_id: int) -> None:
        await self._db.run(
            "INSERT INTO dismissed_suggestions (account_id, target_id) VALUES (?, ?)"
            " ON CONFLICT (account_id, target_id) DO NOTHING",
            account_id,
            target_id,
        )

    async def forget_account(self, account_id: int) -> None:
        """It is deleted: it suggests nobody, and is suggested to nobody."""
        await self._db.run("DELETE FROM dismissed_suggestions WHERE account_id = ?", account_id)
        await self._db.run("DELETE FROM dismissed_suggestions WHERE target_id = ?", account_id)
        await self._db.run("DELETE FROM featured_accounts WHERE account_id = ?", account_id)

    async def feature(self, account_id: int) -> None:
        await self._db.run(
            "INSERT INTO featured_accounts (account_id, created_at) VALUES (?, ?) ON CONFLICT (account_id) DO NOTHING",
            account_id,
            us(self._now()),
        )

    async def unfeature(self, account_id: int) -> bool:
        return bool(await self._db.run("DELETE FROM featured_accounts WHERE account_id = ?", account_id))

    async def featured(self) -> Sequence[Account]:
        rows = await self._db.rows(
            "SELECT a.* FROM featured_accounts f JOIN accounts a ON a.id = f.account_id"
            " ORDER BY f.created_at DESC, a.id LIMIT 1000"
        )
        return [to_account(row) for row in rows]
