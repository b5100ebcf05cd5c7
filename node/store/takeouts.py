"""Archives that people asked for, and tables that they brought. Functions on a transaction, loaded when somebody comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from node.model.takeout import Archive, ArchiveState, ListImport, ListKind
from node.store.database import Tx
from node.store.rows import Row, from_json, moment, moment_or_none, to_json, us

MOST_FAILURES: Final = 100
_LEASE: Final = timedelta(minutes=30)


def _to_archive(row: Row) -> Archive:
    return Archive(
        id=row["id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        name=row["name"],
        state=ArchiveState(row["state"]),
        why=row["why"],
        size=row["size"],
        asked_at=moment(row["asked_at"]),
        expires_at=moment(row["expires_at"]),
    )


async def add_archive(tx: Tx, made: Archive) -> None:
    await tx.db.run(
        "INSERT INTO archives (id, account_id, login_id, name, asked_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        made.id,
        made.account_id,
        made.login_id,
        made.name,
        us(made.asked_at),
        us(made.expires_at),
    )


async def find_archive(tx: Tx, archive_id: int) -> Archive | None:
    row = await tx.db.row("SELECT * FROM archives WHERE id = ?", archive_id)
    return None if row is None else _to_archive(row)


async def archives_of(tx: Tx, account_id: int) -> Sequence[Archive]:
    """Newest first."""
    rows = await tx.db.rows("SELECT * FROM archives WHERE account_id = ? ORDER BY id DESC LIMIT 20", account_id)
    return [_to_archive(row) for row in rows]


async def begin_archive(tx: Tx, archive_id: int) -> bool:
    """Whether the caller is to make it: nobody else does, or whoever did is gone."""
    begun = await tx.db.run(
        "UPDATE archives SET state = 'making', leased_until = ? WHERE id = ? AND state IN ('waiting', 'making')"
        " AND leased_until <= ?",
        us(tx.now + _LEASE),
        archive_id,
        us(tx.now),
    )
    return bool(begun)


async def end_archive(tx: Tx, archive_id: int, state: ArchiveState, *, size: int = 0, why: str = "") -> None:
    await tx.db.run(
        "UPDATE archives SET state = ?, size = ?, why = ?, made_at = ?, leased_until = 0 WHERE id = ?",
        state.value,
        size,
        why,
        us(tx.now),
        archive_id,
    )


async def forget_archives(tx: Tx) -> set[str]:
    """Those whose time is over go; returns the names of those that stay."""
    await tx.db.run("DELETE FROM archives WHERE expires_at <= ?", us(tx.now))
    return {row["name"] for row in await tx.db.rows("SELECT name FROM archives")}


# Tables


def _to_import(row: Row) -> ListImport:
    return ListImport(
        id=row["id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        kind=ListKind(row["kind"]),
        replaces=bool(row["replaces"]),
        total=row["total"],
        done=row["done"],
        failed=row["failed"],
        removed=row["removed"],
        failures=tuple((line, why) for line, why in from_json(row["failures"])),
        created_at=moment(row["created_at"]),
        ended_at=moment_or_none(row["ended_at"]),
        rows=tuple(tuple(each) for each in from_json(row["rows"])) if "rows" in row else (),
    )


async def add_import(tx: Tx, made: ListImport) -> None:
    await tx.db.run(
        "INSERT INTO list_imports (id, account_id, login_id, kind, replaces, rows, total, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        made.id,
        made.account_id,
        made.login_id,
        made.kind.value,
        made.replaces,
        to_json(made.rows),
        made.total,
        us(made.created_at),
    )


async def find_import(tx: Tx, import_id: int) -> ListImport | None:
    """With its rows."""
    row = await tx.db.row("SELECT * FROM list_imports WHERE id = ?", import_id)
    return None if row is None else _to_import(dict(row))


async def imports_of(tx: Tx, account_id: int, *, limit: int = 10) -> Sequence[ListImport]:
    """Newest first, without their rows."""
    rows = await tx.db.rows(
        "SELECT id, account_id, login_id, kind, replaces, total, done, failed, removed, failures, created_at, ended_at"
        " FROM list_imports WHERE account_id = ? ORDER BY id DESC LIMIT ?",
        account_id,
        limit,
    )
    return [_to_import(row) for row in rows]


async def count_unfinished(tx: Tx, account_id: int) -> int:
    found = await tx.db.value("SELECT COUNT(*) FROM list_imports WHERE account_id = ? AND ended_at IS NULL", account_id)
    return int(found)


async def go_on(tx: Tx, found: ListImport, done: int, failures: Sequence[tuple[str, str]], removed: int = 0) -> None:
    kept = [*found.failures, *failures][:MOST_FAILURES]
    await tx.db.run(
        "UPDATE list_imports SET done = ?, failed = failed + ?, removed = removed + ?, failures = ? WHERE id = ?",
        done,
        len(failures),
        removed,
        to_json(kept),
        found.id,
    )


async def end_import(tx: Tx, import_id: int) -> None:
    """What was brought is forgotten; what became of it stays to be read for a while."""
    await tx.db.run("UPDATE list_imports SET ended_at = ?, rows = '[]' WHERE id = ?", us(tx.now), import_id)


async def forget_imports(tx: Tx, before: datetime) -> None:
    await tx.db.run("DELETE FROM list_imports WHERE ended_at < ?", us(before))
