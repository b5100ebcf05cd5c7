"""The PostgreSQL engine: a pool of connections, each write its own transaction (decision 0002).

The address may name a schema (`?schema=town`), so that many nodes share one database without seeing each other.
What is told after a commit travels to every process by NOTIFY in the same transaction.
"""

import asyncio
import contextlib
import random
import re
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Generator, Iterable, Sequence
from datetime import UTC, tzinfo
from types import coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import msgspec

from node.errors import Misconfigured, StoreAway, Unreachable
from node.model.ids import SLOTS, Ids, milliseconds_of
from node.store.database import Clock, Store, Tx, bring_up_to_date, check_version, utc_now
from node.store.listeners import Listener, Listeners, Told
from node.store.rows import Row
from node.store.state import State
from node.store.watcher import Watcher

P = ParamSpec("P")
T = TypeVar("T")

_RETRIES = 5
_NOTIFY_BYTES = 7_000  # PostgreSQL takes 8,000
_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
)


def _numbered(sql: str, known: dict[str, str]) -> str:
    """`?` to `$1`, `$2`, ...; our SQL has no question mark in a text."""
    found = known.get(sql)
    if found is None:
        parts = sql.split("?")
        found = parts[0] + "".join(f"${number}{part}" for number, part in enumerate(parts[1:], 1))
        known[sql] = found
    return found


class _Connection:
    """A `rows.Database` on one connection. `busy` is true while it is our statement that is waited for."""

    skip_locked = "FOR UPDATE SKIP LOCKED"
    join_in_order = "JOIN"

    def __init__(self, raw: Any, known: dict[str, str]) -> None:
        self._raw = raw
        self._known = known
        self.busy = False

    async def rows(self, sql: str, *params: Any) -> Sequence[Row]:
        self.busy = True
        found = await self._raw.fetch(_numbered(sql, self._known), *params)
        self.busy = False
        return cast("Sequence[Row]", found)

    async def row(self, sql: str, *params: Any) -> Row | None:
        self.busy = True
        found = await self._raw.fetchrow(_numbered(sql, self._known), *params)
        self.busy = False
        return cast("Row | None", found)

    async def value(self, sql: str, *params: Any) -> Any:
        self.busy = True
        found = await self._raw.fetchval(_numbered(sql, self._known), *params)
        self.busy = False
        return found

    async def run(self, sql: str, *params: Any) -> int:
        self.busy = True
        status: str = await self._raw.execute(_numbered(sql, self._known), *params)
        self.busy = False
        count = status.rsplit(" ", 1)[-1]  # "UPDATE 3", "INSERT 0 1"
        return int(count) if count.isdigit() else 0

    async def run_many(self, sql: str, params: Iterable[Sequence[Any]]) -> None:
        self.busy = True
        await self._raw.executemany(_numbered(sql, self._known), params)
        self.busy = False

    async def in_turn(self, key: str) -> None:
        await self.run("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", key)

    def among(self, column: str) -> str:
        return f"{column} = ANY(?::bigint[])"

    def among_texts(self, column: str) -> str:
        return f"{column} = ANY(?::text[])"

    def listed(self, values: Iterable[int] | Iterable[str]) -> list[Any]:
        return list(values)


@coroutine
def _watched(work: Coroutine[Any, Any, T], db: _Connection) -> Generator[Any, Any, T]:
    """Run `work`, letting it wait for its own statements only."""
    try:
        waited_for = work.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    while True:
        if not db.busy:
            work.close()
            raise RuntimeError("inside a transaction nothing may be awaited but the transaction itself")
        try:
            answer = yield waited_for
        except BaseException as error:  # noqa: BLE001  # cancellation and driver errors belong to the work
            db.busy = True
            try:
                waited_for = work.throw(error)
            except StopIteration as end:
                return cast("T", end.value)
            continue
        try:
            waited_for = work.send(answer)
        except StopIteration as end:
            return cast("T", end.value)


