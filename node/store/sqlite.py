"""The SQLite engine: one writing connection with group commit, a few reading ones (decisions 0002, 0003).

What waits to be written is run one after the other on the driver's thread, a SAVEPOINT each, and committed once; while
that commit reaches the disk the next ones gather. So a lone write waits for nobody, and a thousand at a time share a
dozen commits. Reads gather in the same way on their own connections, which cannot write.

aiosqlite has no public way to run a function on its thread; `_on_thread` is the one place that uses its private one.
"""

import asyncio
import contextlib
import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast

import aiosqlite
import msgspec

from node.errors import Misconfigured, StoreAway
from node.model.ids import Ids, milliseconds, milliseconds_of
from node.store.database import Clock, Store, Tx, bring_up_to_date, check_version, utc_now
from node.store.listeners import Listener, Listeners, Told
from node.store.rows import Row
from node.store.state import State

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 256
_READERS = 2
_STATEMENTS = 512
_MAPPED = "PRAGMA mmap_size=268435456"
_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)
_BETWEEN_ROOMS = 5.0
_PATIENT = 3  # reads that may wait for the first connection before there is a second


class _Connection:
    """A `rows.Database` on a raw connection. Its methods never really wait: they run on the driver's thread."""

    skip_locked = ""
    join_in_order = "CROSS JOIN"  # SQLite does not reorder it

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._names: dict[str, list[str]] = {}

    async def rows(self, sql: str, *params: Any) -> Sequence[Row]:
        cursor = self._raw.execute(sql, params)
        names = self._names.get(sql) or self._names_of(cursor, sql)
        return [dict(zip(names, found, strict=True)) for found in cursor]

    async def row(self, sql: str, *params: Any) -> Row | None:
        cursor = self._raw.execute(sql, params)
        found = cursor.fetchone()
        names = self._names.get(sql) or self._names_of(cursor, sql)
        cursor.close()  # an unfinished SELECT would keep its statement, and a RETURNING its changes, open
        return None if found is None else dict(zip(names, found, strict=True))

    def _names_of(self, cursor: sqlite3.Cursor, sql: str) -> list[str]:
        """Of its columns: they stay what they are as long as the program runs. A `sqlite3.Row` would compare them one by one
        each time it is asked for one: forty columns cost as much as the whole query."""
        names = [column[0] for column in cursor.description or ()]
        if len(set(names)) != len(names):
            raise ValueError(f"two columns have the same name: {sql}")
        if len(self._names) >= _STATEMENTS:
            self._names.clear()
        self._names[sql] = names
        return names

    async def value(self, sql: str, *params: Any) -> Any:
        cursor = self._raw.execute(sql, params)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else found[0]

    async def run(self, sql: str, *params: Any) -> int:
        return self._raw.execute(sql, params).rowcount

    async def run_many(self, sql: str, params: Iterable[Sequence[Any]]) -> None:
        self._raw.executemany(sql, params)

    async def in_turn(self, key: str) -> None:
        """One transaction at a time writes anyway."""

    def among(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(?))"

    among_texts = among

    def listed(self, values: Iterable[int] | Iterable[str]) -> str:
        return msgspec.json.encode(list(values)).decode()


@dataclass(slots=True)
class _Entry:
    """One call that waits for its turn, and where its caller waits for it."""

    start: Callable[[Tx], Coroutine[Any, Any, Any]]
    answer: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


def _finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits; raises RuntimeError when it does."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    coroutine.close()
    raise RuntimeError("inside a transaction nothing may be awaited but the transaction itself")


