"""The server is killed while it passes cases on: each is passed on whole, with its post, or not at all; what was acknowledged
arrives, once for each case (A08)."""

import asyncio
import random
import secrets
from collections import Counter

import aiohttp
import pytest
from yarl import URL

from node.app import build
from node.model.account import Account, Kind
from node.model.case import Case, CaseState
from node.model.login import Role, Token
from node.outbox.accounts import create_account, create_login
from node.outbox.cases import open_case
from node.store.database import Tx
from node.web.auth import hash_of
from tests.builders import make_account, make_post
from tests.crash.sums import damage, wrong_sums
from tests.crash.test_kill import Signal, SlowServer, settled
from tests.crash.victim import Victim
from tests.outbox.story import acts

QUESTIONS = 80


@pytest.fixture
async def slow():
    server = SlowServer()
    server.signal = Signal()
    server.moments = random.Random(32)
    async with server:
        yield server


async def remote(store, name: str, slow: SlowServer, kind: Kind) -> Account:
    origin = f"http://{name}.localhost:{slow.port}"
    return await make_account(
        store,
        name,
        origin.removeprefix("http://"),
        kind=kind,
        uri=f"{origin}/users/{name}",
        inbox=f"{origin}/inbox",
        shared_inbox=f"{origin}/inbox",
    )


async def asked(victim: Victim, slow: SlowServer) -> tuple[Account, list[Case], str, str]:
    """The town, the cases it has of the questions of one citizen, a program's token, and whom they belong to."""
    node = await build(victim.config)
    town = await create_account(node, "stadt", kind=Kind.ORGANIZATION)
    login = await create_login(node, town, email="stadt@town.test", password_hash=None, role=Role.MEMBER)
    citizen = await remote(node.store, "cem", slow, Kind.PERSON)
    neighbour = await remote(node.store, "nachbar", slow, Kind.ORGANIZATION)
    cases = []
    for number in range(QUESTIONS):
        post = await make_post(node.store, citizen, f"Frage {number:02}", mentions=(town.id,))
        cases.append(await open_case(node, acts(town), post.id))
    secret = secrets.token_urlsafe(32)

    async def permit(tx: Tx) -> None:
        token = Token(
            id=tx.ids.new(),
            login_id=login.id,
            account_id=town.id,
            scopes=("read", "write"),
            name="Vorgänge",
            created_at=tx.now,
        )
        await tx.logins.add_token(hash_of(secret), token)

    await node.store.write(permit)
    await node.client.close()
    await node.store.close()
    return town, cases, secret, neighbour.uri


async def pass_on(victim: Victim, secret: str, case: Case, whom: str) -> bool:
    """Whether the server said that it is done."""
    origin = URL(victim.origin)
    address = origin.with_host("127.0.0.1") / f"staff/v1/cases/{case.id}/pass_on"
    headers = {"Authorization": f"Bearer {secret}", "Host": origin.authority}
    try:
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(address, json={"to": whom}) as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, OSError):
        return False


async def pass_all_on(victim: Victim, secret: str, cases: list[Case], whom: str, done: set[int]) -> None:
    """One after the other, as long as the server lives."""
    for case in cases:
        if case.id not in done and await pass_on(victim, secret, case, whom):
            done.add(case.id)


async def test_each_case_is_passed_on_whole_or_not_at_all_whenever_the_server_dies(victim, database_url, slow):
    town, cases, secret, whom = await asked(victim, slow)
    acknowledged: set[int] = set()

    for kill in range(3):
        await victim.start()
        enough = len(slow.deliveries) + 2 + 5 * kill
        passing = asyncio.create_task(pass_all_on(victim, secret, cases, whom, acknowledged))
        await slow.signal.wait_for(lambda enough=enough: len(slow.deliveries) >= enough)
        await victim.kill()
        await passing

    async with victim.inside() as running:
        store = running.node.store
        await settled(running)
        now = {each.id: await store.read(lambda tx, number=each.id: tx.cases.get(number)) for each in cases}
        ids = await store.read(lambda tx: tx.posts.ids_by(town.id))
        said = {each.id: each for each in (await store.read(lambda tx: tx.posts.by_ids(ids))).values()}
        passed = {each.id: each for each in now.values() if each.state is CaseState.PASSED_ON}

        assert acknowledged <= passed.keys()
        assert passed
        assert {each.state for each in now.values()} <= {CaseState.PASSED_ON, CaseState.RECEIVED}
        # Each with a post of its own that speaks of it, and there is no post besides
        assert {each.sent_id for each in passed.values()} == said.keys()
        assert {said[each.sent_id].in_reply_to_uri for each in passed.values()} == {
            each.question_uri for each in passed.values()
        }
        assert [each.sent_id for each in now.values() if each.state is CaseState.RECEIVED] == [None] * (
            QUESTIONS - len(passed)
        )
        assert await wrong_sums(store) == []
    told = Counter(
        sent.json["object"]["inReplyTo"]
        for sent in slow.deliveries
        if sent.json["type"] == "Create" and sent.host.startswith("nachbar.")
    )
    assert told.keys() == {each.question_uri for each in passed.values()}
    assert damage(database_url) == []