class PostgresStore(Store):
    """A node's data in one schema of a PostgreSQL database, shared by several processes."""

    def __init__(self, pool: Any, watcher: Watcher, schema: str, ids: Ids, clock: Clock, zone: tzinfo) -> None:
        self._pool = pool
        self._watcher = watcher
        self._ids = ids
        self._clock = clock
        self._zone = zone
        self._channel = channel_of(schema)
        self._known: dict[str, str] = {}
        self._listeners = Listeners()
        watcher.hear = self._heard
        watcher.missed = self._listeners.miss
        watcher.moved = ids.move_to
        watcher.tend()

    @property
    def ids(self) -> Ids:
        return self._ids

    async def is_alone(self) -> bool:
        return await self._watcher.is_alone()

    def listen(self, listener: Listener, missed: Callable[[], None], *, topics: Collection[str] | None = None) -> None:
        self._listeners.add(listener, missed, topics)

    def _heard(self, payload: str) -> None:
        """Another process committed something."""
        sender, told = msgspec.json.decode(payload, type=tuple[int, list[Told]])
        if sender != self._watcher.slot:
            self._listeners.tell(told)

    async def write(self, apply: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(_RETRIES):
            try:
                return await self._write_once(lambda tx: cast("Coroutine[Any, Any, T]", apply(tx, *args, **kwargs)))
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                if attempt == _RETRIES - 1:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.05) * (attempt + 1))
        raise AssertionError("unreachable")

    async def _write_once(self, start: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        async with self._connected() as raw:
            tx = Tx(_Connection(raw, self._known), self._ids, self._clock(), self._zone)
            async with raw.transaction():
                value = await _watched(start(tx), cast("_Connection", tx.db))
                for payload in self._payloads(tx.told):
                    await raw.execute("SELECT pg_notify($1, $2)", self._channel, payload)
        if tx.told:
            self._listeners.tell(tx.told)
        return value

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """Raises StoreAway when there is no connection to be had, or it breaks, or nobody tells what others change."""
        if not self._watcher.is_there:
            raise StoreAway("the connection that hears of changes is lost")
        try:
            async with self._pool.acquire() as raw:
                yield raw
        except _AWAY as error:
            raise StoreAway(str(error) or type(error).__name__) from error
        except asyncpg.InterfaceError as error:
            if isinstance(error, ValueError):  # a value that does not fit is a mistake of ours
                raise
            raise StoreAway(str(error)) from error

    def _payloads(self, told: list[Told]) -> list[str]:
        """What was told, in pieces a NOTIFY can carry."""
        payloads: list[str] = []
        piece: list[Told] = []
        size = 0
        for each in dict.fromkeys(told):
            length = len(each[0]) + len(each[1].encode()) + 10
            if piece and size + length > _NOTIFY_BYTES:
                payloads.append(msgspec.json.encode((self._watcher.slot, piece)).decode())
                piece, size = [], 0
            piece.append(each)
            size += length
        if piece:
            payloads.append(msgspec.json.encode((self._watcher.slot, piece)).decode())
        return payloads

    async def read(self, query: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._connected() as raw:
            tx = Tx(_Connection(raw, self._known), self._ids, self._clock(), self._zone)
            async with raw.transaction(isolation="repeatable_read", readonly=True):
                return await _watched(
                    cast("Coroutine[Any, Any, T]", query(tx, *args, **kwargs)), cast("_Connection", tx.db)
                )

    async def close(self) -> None:
        await self._watcher.close()
        await self._pool.close()


class _PostgresMigrator:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def schema_version(self) -> int:
        found = await self._raw.fetchval("SELECT to_regclass('schema_version')")
        if found is None:
            return 0
        return int(await self._raw.fetchval("SELECT MAX(version) FROM schema_version") or 0)

    async def migrate_to(self, version: int, script: str) -> None:
        async with self._raw.transaction():
            await self._raw.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")
            statements = re.sub(r"/\* only postgres:(.*?)\*/", r"\1", script, flags=re.DOTALL)
            await self._raw.execute(f"SELECT 1;\n{statements}")  # asyncpg cannot run a script of nothing but comments
            await self._raw.execute("INSERT INTO schema_version (version) VALUES ($1)", version)


def _split_schema(url: str) -> tuple[str, str]:
    """The address without our own `schema` parameter, and the schema it names."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    schema = query.pop("schema", "public")
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", schema):
        raise Misconfigured(f"database.url names a schema that is not a plain lower-case name: {schema!r}")
    return urlunsplit(parts._replace(query=urlencode(query))), schema


async def open_postgres(
    url: str, *, migrate: bool = True, pool_size: int = 10, clock: Clock = utc_now, zone: tzinfo = UTC
) -> PostgresStore:
    """Connect; raises Unreachable when the server is not there, Misconfigured when the schema is too new."""
    address, schema = _split_schema(url)
    settings = {"search_path": schema, "application_name": "allmende"}
    lock_class = lock_class_of(schema)
    watcher = Watcher(address, settings, channel_of(schema), lock_class)
    try:
        await watcher.connect()
    except (OSError, asyncpg.PostgresError) as error:
        raise Unreachable(f"PostgreSQL cannot be reached: {error}") from error
    try:
        migrator = _PostgresMigrator(watcher.raw)
        if migrate:
            await watcher.raw.execute("SELECT pg_advisory_lock($1, $2)", lock_class, SLOTS)
            await watcher.raw.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            await bring_up_to_date(migrator)
            await watcher.raw.execute("SELECT pg_advisory_unlock($1, $2)", lock_class, SLOTS)
        else:
            check_version(await migrator.schema_version())
        await watcher.begin()
        pool = await asyncpg.create_pool(address, min_size=1, max_size=pool_size, server_settings=settings)
    except BaseException:
        await watcher.close()
        raise
    last = await State(_Connection(watcher.raw, {})).highest_id()
    ids = Ids(watcher.slot, last=last, clock=lambda: milliseconds_of(clock()))
    return PostgresStore(pool, watcher, schema, ids, clock, zone)


def channel_of(schema: str) -> str:
    """On which the processes of one node tell each other what they changed."""
    return f"allmende_{schema}"


def lock_class_of(schema: str) -> int:
    """The family of advisory locks that belongs to one node's schema."""
    return zlib.crc32(schema.encode()) & 0x7FFFFFFF
