"""How often somebody may come, how slowly, and how large (M32, T-261, T-262)."""

import asyncio
import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from node.web.server import create_app
from tests.hostile.conftest import Start
from tests.hostile.story import Scene, assert_says_what_is_wrong, log_in, reader, say, shared
from tests.remote import FakeServer


def assert_has_to_wait(answer: Any) -> None:
    assert answer.status == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 3_600


async def test_one_address_delivers_so_often_and_no_more(another: Start, there: FakeServer) -> None:
    """T-262: counted before anything is read or verified."""
    async with another(limits={"enabled": True, "inbox_per_address_per_minute": 3}) as node:
        alice, bob = await node.create("alice"), there.actor("bob")

        answers = [await bob.post(node.url("/inbox"), b"{}", {}) for _ in range(4)]
        signed = await bob.deliver(bob.follow(alice), node)

    assert [answer.status for answer in answers] == [400, 400, 400, 429]
    assert_has_to_wait(answers[-1])
    assert_says_what_is_wrong(answers[-1])
    assert_has_to_wait(signed)


async def test_one_server_delivers_so_often_and_no_more_from_however_many_addresses(
    another: Start, there: FakeServer
) -> None:
    async with another(limits={"enabled": True, "inbox_per_host_per_minute": 2}) as node:
        alice = await node.create("alice")
        bob, mallory, carol = there.actor("bob"), there.actor("mallory"), there.actor("carol", host="elsewhere.test")

        answers = [await each.deliver(each.follow(alice), node) for each in (bob, mallory, bob)]
        other = await carol.deliver(carol.follow(alice), node)
        stored = await node.count("received")

    assert [answer.status for answer in answers] == [202, 202, 429]
    assert_has_to_wait(answers[-1])
    assert other.status == 202
    assert stored == 3


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/lokal",
        "/@alice",
        "/users/alice",
        "/users/alice/outbox",
        "/suche?q=x",
        "/.well-known/webfinger?resource=acct:a@b.test",
    ],
)
async def test_one_address_reads_so_often_and_no_more(another: Start, path: str) -> None:
    async with another(limits={"enabled": True, "requests_per_address_per_minute": 2}) as node:
        await node.create("alice")

        answers = [
            await node.get(path, accept="text/html" if "users" not in path else "application/activity+json")
            for _ in range(4)
        ]

    assert answers[-1].status == 429
    assert "Retry-After" in answers[-1].headers


