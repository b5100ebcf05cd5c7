"""What the hostile tables share (M32): the people they are about, and a look at everything that is stored.

A row says what is sent, what is answered, and what may change. Unless it says more, nothing may: not a value in any
table, but for the outcome that tells the operator what was refused and why.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import node.store
from node.model.account import Account, Actor
from node.model.login import Role
from node.model.post import Post
from node.outbox.accounts import create_login
from node.outbox.follow import follow
from node.store.logins import Session
from node.web.auth import cookie_name, hash_of
from node.web.csrf import FIELD, token_of
from tests.remote import _KEYS, Answer, FakeActor, FakeServer, keys_for
from tests.world import World

MIGRATIONS = Path(node.store.__file__).parent / "migrations"
TABLES = sorted(
    {name for file in MIGRATIONS.glob("*.sql") for name in re.findall(r"CREATE TABLE (\w+)", file.read_text())}
)

OUTCOMES = frozenset({"received"})
"""Where it stands that something came in and was refused."""
LOOKED_UP = frozenset({"accounts", "keys"})
"""Where it stands who a sender is, once their document was fetched: true, and harmless."""
_OF_THE_MOMENT = frozenset({"fetched_at"})


@dataclass
class Scene:
    """alice lives here and follows bob; bob has written `note`, alice `post`. mallory is bob's neighbour, carol lives
    elsewhere, eve on a host of her own. All of them are known, so refusing them needs no look-up."""

    node: World
    there: FakeServer
    alice: Account
    post: Post
    bob: FakeActor
    mallory: FakeActor
    carol: FakeActor
    eve: FakeActor
    note: dict[str, Any] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.node.origin.rpartition(":")[2])

    async def known(self, actor: FakeActor) -> Account:
        return await self.node.node.actors.by_uri(actor.uri)

    async def stored(self, *, without: Collection[str] = OUTCOMES) -> dict[str, list[str]]:
        """Every value in every table, but for what looking at it changes."""
        return await self.node.store.read(_everything, frozenset(without))

    async def outcome(self) -> str:
        """What became of the last activity that was taken in."""
        last = "SELECT state, outcome FROM received ORDER BY id DESC LIMIT 1"
        row = await self.node.store.read(lambda tx: tx.db.row(last))
        return "never taken in" if row is None else f"{row['state']}: {row['outcome']}"

    def asked(self, since: int = 0) -> list[str]:
        """What the node has asked of other servers."""
        return [url for method, url in self.there.requests[since:] if method == "GET"]


async def set_the_scene(world: World, there: FakeServer) -> Scene:
    alice = await world.create("alice")
    scene = Scene(
        node=world,
        there=there,
        alice=alice,
        post=await world.post(alice, "Die Sprechstunde fällt aus."),
        bob=there.actor("bob"),
        mallory=there.actor("mallory"),
        carol=there.actor("carol", host="elsewhere.test"),
        eve=there.actor("eve", host="evil.test"),
    )
    for each in (scene.bob, scene.mallory, scene.carol, scene.eve):
        await scene.known(each)
    await follow(world.node, Actor(alice), (await scene.known(scene.bob)).id)
    await world.work()
    asked = scene.bob.received("Follow")[-1]
    await scene.bob.deliver(scene.bob.activity("Accept", asked), world)
    scene.note = scene.bob.note("Guten Morgen.")
    await scene.bob.deliver(scene.bob.create(scene.note), world)
    await world.work()
    return scene


@dataclass(frozen=True, kw_only=True)
class Row:
    """`cites` is a threat's number, or the requirement. `send` returns the answer, or the answers, to what it sent.
    `outcome` is a part of what the operator reads; `changes` are the tables that may change all the same."""

    name: str
    cites: str
    send: Callable[[Scene], Awaitable[Answer | list[Answer]]]
    answers: Collection[int] = (202,)
    outcome: str = ""
    changes: Collection[str] = ()


shared = pytest.mark.asyncio(loop_scope="module")
"""For tests on the scene that a whole file shares."""


def ids(rows: Collection[Row]) -> list[str]:
    return [f"{row.cites} {row.name}" for row in rows]


async def play(row: Row, scene: Scene) -> None:
    """Given the scene, when the row is sent and acted on, then it is answered as it says and nothing else changed."""
    without = OUTCOMES | frozenset(row.changes)
    before = await scene.stored(without=without)

    answers = await row.send(scene)
    await scene.node.work()

    for answer in answers if isinstance(answers, list) else [answers]:
        assert answer.status in row.answers, answer.text
        if answer.status >= 400:
            assert_says_what_is_wrong(answer)
    assert row.outcome in await scene.outcome()
    assert await scene.stored(without=without) == before


def assert_says_what_is_wrong(answer: Answer) -> None:
    """The one error body (RFC 9457 with `error`)."""
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json.keys() >= {"type", "title", "status", "detail", "error"}
    assert answer.json["status"] == answer.status


async def _everything(tx: Any, without: frozenset[str]) -> dict[str, list[str]]:
    found = {}
    for table in TABLES:
        if table not in without:
            rows = await tx.db.rows(f"SELECT * FROM {table}")  # the names are those of our migrations
            found[table] = sorted(
                repr(sorted((k, v) for k, v in dict(row).items() if k not in _OF_THE_MOMENT)) for row in rows
            )
    return found


def stranger(scene: Scene, *, host: str = "evil.test", **document: Any) -> FakeActor:
    """Somebody the node has never heard of. All of them have the same keys: making new ones takes long."""
    name = f"zoe{scene.there.number()}"
    _KEYS[f"http://{host}/{name}"] = keys_for("strangers")
    return scene.there.actor(name, host=host, **document)


# People who are logged in


@dataclass(frozen=True)
class Visitor:
    """A browser: with the cookie of a session, or without."""

    world: World
    cookie: dict[str, str]
    token: str

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers, None)

    async def post(
        self, path: str, form: dict[str, str] | None = None, *, token: str | None = None, **headers: str
    ) -> Answer:
        """With the form's own token, unless another is given (`""`: none)."""
        sent = dict(form or {})
        if (self.token if token is None else token) != "":
            sent[FIELD] = self.token if token is None else token
        return await self._ask("POST", path, headers, sent)

    async def _ask(self, method: str, path: str, headers: dict[str, str], form: dict[str, str] | None) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.world.session.request(
            method,
            self.world.url(path),
            data=form,
            headers={"Accept": "text/html", "Accept-Language": "de", **named},
            cookies=self.cookie,
            allow_redirects=False,
        ) as answer:
            return Answer(answer.status, await answer.text(errors="replace"), answer.headers)  # some are pictures


