"""Whom an account follows, blocks, mutes and so on, as the rows of a table that it takes elsewhere."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from node.store.database import Tx
from node.store.rows import from_json

AT_ONCE: Final = 1_000
_LIVING: Final = "a.deleted_at IS NULL AND a.suspended_at IS NULL"

_SQL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "following": "SELECT a.id, a.name, a.host, f.shows_boosts, f.notifies, f.languages FROM follows f"
        f" JOIN accounts a ON a.id = f.followed_id WHERE f.follower_id = ? AND {_LIVING} AND a.id > ? ORDER BY a.id LIMIT ?",
        "followers": "SELECT a.id, a.name, a.host FROM follows f JOIN accounts a ON a.id = f.follower_id"
        f" WHERE f.followed_id = ? AND f.accepted AND {_LIVING} AND a.id > ? ORDER BY a.id LIMIT ?",
        "blocks": "SELECT a.id, a.name, a.host FROM blocks b JOIN accounts a ON a.id = b.target_id"
        " WHERE b.account_id = ? AND a.id > ? ORDER BY a.id LIMIT ?",
        "mutes": "SELECT a.id, a.name, a.host, m.notifications FROM mutes m JOIN accounts a ON a.id = m.target_id"
        " WHERE m.account_id = ? AND a.id > ? ORDER BY a.id LIMIT ?",
        "hosts": "SELECT id, host FROM host_mutes WHERE account_id = ? AND id > ? ORDER BY id LIMIT ?",
        "bookmarks": "SELECT b.id, p.uri FROM bookmarks b JOIN posts p ON p.id = b.post_id"
        " WHERE b.account_id = ? AND p.deleted_at IS NULL AND b.id > ? ORDER BY b.id LIMIT ?",
    }
)
_LISTS: Final = (
    "SELECT l.id AS list_id, l.title, a.id, a.name, a.host FROM lists l JOIN list_members m ON m.list_id = l.id"
    f" JOIN accounts a ON a.id = m.account_id WHERE l.account_id = ? AND {_LIVING}"
    " AND (l.id, a.id) > (?, ?) ORDER BY l.id, a.id LIMIT ?"
)

Line = Sequence[Any]
Place = tuple[int, int]
START: Final[Place] = (0, 0)


async def lines(tx: Tx, kind: str, account_id: int, domain: str, after: Place) -> tuple[Sequence[Line], Place | None]:
    """The next lines of a table and where to go on; None at the end. `domain` is what our handles end in."""
    if kind == "lists":
        rows = await tx.db.rows(_LISTS, account_id, *after, AT_ONCE)
        last = (rows[-1]["list_id"], rows[-1]["id"]) if rows else None
        return [(row["title"], _handle(row, domain)) for row in rows], last
    rows = await tx.db.rows(_SQL[kind], account_id, after[1], AT_ONCE)
    return [_line(kind, row, domain) for row in rows], (0, rows[-1]["id"]) if rows else None


def _line(kind: str, row: Mapping[str, Any], domain: str) -> Line:
    match kind:
        case "hosts":
            return (row["host"],)
        case "bookmarks":
            return (row["uri"],)
        case "mutes":
            return (_handle(row, domain), bool(row["notifications"]))
        case "following":
            languages = ", ".join(from_json(row["languages"]))
            return (_handle(row, domain), bool(row["shows_boosts"]), bool(row["notifies"]), languages)
    return (_handle(row, domain),)


def _handle(row: Mapping[str, Any], domain: str) -> str:
    return f"{row['name']}@{row['host'] or domain}"


async def count(tx: Tx, kind: str, account_id: int) -> int:
    """How many lines there are, more or less."""
    return int(await tx.db.value(_COUNTS[kind], account_id) or 0)


_COUNTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "following": "SELECT COUNT(*) FROM follows WHERE follower_id = ?",
        "followers": "SELECT COUNT(*) FROM follows WHERE followed_id = ? AND accepted",
        "blocks": "SELECT COUNT(*) FROM blocks WHERE account_id = ?",
        "mutes": "SELECT COUNT(*) FROM mutes WHERE account_id = ?",
        "hosts": "SELECT COUNT(*) FROM host_mutes WHERE account_id = ?",
        "bookmarks": "SELECT COUNT(*) FROM bookmarks WHERE account_id = ?",
        "lists": "SELECT COUNT(*) FROM list_members m JOIN lists l ON l.id = m.list_id WHERE l.account_id = ?",
    }
)