async def test_a_made_up_address_of_a_proxy_helps_nobody(another: Start) -> None:
    """T-261: without trusted proxies, what a header says of where somebody comes from is only what they say."""
    async with another(limits={"enabled": True, "requests_per_address_per_minute": 2}) as node:
        answers = [await node.get("/users/x", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(4)]

    assert answers[-1].status == 429


async def test_behind_a_proxy_the_last_foreign_hop_counts(another: Start) -> None:
    """T-261: what stands before it was written by the client."""
    async with another(
        node={"trusted_proxies": ["127.0.0.1"]}, limits={"enabled": True, "requests_per_address_per_minute": 2}
    ) as node:
        forged = [
            await node.get("/users/x", headers={"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.7"}) for n in range(4)
        ]
        other = await node.get("/users/x", headers={"X-Forwarded-For": "192.0.2.9, 198.51.100.8"})

    assert forged[-1].status == 429
    assert other.status == 404


async def test_guessing_a_password_ends_soon(another: Start) -> None:
    """And what is wrong is not told apart, nor does a stranger lock anybody out by a few tries (T-237)."""
    async with another(limits={"enabled": True, "login_attempts": 3}) as node:
        await log_in(node, await node.create("alice"))
        visitor = reader(node)
        guess = {"adresse": "alice@here.test", "passwort": "falsch und lang genug"}

        wrong = [await visitor.post("/anmelden", guess, token="") for _ in range(4)]
        nobody = await visitor.post("/anmelden", {**guess, "adresse": "niemand@here.test"}, token="")

    assert [answer.status for answer in wrong] == [422, 422, 422, 429]
    assert nobody.status == 422
    assert nobody.text.replace("niemand", "alice") == wrong[0].text


async def test_somebody_logged_in_writes_so_often_and_no_more(another: Start) -> None:
    async with another(limits={"enabled": True, "writes_per_login_per_minute": 2}) as node:
        visitor = await log_in(node, await node.create("alice"))

        answers = [await visitor.post("/verfassen", {"text": f"Nummer {n}"}) for n in range(3)]
        posts = await node.count("posts")

    assert [answer.status for answer in answers] == [303, 303, 429]
    assert posts == 2


async def test_somebody_logged_in_makes_us_ask_others_so_often_and_no_more(another: Start, there: FakeServer) -> None:
    async with another(limits={"enabled": True, "lookups_per_login_per_minute": 2}) as node:
        visitor = await log_in(node, await node.create("alice"))

        answers = [await visitor.get(f"/suche?q=http://there.test:{there.port}/users/x{n}") for n in range(3)]

    assert answers[-1].status == 429
    assert len({url for _, url in there.requests}) == 2


async def test_readers_make_us_ask_nobody(node: Any, there: FakeServer) -> None:
    """T-098: only people who are logged in may have the node look something up."""
    zoe = there.actor("zoe")

    for query in (zoe.uri, f"@zoe@there.test:{there.port}"):
        await reader(node).get(f"/suche?q={query}")

    assert there.requests == []


# --- how large, how slowly -----------------------------------------------------------------------------------------


@shared
@pytest.mark.parametrize("path", ["/inbox", "/users/alice/inbox", "/anmelden", "/verfassen", "/profil", "/nirgends"])
async def test_two_megabytes_are_too_much_for_any_address(scene: Scene, path: str) -> None:
    before = await scene.stored(without=())

    async with scene.node.session.post(scene.node.url(path), data=io.BytesIO(b"x" * 2_200_000)) as answer:
        assert answer.status == 413

    assert await scene.stored(without=()) == before


LONG = {
    "address": "GET /" + "x" * 20_000 + " HTTP/1.1\nHost: HOST\n\n",
    "query": "GET /suche?q=" + "x" * 20_000 + " HTTP/1.1\nHost: HOST\n\n",
    "header": "GET / HTTP/1.1\nHost: HOST\nX: " + "x" * 20_000 + "\n\n",
    "cookie": "GET / HTTP/1.1\nHost: HOST\nCookie: a=" + "x" * 20_000 + "\n\n",
    "many headers": "GET / HTTP/1.1\nHost: HOST\n" + "".join(f"X-{n}: y\n" for n in range(5_000)) + "\n",
    "method": "X" * 20_000 + " / HTTP/1.1\nHost: HOST\n\n",
    "length": "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: " + "9" * 40 + "\n\n",
    "negative length": "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: -1\n\n",
    "chunk": "POST /inbox HTTP/1.1\nHost: HOST\nTransfer-Encoding: chunked\n\nzzzz\n",
    "no HTTP at all": "\x16\x03\x01\x02\n\n",
}


@shared
@pytest.mark.parametrize("what", LONG)
async def test_a_request_with_too_long_a_head_is_refused(scene: Scene, what: str) -> None:
    """T-262"""
    status, _ = await say(scene.node, LONG[what])

    assert status == 0 or 400 <= status < 500


PACKED = {"gzip": b"no gzip at all", "br": b"x", "zstd": b"x", "gzip, gzip": b"x", "deflate": b"\x00\xff"}


@shared
@pytest.mark.parametrize("coding", PACKED)
async def test_compressed_bodies_are_not_unpacked(scene: Scene, coding: str) -> None:
    """No bombs, and no error of ours for what is no such thing; the digest is that of the bytes received."""
    head = {"Content-Encoding": coding, "Content-Type": "application/activity+json"}

    async with scene.node.session.post(scene.node.url("/inbox"), data=PACKED[coding], headers=head) as answer:
        problem = await answer.json()

    assert answer.status == problem["status"] == 415


@shared
async def test_a_body_that_breaks_off_is_not_an_error_of_ours(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    host, port = scene.node.origin.removeprefix("http://").split(":")
    _, to_there = await asyncio.open_connection("127.0.0.1", int(port))

    to_there.write(f"POST /inbox HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 50\r\n\r\nabc".encode())
    await to_there.drain()
    to_there.transport.abort()
    status, _ = await say(scene.node, "GET /users/alice HTTP/1.1\nHost: HOST\n\n")

    assert status == 200
    assert not [record for record in caplog.records if record.exc_info]


_PARTS = "Content-Type: multipart/form-data; boundary=x\r\nAccept: text/html\r\n"
SLOW = {
    "an activity": ("/inbox", "", "{"),
    "a form": ("/anmelden", "Content-Type: application/x-www-form-urlencoded\r\n", "adresse="),
    "parts": ("/abbestellen", _PARTS, "--x\r\n"),
    "parts with files, of who is not logged in": ("/verfassen", _PARTS, "--x\r\n"),
    "a text of who is not logged in": (
        "/verfassen",
        _PARTS,
        '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\na',
    ),
}


@pytest.mark.parametrize("what", SLOW)
async def test_a_body_that_does_not_come_is_not_waited_for(node: Any, what: str) -> None:
    """T-262: whoever sends a byte now and then holds no place for long, and changes nothing."""
    path, more, begun = SLOW[what]
    app = create_app({node.node.config.host: node.running.served}, body_seconds=0.2)
    runner = web.AppRunner(app, lingering_time=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    head = f"POST {path} HTTP/1.1\r\nHost: {node.node.config.host}\r\n{more}Content-Length: 1000\r\n\r\n{begun}"

    from_there, to_there = await asyncio.open_connection("127.0.0.1", port)
    to_there.write(head.encode())
    async with asyncio.timeout(5):
        answer = await from_there.read()
    to_there.close()
    await runner.cleanup()

    assert answer.startswith((b"HTTP/1.1 408", b"HTTP/1.1 401"))
    assert await node.count("received") == 0


async def test_a_head_that_does_not_come_is_not_waited_for(node: Any) -> None:
    """T-262: the time for a head is the keep-alive time, also of the first request."""
    runner = web.AppRunner(create_app({node.node.config.host: node.running.served}), keepalive_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]

    from_there, to_there = await asyncio.open_connection("127.0.0.1", port)
    to_there.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-")
    async with asyncio.timeout(5):
        answer = await from_there.read()
    to_there.close()
    await runner.cleanup()

    assert answer == b""


UNREADABLE = {
    "no HTTP": "\x16\x03\x01\x02\x00\x01\x00\n\n",
    "a header without a colon": "GET / HTTP/1.1\nHost: HOST\nnonsense\n\n",
    "two lengths": "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: 5\nContent-Length: 6\n\nabcde",
    "a length that is none": "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: viel\n\nabcde",
}


@shared
@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_is_no_http_is_refused_and_the_connection_ended(scene: Scene, sent: str) -> None:
    """No handler sees it, so the body of the answer is the library's: plain text, and nothing of the inside."""
    address = urlsplit(scene.node.origin)
    from_there, to_there = await asyncio.open_connection("127.0.0.1", address.port)
    to_there.write(sent.replace("HOST", address.netloc).replace("\n", "\r\n").encode())
    async with asyncio.timeout(5):
        answer = await from_there.read()
    to_there.close()

    assert answer.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: text/plain" in head.lower()
    assert b"Traceback" not in body
    assert len(body) < 1_000
