"""Whether the database itself is sound."""

from node.store.database import Tx


async def schema_version(tx: Tx) -> int:
    if _is_sqlite(tx):
        return int(await tx.db.value("PRAGMA user_version"))
    return int(await tx.db.value("SELECT MAX(version) FROM schema_version"))


async def damage(tx: Tx) -> str:
    """What the engine finds wrong with its own file; empty when it is sound. Reads the whole file on SQLite.

    PostgreSQL checks its pages by itself when they are read (data_checksums); here it only has to answer.
    """
    if not _is_sqlite(tx):
        await tx.db.value("SELECT 1")
        return ""
    found = await tx.db.value("PRAGMA quick_check(1)")
    return "" if found == "ok" else str(found)


def _is_sqlite(tx: Tx) -> bool:
    return not tx.db.skip_locked
