"""How one account stands to others, in one query however many they are; and what it keeps about them: notes, and whom it
recommends on its profile."""

from collections.abc import Iterable, Sequence

from node.model.account import Account
from node.model.ids import Ids
from node.model.relationship import Relationship
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, Now, Row, bounds, cut, from_json, moment_or_none, newest_first, us

_OF = """SELECT a.id, f.accepted AS following, f.shows_boosts, f.notifies, f.languages, g.accepted AS followed_by,
 b.uri AS blocking, c.uri AS blocked_by, m.notifications, m.expires_at, h.id AS host_mute, e.id AS endorsement, n.text AS note
 FROM accounts a
 LEFT JOIN follows f ON f.follower_id = ? AND f.followed_id = a.id
 LEFT JOIN follows g ON g.follower_id = a.id AND g.followed_id = ?
 LEFT JOIN blocks b ON b.account_id = ? AND b.target_id = a.id
 LEFT JOIN blocks c ON c.account_id = a.id AND c.target_id = ?
 LEFT JOIN mutes m ON m.account_id = ? AND m.target_id = a.id AND (m.expires_at IS NULL OR m.expires_at > ?)
 LEFT JOIN host_mutes h ON h.account_id = ? AND h.host = a.host
 LEFT JOIN endorsements e ON e.account_id = ? AND e.target_id = a.id
 LEFT JOIN account_notes n ON n.account_id = ? AND n.target_id = a.id"""


def _to_relationship(row: Row) -> Relationship:
    following, followed_by = row["following"], row["followed_by"]
    return Relationship(
        account_id=row["id"],
        following=bool(following),
        shows_boosts=bool(following) and bool(row["shows_boosts"]),
        notifies=bool(following) and bool(row["notifies"]),
        languages=() if following is None else tuple(from_json(row["languages"])),
        asked=following is not None and not following,
        followed_by=bool(followed_by),
        asked_by=followed_by is not None and not followed_by,
        blocking=row["blocking"] is not None,
        blocked_by=row["blocked_by"] is not None,
        muting=row["notifications"] is not None,
        muting_notifications=bool(row["notifications"]),
        mute_expires_at=moment_or_none(row["expires_at"]),
        muting_host=row["host_mute"] is not None,
        endorsed=row["endorsement"] is not None,
        note=row["note"] or "",
    )


class Relations:
    def __init__(self, db: Database, ids: Ids, now: Now) -> None:
        self._db = db
        self._ids = ids
        self._now = now

    async def of(self, account_id: int, other_ids: Iterable[int]) -> dict[int, Relationship]:
        """By the other's id; of those there are."""
        rows = await self._db.rows(
            f"{_OF} WHERE {self._db.among('a.id')}",
            *[account_id] * 5,
            us(self._now()),
            *[account_id] * 3,
            self._db.listed(set(other_ids)),
        )
        return {row["id"]: _to_relationship(row) for row in rows}

    async def set_note(self, account_id: int, other_id: int, text: str) -> None:
        """For the account's own eyes. An empty one is none."""
        if not text:
            await self._db.run("DELETE FROM account_notes WHERE account_id = ? AND target_id = ?", account_id, other_id)
            return
        await self._db.run(
            "INSERT INTO account_notes (account_id, target_id, text) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id, target_id) DO UPDATE SET text = excluded.text",
            account_id,
            other_id,
            text,
        )

    async def endorse(self, account_id: int, other_id: int) -> None:
        await self._db.run(
            "INSERT INTO endorsements (id, account_id, target_id) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id, target_id) DO NOTHING",
            self._ids.new(),
            account_id,
            other_id,
        )

    async def unendorse(self, account_id: int, other_id: int) -> None:
        await self._db.run("DELETE FROM endorsements WHERE account_id = ? AND target_id = ?", account_id, other_id)

    async def endorsed(self, account_id: int, piece: Slice) -> Sequence[tuple[int, Account]]:
        """Id of the endorsement, by which the list is cut, and whom; latest first. Not who is gone or no longer
        followed."""
        rows = await self._db.rows(
            "SELECT a.*, e.id AS endorsement FROM endorsements e JOIN accounts a ON a.id = e.target_id"
            " JOIN follows f ON f.follower_id = e.account_id AND f.followed_id = e.target_id AND f.accepted"
            " WHERE e.account_id = ? AND a.deleted_at IS NULL AND a.suspended_at IS NULL"
            f" AND {cut('e.id', piece)}",
            account_id,
            *bounds(piece),
        )
        return [(row["endorsement"], to_account(row)) for row in newest_first(rows, piece)]

    async def familiar(self, account_id: int, other_ids: Iterable[int], *, most: int = 5) -> dict[int, list[Account]]:
        """Of those the account follows, who follow each of the others; not through lists that are kept to themselves."""
        rows = await self._db.rows(
            "SELECT a.*, g.followed_id AS other FROM follows f JOIN follows g ON g.follower_id = f.followed_id"
            " JOIN accounts a ON a.id = f.followed_id JOIN accounts o ON o.id = g.followed_id"
            " WHERE f.follower_id = ? AND f.accepted AND g.accepted AND NOT a.hides_follows AND NOT o.hides_follows"
            f" AND a.deleted_at IS NULL AND a.suspended_at IS NULL AND {self._db.among('g.followed_id')}"
            " ORDER BY a.id LIMIT 1000",
            account_id,
            self._db.listed(set(other_ids)),
        )
        found: dict[int, list[Account]] = {}
        for row in rows:
            known = found.setdefault(row["other"], [])
            if len(known) < most:
                known.append(to_account(row))
        return found