class _Lane:
    """One connection and the calls that gather for it."""

    def __init__(self, connection: aiosqlite.Connection, *, writes: bool, ids: Ids, clock: Clock, zone: tzinfo) -> None:
        self.connection = connection
        self._raw = connection._conn  # noqa: SLF001  # aiosqlite offers no public name for the sqlite3 connection
        self._clock = clock
        self.ids = ids
        self._tx = Tx(_Connection(self._raw), ids, clock(), zone)
        self._writes = writes
        self._waiting: list[_Entry] = []
        self._worker: asyncio.Task[None] | None = None
        self._next_room = 0.0
        self.on_commit: Callable[[Sequence[Told]], None] = lambda _: None

    @property
    def length(self) -> int:
        return len(self._waiting) + (self._worker is not None)

    async def call(self, start: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        entry = _Entry(start, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return cast("T", await entry.answer)

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                failure: BaseException | None = None
                try:
                    await _on_thread(self.connection, self._run, batch)
                except ValueError as error:  # so the driver says that the connection is closed
                    failure = StoreAway(str(error))
                except Exception as error:  # noqa: BLE001  # the commit failed: each caller is told
                    failure = error
                told, self._tx.told = self._tx.told, []
                if told and failure is None:
                    self.on_commit(told)
                for entry in batch:
                    _settle(entry, failure)
        finally:
            self._worker = None

    def _run(self, batch: list[_Entry]) -> None:
        """On the driver's thread: the whole batch in one transaction."""
        self._tx.told = []
        self._tx.now = self._clock()
        execute = self._raw.execute
        execute("BEGIN IMMEDIATE" if self._writes else "BEGIN")
        try:
            for entry in batch:
                told = len(self._tx.told)
                if self._writes:
                    execute("SAVEPOINT one")
                try:
                    entry.value = _finish(entry.start(self._tx))
                except BaseException as error:  # belongs to this one caller
                    entry.error = error
                    del self._tx.told[told:]
                    if not self._raw.in_transaction:  # a full or failing disk ends all of it, not only this one's part
                        raise
                    if self._writes:
                        execute("ROLLBACK TO one")
                if self._writes:
                    execute("RELEASE one")
            execute("COMMIT")
        except BaseException as error:
            if self._raw.in_transaction:
                execute("ROLLBACK")
            if _code(error) == sqlite3.SQLITE_FULL:
                self._make_room()
            raise

    def _make_room(self) -> None:
        """The disk is full. What of the log stands in the database already need not take up more of it: the next write may
        begin the log anew."""
        if time.monotonic() >= self._next_room:
            self._next_room = time.monotonic() + _BETWEEN_ROOMS
            with contextlib.suppress(sqlite3.Error):
                self._raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    async def close(self) -> None:
        while self._worker is not None:
            await asyncio.wait([self._worker])
        await self.connection.close()


def _code(error: BaseException) -> int:
    """SQLite's, without its finer half; 0 for errors that are not its own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0


def _settle(entry: _Entry, failure: BaseException | None) -> None:
    if entry.answer.done():  # its caller was cancelled meanwhile; what it asked for stands
        return
    error = failure or entry.error
    if error is None:
        entry.answer.set_result(entry.value)
    elif _code(error) in _AWAY:
        entry.answer.set_exception(StoreAway(str(error)))
    elif isinstance(error, Exception):
        entry.answer.set_exception(error)
    else:  # pragma: no cover  # KeyboardInterrupt on the thread
        entry.answer.cancel()


async def _on_thread(connection: aiosqlite.Connection, function: Callable[..., T], *args: Any) -> T:
    return cast("T", await connection._execute(function, *args))  # type: ignore[no-untyped-call]  # noqa: SLF001  # see the head of this file


class SqliteStore(Store):
    """A node's data in one SQLite file, held by one process."""

    def __init__(self, writer: _Lane, reader: _Lane, another: Callable[[], Awaitable[_Lane]], lock: int | None) -> None:
        """`another` opens one more connection for reading: a second is there when some first have to wait for one
        another, as each costs a megabyte."""
        self._ids = writer.ids
        self._writer = writer
        self._readers = [reader]
        self._another = another
        self._opening: asyncio.Task[None] | None = None
        self._lock = lock
        self._listeners = Listeners()
        writer.on_commit = self._listeners.tell

    @property
    def ids(self) -> Ids:
        return self._ids

    async def is_alone(self) -> bool:
        return True  # the lock beside the file says so

    def listen(self, listener: Listener, missed: Callable[[], None], *, topics: Collection[str] | None = None) -> None:
        self._listeners.add(listener, missed, topics)  # nothing is missed: nobody else tells anything

    async def write(self, apply: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._writer.call(lambda tx: cast("Coroutine[Any, Any, T]", apply(tx, *args, **kwargs)))

    async def read(self, query: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        lane = min(self._readers, key=lambda lane: lane.length)
        if lane.length > _PATIENT and self._opening is None and len(self._readers) < _READERS:
            self._opening = asyncio.create_task(self._open_another())
        return await lane.call(lambda tx: cast("Coroutine[Any, Any, T]", query(tx, *args, **kwargs)))

    async def _open_another(self) -> None:
        try:
            self._readers.append(await self._another())
        finally:
            self._opening = None

    async def close(self) -> None:
        if self._opening is not None:
            await asyncio.wait([self._opening])
        for lane in (*self._readers, self._writer):
            await lane.close()
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


class _SqliteMigrator:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def schema_version(self) -> int:
        async with self._connection.execute("PRAGMA user_version") as cursor:
            row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def migrate_to(self, version: int, script: str) -> None:
        """SQLite keeps schema changes inside a transaction; `user_version` is part of it."""
        statements = _in_sqlite(script)
        await self._connection.executescript(
            f"BEGIN IMMEDIATE;\n{statements}\n;PRAGMA user_version = {int(version)};\nCOMMIT;"
        )


def _in_sqlite(script: str) -> str:
    """The two words of the common dialect that SQLite says otherwise, and what only SQLite runs."""
    script = re.sub(r"/\* only sqlite:(.*?)\*/", r"\1", script, flags=re.DOTALL)
    return re.sub(r"BIGINT(\s+)PRIMARY KEY", r"INTEGER\1PRIMARY KEY", script).replace(
        "/* without rowid */", "WITHOUT ROWID"
    )


async def open_sqlite(
    path: Path,
    *,
    migrate: bool = True,
    synchronous: Literal["FULL", "OFF"] = "FULL",
    exclusive: bool = True,
    clock: Clock = utc_now,
    zone: tzinfo = UTC,
) -> SqliteStore:
    """Open (and create) the file. `exclusive` holds the lock beside it; raises Misconfigured when another has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = take_lock(path) if exclusive else None
    try:
        # Bringing the schema up to date touches much of the file once: mapped, that would stay in memory
        writer = await _connect(path, f"PRAGMA synchronous={synchronous}", "PRAGMA mmap_size=0")
        try:
            migrator = _SqliteMigrator(writer)
            if migrate:
                await bring_up_to_date(migrator)
            else:
                check_version(await migrator.schema_version())
        except BaseException:
            await writer.close()
            raise
        ids = await _ids(writer, clock)
        await writer.execute(_MAPPED)

        async def another() -> _Lane:
            return _Lane(await _connect(path, "PRAGMA query_only=ON"), writes=False, ids=ids, clock=clock, zone=zone)

        reader = await another()
    except BaseException:
        if lock is not None:
            os.close(lock)
        raise
    return SqliteStore(_Lane(writer, writes=True, ids=ids, clock=clock, zone=zone), reader, another, lock)


async def _ids(connection: aiosqlite.Connection, clock: Clock) -> Ids:
    raw = connection._conn  # noqa: SLF001  # as above
    last = await _on_thread(connection, lambda: _finish(State(_Connection(raw)).highest_id()))
    return Ids(last=last, clock=milliseconds if clock is utc_now else lambda: milliseconds_of(clock()))


async def _connect(path: Path, *pragmas: str) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=_STATEMENTS)
    for pragma in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA busy_timeout=5000",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA wal_autocheckpoint=4000",
        "PRAGMA cache_size=-16000",
        _MAPPED,
        *pragmas,
    ):
        await connection.execute(pragma)
    return connection


def take_lock(path: Path) -> int:
    """Hold the lock beside the file; returns its descriptor. Raises Misconfigured when another process holds it."""
    descriptor = os.open(path.with_suffix(path.suffix + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise Misconfigured(f"another process already works on {path.name}: stop it first") from None
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
    return descriptor
