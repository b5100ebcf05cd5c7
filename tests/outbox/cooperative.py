"""A town that a cooperative runs, with members who vote."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node.model.account import Account, Actor, Kind
from node.model.login import Login
from node.model.member import Member, MemberKind
from node.model.motion import Motion, Vote
from node.outbox.accounts import create_login
from node.outbox.members import add_member
from node.outbox.minutes import close_due
from node.outbox.motions import Terms, open_ballot, submit
from node.outbox.voting import vote
from tests.clock import Clock
from tests.remote import FakeServer
from tests.world import World, start_world

Found = Callable[..., AbstractAsyncContextManager["Cooperative"]]
_HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g"


@dataclass
class Cooperative:
    """`board` is the account that speaks; nobody is a member yet."""

    world: World
    board: Account

    @property
    def node(self):
        return self.world.node

    @property
    def itself(self) -> Actor:
        return Actor(self.node.itself)

    async def login(self, account: Account, email: str) -> Login:
        return await create_login(self.node, account, email=email, password_hash=_HASH)

    async def person(self, name: str, *accounts: str) -> tuple[Member, Actor]:
        """A member with accounts of these names, or one; each has a login. The first one acts."""
        return await self._member(MemberKind.PERSON, name, accounts or (name,))

    async def body(self, name: str, *accounts: str) -> tuple[Member, Actor]:
        return await self._member(MemberKind.BODY, name, accounts or (name,))

    async def _member(self, kind: MemberKind, name: str, accounts: tuple[str, ...]) -> tuple[Member, Actor]:
        acting = []
        for each in accounts:
            made = await self.world.create(each, kind=Kind.ORGANIZATION if kind is MemberKind.BODY else Kind.PERSON)
            acting.append(Actor(made, (await self.login(made, f"{each}@here.test")).id))
        return await add_member(self.node, self.itself, kind, name, accounts=accounts), acting[0]

    async def actor(self, name: str) -> Actor:
        """Whoever logs in with the account of that name."""
        account = await self.world.store.read(lambda tx: tx.accounts.find_by_handle(name))
        [login] = await self.world.store.read(lambda tx: tx.logins.of_account(account.id, tx.now))
        return Actor(account, login.id)

    async def motion(self, title: str = "Neue Server", text: str = "Wir kaufen zwei.", **terms: Any) -> Motion:
        """Moved, and open for votes."""
        made = await submit(self.node, title, text)
        opened = await open_ballot(self.node, made.number, Terms(**terms))
        await self.world.work()
        return opened

    async def vote(self, by: Actor, motion: Motion, member: Member, wanted: str) -> str:
        return await vote(self.node, by, motion.number, member.number, Vote(wanted))

    async def close(self, motion: Motion) -> Motion:
        """Its time is up, and the duty has its turn."""
        self.world.clock.move(days=15)
        await self.turn()
        return await self.now(motion)

    async def turn(self) -> None:
        await close_due(self.node)
        await self.world.work()

    async def now(self, motion: Motion) -> Motion:
        return await self.world.store.read(lambda tx: tx.motions.get(motion.number))


@asynccontextmanager
async def founded(
    database_url: str, clock: Clock, there: FakeServer, folder: Path, **settings: Any
) -> AsyncIterator[Cooperative]:
    """`settings` are those of [cooperative]."""
    chosen = {"board": "vorstand", "name": "Netzgenossenschaft Musterhausen eG", **settings}
    async with start_world("here.test", database_url, clock, there, folder, cooperative=chosen) as world:
        yield Cooperative(world, await world.create("vorstand", kind=Kind.ORGANIZATION))
