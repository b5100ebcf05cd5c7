"""Which engine an address means."""

from datetime import UTC, tzinfo
from pathlib import Path

from node.errors import Misconfigured
from node.store.database import Clock, Store, utc_now
from node.store.sqlite import open_sqlite, take_lock


def sqlite_path(url: str) -> Path | None:
    """The file of a `sqlite:///path` address (relative, or absolute with four slashes); None for other engines."""
    if not url.startswith("sqlite:///"):
        return None
    return Path(url.removeprefix("sqlite:///"))


def hold(url: str) -> int | None:
    """Keep other processes from a SQLite database that is not open here: the descriptor of its lock, to be closed before it is
    opened again. None for other engines. Raises Misconfigured when another process holds it, OSError when there is no such
    folder."""
    path = sqlite_path(url)
    return None if path is None else take_lock(path)


async def open_store(
    url: str, *, migrate: bool = True, durable: bool = True, clock: Clock = utc_now, zone: tzinfo = UTC
) -> Store:
    """Open the database an address names. `durable=False` (tests) lets the machine's crash lose the last commits; `zone`
    decides which day it is."""
    path = sqlite_path(url)
    if path is not None:
        return await open_sqlite(
            path, migrate=migrate, synchronous="FULL" if durable else "OFF", clock=clock, zone=zone
        )
    if url.startswith(("postgresql://", "postgres://")):
        from node.store.postgres import open_postgres  # noqa: PLC0415  # asyncpg costs start-up time and memory

        return await open_postgres(url, migrate=migrate, clock=clock, zone=zone)
    raise Misconfigured("database.url must begin with sqlite:/// or postgresql://")
