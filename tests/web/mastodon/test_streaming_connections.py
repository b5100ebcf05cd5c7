"""How streams end: with their token, with the node, with a reader who does not read; and how many there may be."""

import asyncio
import socket as sockets
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import WSMsgType, web

from node.app import Running, build, web_app
from node.model.account import Actor
from node.model.draft import Draft
from node.model.login import Membership
from node.outbox import delete, publish
from node.timelines import listener as listening
from node.timelines.stream import Streams
from node.web.auth import hash_of
from node.web.mastodon import streaming
from tests.builders import make_follow
from tests.web.mastodon.app import app_of
from tests.web.mastodon.listening import Events, Socket
from tests.world import start_world


async def closed_with(socket: Socket) -> int:
    """The code with which the node closed; what came before is left out."""
    while (message := await socket.raw.receive(timeout=5)).type is WSMsgType.TEXT:
        pass
    assert message.type is WSMsgType.CLOSE
    return message.data


async def token_of(node, app):
    access = await node.store.read(lambda tx: tx.oauth.find_access(hash_of(app.secret), tx.now))
    return access.token


async def test_a_token_that_is_revoked_ends_its_streams_at_once(node, alice, app):
    other = await app_of(node, await node.create("other"))
    token = await token_of(node, app)

    async with (
        Socket(app, stream="user") as socket,
        Events(app, "user") as events,
        Socket(other, stream="user") as stays,
    ):
        await stays.settle()
        await node.store.write(lambda tx: tx.oauth.end_token(token.id))

        assert await closed_with(socket) == 1008
        assert [await events.line(), await events.line()] == [":)\n", ""]
        assert await stays.settle() == []
    assert node.node.streams.count in {0, 1}


@pytest.mark.parametrize("ends", ["the login", "the membership", "the account"])
async def test_whoever_may_no_longer_act_hears_no_longer(node, alice, app, ends):
    token = await token_of(node, app)

    async with Socket(app, stream="user") as socket:
        await socket.settle()
        if ends == "the login":
            await node.store.write(lambda tx: tx.logins.disable(token.login_id, tx.now))
        elif ends == "the membership":
            gone = Membership(
                login_id=token.login_id,
                account_id=alice.id,
                role="owner",
                since=node.clock() - timedelta(days=2),
                until=node.clock() - timedelta(days=1),
            )
            await node.store.write(lambda tx: tx.logins.join(gone))
        else:
            await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))

        assert await closed_with(socket) == 1008


async def test_a_right_that_runs_out_by_date_is_noticed_before_anything_more_is_told(node, alice, carl, app):
    token = await token_of(node, app)
    await make_follow(node.store, alice, carl)
    for_now = Membership(
        login_id=token.login_id,
        account_id=alice.id,
        role="owner",
        since=node.clock(),
        until=node.clock() + timedelta(hours=1),
    )
    await node.store.write(lambda tx: tx.logins.join(for_now))

    async with Socket(app, stream="user") as socket:
        await socket.settle()
        node.clock.move(hours=2)
        await node.post(carl, "Nur für Berechtigte")

        message = await socket.raw.receive(timeout=5)
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1008)


async def test_a_reader_who_does_not_read_is_closed_and_nobody_waits(node, alice, carl, carls, app, monkeypatch):
    monkeypatch.setattr(listening, "MOST_WAITING", 20)
    await make_follow(node.store, carl, alice)
    host, port = "127.0.0.1", int(node.origin.rpartition(":")[2])
    asleep = sockets.socket()
    asleep.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
    asleep.connect((host, port))
    asleep.sendall(
        f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {node.node.config.host}\r\n"
        f"Authorization: Bearer {carls.secret}\r\n\r\n".encode()
    )

    async with Socket(carls, stream="user") as awake:
        async with asyncio.timeout(5):
            while node.node.streams.count < 2:
                await asyncio.sleep(0)
        for number in range(400):
            await node.post(alice, f"{number} " + "Lang. " * 800)
            await awake.raw.receive_json(timeout=5)
            if node.node.streams.count == 1:
                break

    assert 20 < number < 399
    asleep.close()


async def test_there_are_only_so_many_connections(node, alice, carl, app, carls, monkeypatch):
    monkeypatch.setattr(node.node.streams, "_most", 3)
    monkeypatch.setattr(node.node.streams, "_most_per_account", 2)

    async with Socket(app, stream="user"), Events(app, "user"):
        async with Events(app, "user") as third:
            assert third.response.status == 429
            assert third.response.headers["Retry-After"] == "60"
        async with Socket(carls, stream="user"), Events(carls, "user") as too_many:
            assert too_many.response.status == 429