def reader(world: World) -> Visitor:
    return Visitor(world, {}, "")


async def log_in(world: World, account: Account, *, role: Role = Role.MEMBER) -> Visitor:
    """A session as logging in makes it; the password itself is the business of other tests."""
    login = await create_login(world.node, account, email=f"{account.name}@here.test", password_hash=None, role=role)
    secret = f"{account.name:x<43}"
    session = Session(login.id, account.id, world.clock() + timedelta(days=1))
    await world.store.write(lambda tx: tx.logins.add_session(hash_of(secret), session, tx.now))
    return Visitor(world, {cookie_name(world.node): secret}, token_of(secret))


# What no HTTP library would send


async def say(world: World, text: str | bytes, *, wait: float = 5.0) -> tuple[int, str]:
    """Bytes on a connection of their own; the status that comes back (0: the connection was closed without a word), and
    all of the answer."""
    host, _, port = world.origin.removeprefix("http://").partition(":")
    given = text if isinstance(text, bytes) else text.replace("HOST", f"{host}:{port}").replace("\n", "\r\n").encode()
    from_there, to_there = await asyncio.open_connection("127.0.0.1", int(port))
    try:
        to_there.write(given)
        await to_there.drain()
        async with asyncio.timeout(wait):
            head = await from_there.readuntil(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1]), head.decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0, ""
    finally:
        to_there.close()


def now() -> datetime:
    return datetime.now(UTC)
