"""Who follows whom, and the counts that come of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from node.model.account import Account
from node.model.follow import Cause, Follow
from node.model.ids import HIGHEST
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.follower_days import FollowerDays
from node.store.rows import Database, Row, Tell, bounds, cut, from_json, moment, newest_first, to_json, us


def to_follow(row: Row) -> Follow:
    return Follow(
        follower_id=row["follower_id"],
        followed_id=row["followed_id"],
        uri=row["uri"],
        accepted=bool(row["accepted"]),
        created_at=moment(row["created_at"]),
        shows_boosts=bool(row["shows_boosts"]),
        notifies=bool(row["notifies"]),
        languages=() if row["languages"] == "[]" else tuple(from_json(row["languages"])),
    )


class Follows:
    def __init__(self, db: Database, tell: Tell, days: FollowerDays) -> None:
        self._db = db
        self._tell = tell
        self._days = days

    async def find(self, follower_id: int, followed_id: int) -> Follow | None:
        row = await self._db.row(
            "SELECT * FROM follows WHERE follower_id = ? AND followed_id = ?", follower_id, followed_id
        )
        return None if row is None else to_follow(row)

    async def find_by_uri(self, uri: str) -> Follow | None:
        row = await self._db.row("SELECT * FROM follows WHERE uri = ? LIMIT 1", uri)
        return None if row is None else to_follow(row)

    async def save(self, follow: Follow, cause: Cause = Cause.FOLLOWED) -> bool:
        """Add it, or renew its URI and settings; one already accepted stays accepted. Returns whether it is new."""
        before = await self.find(follow.follower_id, follow.followed_id)
        await self._db.run(
            "INSERT INTO follows (follower_id, followed_id, uri, accepted, shows_boosts, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (follower_id, followed_id) DO UPDATE SET"
            " uri = excluded.uri, accepted = follows.accepted OR excluded.accepted, shows_boosts = excluded.shows_boosts",
            follow.follower_id,
            follow.followed_id,
            follow.uri,
            follow.accepted,
            follow.shows_boosts,
            us(follow.created_at),
        )
        if follow.accepted and (before is None or not before.accepted):
            await self._count(follow.follower_id, follow.followed_id, 1, cause)
        self._tell("follow", follow.follower_id)
        return before is None

    async def change(
        self,
        follow: Follow,
        *,
        shows_boosts: bool | None = None,
        notifies: bool | None = None,
        languages: Sequence[str] | None = None,
    ) -> Follow:
        """Change what the follower wants to see of it; what is None stays."""
        changed = replace(
            follow,
            shows_boosts=follow.shows_boosts if shows_boosts is None else shows_boosts,
            notifies=follow.notifies if notifies is None else notifies,
            languages=follow.languages if languages is None else tuple(languages),
        )
        if changed != follow:
            await self._db.run(
                "UPDATE follows SET shows_boosts = ?, notifies = ?, languages = ?"
                " WHERE follower_id = ? AND followed_id = ?",
                changed.shows_boosts,
                changed.notifies,
                to_json(changed.languages),
                changed.follower_id,
                changed.followed_id,
            )
            self._tell("follow", follow.follower_id)
        return changed

    async def accept(self, follower_id: int, followed_id: int) -> bool:
        """Returns whether it waited for that."""
        changed = await self._db.run(
            "UPDATE follows SET accepted = TRUE WHERE follower_id = ? AND followed_id = ? AND NOT accepted",
            follower_id,
            followed_id,
        )
        if changed:
            await self._count(follower_id, followed_id, 1, Cause.FOLLOWED)
            self._tell("follow", follower_id)
        return bool(changed)

    async def remove(self, follower_id: int, followed_id: int, cause: Cause) -> Follow | None:
        """Returns what there was."""
        before = await self.find(follower_id, followed_id)
        if before is None:
            return None
        await self._db.run("DELETE FROM follows WHERE follower_id = ? AND followed_id = ?", follower_id, followed_id)
        if before.accepted:
            await self._count(follower_id, followed_id, -1, cause)
        self._tell("follow", follower_id)
        return before

    async def _count(self, follower_id: int, followed_id: int, by: int, cause: Cause) -> None:
        await self._db.run("UPDATE accounts SET following_count = following_count + ? WHERE id = ?", by, follower_id)
        await self._db.run("UPDATE accounts SET followers_count = followers_count + ? WHERE id = ?", by, followed_id)
        await self._days.count(follower_id, followed_id, cause, by)
        self._tell("account", follower_id)
        self._tell("account", followed_id)

    async def followers(
        self,
        account_id: int,
        *,
        before: int = HIGHEST,
        after: int = 0,
        upwards: bool = False,
        limit: int = 40,
        accepted: bool = True,
    ) -> Sequence[Account]:
        """Newest account first; `before` is the last id of the page before."""
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        rows = await self._db.rows(
            "SELECT a.* FROM follows f JOIN accounts a ON a.id = f.follower_id"
            f" WHERE f.followed_id = ? AND f.accepted = ? AND {cut('a.id', piece)}",
            account_id,
            accepted,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def following(
        self, account_id: int, *, before: int = HIGHEST, after: int = 0, upwards: bool = False, limit: int = 40
    ) -> Sequence[Account]:
        piece = Slice(before=before, after=after, upwards=upwards, limit=limit)
        rows = await self._db.rows(
            "SELECT a.* FROM follows f JOIN accounts a ON a.id = f.followed_id"
            f" WHERE f.follower_id = ? AND f.accepted AND {cut('a.id', piece)}",
            account_id,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def new_followers(self, account_id: int, since: datetime, *, limit: int) -> Sequence[Account]:
        """Those who began to follow it since then, the last ones first."""
        rows = await self._db.rows(
            "SELECT a.* FROM follows f JOIN accounts a ON a.id = f.follower_id WHERE f.followed_id = ? AND f.accepted"
            " AND f.created_at >= ? AND a.deleted_at IS NULL ORDER BY f.created_at DESC, a.id DESC LIMIT ?",
            account_id,
            us(since),
            limit,
        )
        return [to_account(row) for row in rows]

    async def count_waiting(self, account_id: int) -> int:
        """Who asked to follow and was not answered."""
        return int(
            await self._db.value("SELECT COUNT(*) FROM follows WHERE followed_id = ? AND NOT accepted", account_id)
        )

    async def followed_ids(self, account_id: int) -> Sequence[int]:
        """Whom the account follows."""
        rows = await self._db.rows("SELECT followed_id FROM follows WHERE follower_id = ? AND accepted", account_id)
        return [row["followed_id"] for row in rows]

    async def asked_ids(self, account_id: int, among: Iterable[int]) -> set[int]:
        """Whom of these the account follows, or has asked to follow."""
        rows = await self._db.rows(
            f"SELECT followed_id FROM follows WHERE follower_id = ? AND {self._db.among('followed_id')}",
            account_id,
            self._db.listed(set(among)),
        )
        return {row["followed_id"] for row in rows}

    async def told_of_posts(self, account_id: int) -> Sequence[int]:
        """Ids of those who want to be told of each new post of theirs; of most accounts nobody."""
        rows = await self._db.rows(
            "SELECT follower_id FROM follows WHERE followed_id = ? AND notifies AND accepted", account_id
        )
        return [row["follower_id"] for row in rows]

    async def has_local_follower(self, account_id: int) -> bool:
        found = await self._db.value(
            "SELECT 1 FROM follows f JOIN accounts a ON a.id = f.follower_id"
            " WHERE f.followed_id = ? AND f.accepted AND a.host = '' LIMIT 1",
            account_id,
        )
        return found is not None

    async def remote_follower_inboxes(self, account_id: int) -> Sequence[str]:
        """The distinct inboxes of those who follow from elsewhere, the shared one where there is one; not of dead,
        suspended or blocked ones."""
        rows = await self._db.rows(
            "SELECT DISTINCT COALESCE(a.shared_inbox, a.inbox) AS inbox FROM follows f"
            " JOIN accounts a ON a.id = f.follower_id"
            " WHERE f.followed_id = ? AND f.accepted AND a.host <> '' AND a.deleted_at IS NULL"
            " AND a.suspended_at IS NULL",
            account_id,
        )
        return [row["inbox"] for row in rows]

    async def follower_uris_on(self, account_id: int, origin: str) -> Sequence[str]:
        """Accepted followers whose URI is on that origin (FEP-8fcf)."""
        rows = await self._db.rows(
            "SELECT a.uri FROM follows f JOIN accounts a ON a.id = f.follower_id"
            " WHERE f.followed_id = ? AND f.accepted AND a.host <> '' AND a.uri >= ? AND a.uri < ? ORDER BY a.id",
            account_id,
            origin + "/",
            origin + "0",  # "0" follows "/"
        )
        return [row["uri"] for row in rows]

    async def local_followers_of(self, account_id: int) -> Sequence[tuple[Account, bool]]:
        """Each of ours who follows, or has asked to follow, them; and whether it is accepted."""
        rows = await self._db.rows(
            "SELECT a.*, f.accepted FROM follows f JOIN accounts a ON a.id = f.follower_id"
            " WHERE f.followed_id = ? AND a.host = '' ORDER BY a.id",
            account_id,
        )
        return [(to_account(row), bool(row["accepted"])) for row in rows]

    async def of_account(self, account_id: int) -> Sequence[Follow]:
        """All follows it takes part in, on either side."""
        rows = await self._db.rows(
            "SELECT * FROM follows WHERE follower_id = ? UNION SELECT * FROM follows WHERE followed_id = ?",
            account_id,
            account_id,
        )
        return [to_follow(row) for row in rows]

    async def remove_by_inbox(self, inbox: str, followed_id: int) -> int:
        """An inbox is gone for good: whoever receives through it no longer follows. Returns how many that were."""
        rows = await self._db.rows(
            "SELECT f.follower_id FROM follows f JOIN accounts a ON a.id = f.follower_id"
            " WHERE f.followed_id = ? AND COALESCE(a.shared_inbox, a.inbox) = ? AND a.host <> ''",
            followed_id,
            inbox,
        )
        for row in rows:
            await self.remove(row["follower_id"], followed_id, Cause.INBOX_GONE)
        return len(rows)
