"""The server is killed while it counts ballots and tells of them: each is counted once and told once (A07)."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from node.app import build
from node.cli.perform import close
from node.model.account import Account, Actor
from node.model.member import MemberKind
from node.model.motion import Outcome, Stage, Vote
from node.model.recount import recount
from node.outbox.accounts import create_login
from node.outbox.members import add_member
from node.outbox.minutes import close_due
from node.outbox.motions import Terms, all_motions, open_ballot, submit
from node.outbox.voting import vote
from tests.crash.sums import damage, wrong_sums
from tests.crash.test_kill import Signal, SlowServer, prepare, settled
from tests.crash.victim import PATIENCE, Victim

MOTIONS = 40


@pytest.fixture
async def victim(tmp_path, database_url):
    victim = Victim(tmp_path, database_url)
    with victim.settings.open("a") as settings:
        settings.write('[cooperative]\nboard = "alice"\n')
    yield victim
    await victim.end()


@pytest.fixture
async def slow():
    server = SlowServer()
    server.signal = Signal()
    server.moments = random.Random(7)
    async with server:
        yield server


async def end_all_at_once(victim: Victim, alice: Account) -> int:
    """Ballots, every second one secret, whose time ran out while there was no server; how many posts there are."""
    node = await build(victim.config)
    login = await create_login(node, alice, email="alice@town.localhost", password_hash=None)
    member = await add_member(node, Actor(node.itself), MemberKind.PERSON, "Alice", accounts=["alice"])
    for number in range(MOTIONS):
        motion = await submit(node, f"Antrag {number:02}", "So soll es sein.")
        opened = await open_ballot(node, motion.number, Terms(secret=number % 2 == 0))
        await vote(node, Actor(alice, login.id), motion.number, member.number, Vote.YES)
        over = replace(opened, closes_at=node.clock() - timedelta(minutes=1))
        await node.store.write(lambda tx, over=over: tx.motions.put(over))
    posts = await node.store.read(lambda tx: tx.posts.ids_by(alice.id))
    await close(node)
    return len(posts)


async def reached(victim: Victim, what: str, least: int) -> None:
    """Returns as soon as the server says so of that many ballots."""
    here = victim.origin.removeprefix("http://")
    address = f"http://127.0.0.1:{here.rpartition(':')[2]}/open/v1/motions"
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(headers={"Host": here}) as session:
        while True:
            async with session.get(address) as answer:
                items = (await answer.json())["items"]
            if sum(each[what] is not None for each in items) >= least:
                return


@pytest.mark.parametrize(("what", "least"), [("closed", 5), ("notice", 1), ("notice", 20)])
async def test_each_ballot_is_counted_and_told_once_whenever_the_server_dies(victim, database_url, slow, what, least):
    alice, _ = await prepare(victim, [f"h.localhost:{slow.port}"])
    before = await end_all_at_once(victim, alice)

    await victim.start()
    await reached(victim, what, least)
    await victim.kill()

    async with victim.inside() as running:
        node = running.node
        await close_due(node)
        await settled(running)
        motions = await all_motions(node)
        notices = Counter(motion.notice_id for motion in motions)
        whole = [await node.store.read(lambda tx, each=each: tx.motions.get(each.number)) for each in motions]
        ids = await node.store.read(lambda tx: tx.posts.ids_by(alice.id))

        assert {motion.stage for motion in motions} == {Stage.DECIDED}
        assert len(notices) == MOTIONS
        assert len(ids) == before + MOTIONS
        for motion in whole:
            found = recount(json.loads(motion.minutes))
            assert (found.faults, found.outcome, found.tally.yes) == ([], Outcome.ACCEPTED, 1)
        for table in ("urns", "urn_voters"):
            assert await node.store.read(lambda tx, table=table: tx.db.value(f"SELECT COUNT(*) FROM {table}")) == 0
        assert await wrong_sums(node.store) == []
    assert damage(database_url) == []