async def test_one_connection_has_only_so_many_subscriptions(node, app):
    async with Socket(app) as socket:
        for number in range(101):
            await socket.say("subscribe", "hashtag", tag=f"tag{number}")
        await socket.settle()

    assert socket.heard == [{"error": "There are too many subscriptions on this connection", "status": 400}]


async def test_a_message_that_is_too_long_or_no_text_ends_the_connection(node, app):
    async with Socket(app, stream="user") as socket:
        await socket.raw.send_str("x" * 10_000)
        assert await closed_with(socket) == 1009
    async with Socket(app, stream="user") as socket:
        await socket.raw.send_bytes(b"x")
        assert await closed_with(socket) == 1003
    await node.streamed()
    async with asyncio.timeout(5):
        while node.node.streams.count:
            await asyncio.sleep(0)


async def test_stopping_says_goodbye(database_url, clock, there, tmp_path):
    async with start_world("here.test", database_url, clock, there, tmp_path) as node:
        app = await app_of(node, await node.create("alice"))
        socket, events = Socket(app, stream="user"), Events(app, "user")
        await socket.__aenter__()
        await events.__aenter__()

        await node.node.streams.close()

        assert await closed_with(socket) == 1001
        assert [await events.line(), await events.line()] == [":)\n", ""]
        assert await events.response.content.read() == b""
        async with Events(app, "user") as late:
            assert late.response.status == 429


async def test_the_server_does_not_wait_for_streams_when_it_stops(node, alice, app):
    runner = web.AppRunner(web_app({node.node.config.host: node.running}), shutdown_timeout=60)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v1/streaming"
    headers = {"Host": node.node.config.host, "Authorization": f"Bearer {app.secret}"}
    socket = await node.session.ws_connect(address, headers=headers)

    async with asyncio.timeout(5):
        stopping = asyncio.create_task(runner.cleanup())
        message = await socket.receive()
        await stopping

    assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)


async def test_a_quiet_connection_is_kept_alive(node, alice, app, monkeypatch):
    monkeypatch.setattr(streaming, "_HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(streaming, "_PING_SECONDS", 0.05)

    async with Events(app, "user") as events:
        assert [await events.line() for _ in range(3)] == [":)\n", ":thump\n", ":thump\n"]
    headers = {"Authorization": f"Bearer {app.secret}"}
    async with node.session.ws_connect(node.url("/api/v1/streaming"), headers=headers, autoping=False) as socket:
        assert (await socket.receive(timeout=5)).type is WSMsgType.PING
        # Whoever does not answer is not there any longer
        async with asyncio.timeout(5):
            while node.node.streams.count:
                await asyncio.sleep(0)


async def test_nothing_is_read_while_nobody_listens(node, alice, monkeypatch):
    asked = []
    monkeypatch.setattr(Streams, "_pass_on", lambda self, *told: asked.append(told))

    await node.post(alice, "Hallo")

    assert asked == []
    assert node.node.streams._worker is None


async def test_more_listeners_cost_no_more_queries(node, alice, counted):
    async def told() -> None:
        await node.post(alice, "Der #Rat tagt.")
        await node.streamed()

    async def cost(sockets: AsyncExitStack, first: int, last: int) -> int:
        for number in range(first, last):
            account = await node.create(f"p{number}")
            await make_follow(node.store, account, alice)
            socket = await sockets.enter_async_context(Socket(await app_of(node, account), stream="user"))
            await socket.say("subscribe", "public")
            await socket.say("subscribe", "hashtag", tag="Rat")
            await socket.settle()
        await told()  # by then everybody's filters are at hand
        return await counted(told())

    async with AsyncExitStack() as sockets:
        few, many = await cost(sockets, 0, 2), await cost(sockets, 2, 12)

    assert many == few


async def test_two_processes_on_one_database_hear_each_other(postgres_url, clock, there, tmp_path):
    async with start_world("here.test", postgres_url, clock, there, tmp_path) as node:
        other = await build(node.node.config, clock=clock, resolve=there.resolve, durable=False)
        elsewhere = Running(other)
        alice, carl = await node.create("alice"), await node.create("carl")
        await make_follow(node.store, carl, alice)
        app = await app_of(node, carl)
        token = await token_of(node, app)

        async with Socket(app, stream="user") as socket:
            post = await publish.publish(other, Actor(alice), Draft(text="Aus dem Nebenzimmer, @carl"))
            first = [await socket.raw.receive_json(timeout=10) for _ in range(2)]
            await delete.delete_post(other, Actor(alice), post.id)
            last = await socket.raw.receive_json(timeout=10)
            await other.store.write(lambda tx: tx.oauth.end_token(token.id))
            assert await closed_with(socket) == 1008
        await elsewhere.stop()

    assert sorted(each["event"] for each in first) == ["notification", "update"]
    assert (last["event"], last["payload"]) == ("delete", str(post.id))
