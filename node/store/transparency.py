"""What can be counted about how this node decides and whom it reaches (DSA Art. 15, 24; M26): numbers only, nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.ids import id_before
from node.store.rows import Database, us


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCount:
    """`measure` as in `Measure`, `ground` a report's category or empty for a decision without one; `is_local`: about an
    account here; `actor` is its kind."""

    measure: str
    ground: str
    is_local: bool
    actor: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCount:
    category: str
    count: int
    resolved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`followers` are distinct accounts that follow some account here; `active` those of others that answered, shared or
    liked something of ours within the time."""

    followers: int
    active: int


class Transparency:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def decisions(self, since: datetime) -> Sequence[DecisionCount]:
        rows = await self._db.rows(
            "SELECT s.measure, COALESCE(r.category, '') AS ground, CASE WHEN a.host = '' THEN 1 ELSE 0 END AS is_here,"
            " a.kind, COUNT(*) AS found FROM strikes s JOIN accounts a ON a.id = s.account_id"
            " LEFT JOIN reports r ON r.id = s.report_id WHERE s.created_at >= ?"
            " GROUP BY s.measure, COALESCE(r.category, ''), CASE WHEN a.host = '' THEN 1 ELSE 0 END, a.kind"
            " ORDER BY s.measure, ground, is_here, a.kind",
            us(since),
        )
        return [
            DecisionCount(
                measure=row["measure"],
                ground=row["ground"],
                is_local=bool(row["is_here"]),
                actor=row["kind"],
                count=int(row["found"]),
            )
            for row in rows
        ]

    async def reports(self, since: datetime) -> Sequence[ReportCount]:
        rows = await self._db.rows(
            "SELECT category, COUNT(*) AS found, COUNT(resolved_at) AS done FROM reports WHERE created_at >= ?"
            " GROUP BY category ORDER BY category",
            us(since),
        )
        return [
            ReportCount(category=row["category"], count=int(row["found"]), resolved=int(row["done"])) for row in rows
        ]

    async def deleted_posts(self, since: datetime) -> int:
        """Of our own channels, by whomever."""
        return int(
            await self._db.value("SELECT COUNT(*) FROM posts WHERE is_local AND deleted_at >= ?", us(since)) or 0
        )

    async def reach(self, since: datetime, until: datetime) -> Reach:
        """Counted from what is stored anyway; nobody is followed about."""
        followers = await self._db.value(
            "SELECT COUNT(DISTINCT f.follower_id) FROM follows f JOIN accounts a ON a.id = f.followed_id"
            " WHERE a.host = '' AND f.accepted"
        )
        active = await self._db.value(
            "SELECT COUNT(*) FROM (SELECT r.account_id FROM reactions r JOIN posts p ON p.id = r.post_id"
            " JOIN accounts a ON a.id = r.account_id WHERE p.is_local AND a.host <> ''"
            " AND r.created_at >= ? AND r.created_at < ?"
            " UNION SELECT q.author_id FROM posts q JOIN posts p ON p.id = COALESCE(q.boost_of_id, q.in_reply_to_id)"
            " WHERE p.is_local AND NOT q.is_local AND q.id >= ? AND q.id < ?) AS reached",
            us(since),
            us(until),
            id_before(since),
            id_before(until),
        )
        return Reach(followers=int(followers or 0), active=int(active or 0))

    async def labelled_posts(self) -> int:
        """Posts of ours that say how AI was used in them, or in a file of theirs."""
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM posts p WHERE p.is_local AND p.deleted_at IS NULL AND (p.ai <> 'none' OR EXISTS"
                " (SELECT 1 FROM media m WHERE m.post_id = p.id AND m.ai <> 'none'))"
            )
        )

    async def persons_posting_automatically(self) -> Sequence[str]:
        """Names of accounts that look like people although programs write for them."""
        rows = await self._db.rows(
            "SELECT DISTINCT a.name FROM posts p JOIN accounts a ON a.id = p.author_id WHERE p.is_local AND p.automated"
            " AND p.deleted_at IS NULL AND a.kind = 'Person' ORDER BY a.name"
        )
        return [row["name"] for row in rows]
