"""The one way out, against real servers on loopback: what it sends, what it follows, and where it stops (T-093 to T-119).

`there.test` and its neighbours live on 127.0.0.1, by a resolver that is given to the client; `*.test` are development
hosts. Every other name and address is judged as in production.
"""

import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, strategies as st

from node import __version__
from node.errors import Refused, Unreachable
from node.federation.client import Client, Response, _CheckedResolver, _Kept, retry_after
from node.federation.guard import AddressGuard

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answer(body=b"", status="200 OK", **headers):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""]).encode() + body


def redirect(location, status="302 Found"):
    return answer(b"elsewhere", status, Location=location)


@dataclass
class Request:
    line: str
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name):
        return next(value for key, value in self.headers if key == name.lower())

    def names(self):
        return [name for name, _ in self.headers]


@dataclass
class There:
    """A server that answers with the bytes it was given, in turn; the last ones again and again."""

    port: int
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path="/", host="there.test", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:] if line)]
    length = int(dict(headers).get("content-length", 0))
    return Request(head[0], headers, await reader.readexactly(length))


Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(*answers: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[There]:
    left = list(answers)
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader, writer):
        tasks.add(asyncio.current_task())
        there.connections += 1
        try:
            while True:
                there.requests.append(await read_request(reader))
                now = left.pop(0) if len(left) > 1 else left[0]
                if isinstance(now, bytes):
                    writer.write(now)
                    await writer.drain()
                else:
                    await now(writer)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            there.closed.set()
            writer.transport.abort()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    there = There(server.sockets[0].getsockname()[1])
    try:
        yield there
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await server.wait_closed()


async def hang_up(writer):
    writer.transport.abort()


async def say_nothing(writer):
    await asyncio.Event().wait()


def endless(head, piece):
    async def stream(writer):
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return stream


def then_nothing(head):
    async def stream(writer):
        writer.write(head)
        await asyncio.Event().wait()

    return stream


async def drip(writer):
    """One byte every 20 ms: never silent, never done."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


class Names:
    """A resolver for tests: `*.test` is 127.0.0.1 unless something else is said; counts what it is asked."""

    def __init__(self, **said: list[str]) -> None:
        self.said = {name.replace("_", "."): list(ips) for name, ips in said.items()}
        self.asked: list[str] = []

    async def __call__(self, host, _port):
        self.asked.append(host)
        if host in self.said:
            return self.said[host]
        if host.endswith(".test"):
            return ["127.0.0.1"]
        raise OSError("no such name")


@pytest.fixture
def names():
    return Names()


@pytest.fixture
async def client(names):
    async with Client("https://musterhausen.example", AddressGuard(("*.test",)), resolve=names) as client:
        yield client


# --- what is sent and what comes back ------------------------------------------------------------------------------


async def test_an_answer_comes_back_whole(client):
    async with serving(answer(b'{"id":1}', Content_Type="application/activity+json")) as there:
        response = await client.get(there.url("/users/alice#main-key"))

    assert response.status == 200
    assert response.body == b'{"id":1}'
    assert response.headers["content-type"] == "application/activity+json"
    assert response.url == there.url("/users/alice")


async def test_a_request_says_who_asks_and_nothing_about_anybody(client):
    """T-098: one fixed User-Agent, no cookies (also after one was set), no referrer."""
    async with serving(answer(b"x", Set_Cookie="id=1; Path=/")) as there:
        await client.get(there.url("/a"), headers={"Accept": "application/activity+json"})
        await client.get(there.url("/b"), headers={"Accept": "application/activity+json"})

    for request in there.requests:
        assert request["User-Agent"] == f"Allmende/{__version__} (+https://musterhausen.example)"
        assert request["Accept"] == "application/activity+json"
        assert sorted(request.names()) == ["accept", "accept-encoding", "host", "user-agent"]


async def test_the_host_header_names_the_host_asked_and_no_other(client):
    async with serving(OK) as there:
        await client.get(there.url(host="THERE.test."), headers={"Host": "bank.example"})

    assert there.requests[0].names().count("host") == 1
    assert there.requests[0]["Host"] == f"there.test:{there.port}"


async def test_the_target_is_sent_as_its_owner_wrote_it(client):
    async with serving(OK) as there:
        await client.get(there.url("/%7ebob/x y/ä?q=%2f#key"))

    assert there.requests[0].line == "GET /%7ebob/x%20y/%C3%A4?q=%2f HTTP/1.1"


async def test_a_post_carries_its_bytes_and_what_was_signed(client):
    signed = []

    def sign(method, url, headers, body):
        signed.append((method, url, dict(headers), body))
        return {"Signature": "sig", "Digest": "digest"}

    async with serving(answer(status="202 Accepted")) as there:
        response = await client.post(
            there.url("/inbox"), b'{"a":1}', headers={"Content-Type": "application/activity+json"}, sign=sign
        )

    sent = there.requests[0]
    assert response.status == 202
    assert sent.line == "POST /inbox HTTP/1.1"
    assert sent.body == b'{"a":1}'
    assert sent["Signature"] == "sig"
    method, url, headers, body = signed[0]
    assert (method, url, body) == ("POST", there.url("/inbox"), b'{"a":1}')
    assert all(sent[name] == value for name, value in headers.items())
    assert headers["Host"] == f"there.test:{there.port}"


@pytest.mark.parametrize(
    "status",
    [
        "304 Not Modified",
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "410 Gone",
        "429 Too Many",
        "503 Unavailable",
    ],
)
async def test_a_no_is_an_answer_not_an_error(client, status):
    async with serving(answer(b"" if status.startswith("304") else b"no", status)) as there:
        got = await client.get(there.url())
        posted = await client.post(there.url(), b"{}")

    assert got.status == posted.status == int(status[:3])


async def test_two_nodes_share_connections_but_not_their_name(client):
    other = client.for_node("https://nachbarstadt.example")

    async with serving(OK) as there:
        await client.get(there.url())
        await other.get(there.url())

    assert there.connections == 1
    assert [request["User-Agent"].split("+")[1] for request in there.requests] == [
        "https://musterhausen.example)",
        "https://nachbarstadt.example)",
    ]


async def test_a_proxy_in_the_environment_is_not_used(client, monkeypatch):
    async with serving(OK) as proxy, serving(OK) as there:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        await client.get(there.url())

    assert len(there.requests) == 1
    assert not proxy.requests


# --- redirects -----------------------------------------------------------------------------------------------------


async def test_a_redirect_is_followed_and_signed_anew_for_its_target(client):
    def sign(method, url, headers, body):
        return {"Signature": f"{method} {url} for {headers['Host']}"}

    async with serving(OK) as second, serving(redirect(second.url("/new", host="other.test"))) as first:
        response = await client.get(first.url("/old"), sign=sign)

    assert response.url == second.url("/new", host="other.test")
    assert response.body == b"ok"
    assert first.requests[0]["Signature"] == f"GET {first.url('/old')} for there.test:{first.port}"
    assert second.requests[0]["Signature"] == f"GET {response.url} for other.test:{second.port}"


async def test_a_relative_redirect_stays_on_its_host(client):
    async with serving(redirect("../b?c"), OK) as there:
        response = await client.get(there.url("/x/y/a"))

    assert response.url == there.url("/x/b?c")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_three_redirects_are_enough_for_anybody(client, status):
    async with serving(*[redirect(f"/{n}", status) for n in range(3)], OK) as there:
        response = await client.get(there.url())

    assert response.body == b"ok"


async def test_a_redirect_loop_ends(client):
    async with serving(redirect("/again")) as there:
        with pytest.raises(Unreachable, match="redirected"):
            await client.get(there.url())

    assert len(there.requests) == 4


async def test_a_post_follows_no_redirect(client):
    async with serving(redirect("/elsewhere", "307 Temporary Redirect")) as there:
        response = await client.post(there.url("/inbox"), b"{}")

    assert response.status == 307
    assert len(there.requests) == 1


async def test_a_redirect_to_nowhere_is_just_an_answer(client):
    async with serving(answer(b"?", "302 Found")) as there:
        response = await client.get(there.url())

    assert response.status == 302


HOSTILE_REDIRECTS = [
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:{port}/secret",
    "https://127.0.0.1:{port}/secret",
    "http://127.1:{port}/secret",
    "http://2130706433:{port}/secret",
    "http://0x7f.1:{port}/secret",
    "http://0177.0.0.1:{port}/secret",
    "http://0.0.0.0:{port}/secret",
    "http://[::1]:{port}/secret",
    "http://[::ffff:127.0.0.1]:{port}/secret",
    "https://[::ffff:127.0.0.1]:{port}/secret",
    "http://[::]:{port}/secret",
    "http://localhost:{port}/secret",
    "https://localhost:{port}/secret",
    "https://musterhausen.localhost:{port}/secret",
    "http://there.test@127.0.0.1:{port}/secret",
    "http://127.0.0.1:{port}\\@there.test/secret",
    "http://127.0.0.1:{port}#@there.test/",
    "//127.0.0.1:{port}/secret",
    "\\\\127.0.0.1:{port}/secret",
    "http://public.example:{port}/secret",
    "https://inside.example:{port}/secret",
    "https://mixed.example:{port}/secret",
    "https://wrapped.example:{port}/secret",
    "http://private.test:{port}/secret",
    "http://metadata.test:{port}/secret",
    "http://loopback6.test:{port}/secret",
    "http://mixed.test:{port}/secret",
    "https://10.0.0.1/",
    "https://a.example:6379/",
    "file:///etc/passwd",
    "ftp://there.test/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "http://[",
    "https://there.test:{port}:80/",
    "http://there.test:{port}/\x85",
]


@pytest.mark.parametrize("location", HOSTILE_REDIRECTS)
async def test_a_redirect_is_judged_like_any_address(location):
    """What is asked first may be fine; where it sends us may not be (T-093)."""
    names = Names(
        inside_example=["127.0.0.1"],
        mixed_example=["93.184.216.34", "127.0.0.1"],
        wrapped_example=["::ffff:127.0.0.1"],
        private_test=["10.0.0.1"],
        metadata_test=["169.254.169.254"],
        loopback6_test=["::1"],
        mixed_test=["127.0.0.1", "192.168.0.1"],
    )
    async with (
        Client("https://m.example", AddressGuard(("*.test",)), resolve=names) as client,
        serving(OK) as inside,
        serving(redirect(location.format(port=inside.port))) as there,
    ):
        with pytest.raises(Refused):
            await client.get(there.url())

    assert len(there.requests) == 1
    assert not inside.requests


# --- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "https://localhost:{port}/",
        "http://there.example:{port}/",
        "gopher://there.test:{port}/",
        "http://me@there.test:{port}/",
        "",
        "there.test",
    ],
)
async def test_a_forbidden_address_is_not_asked_at_all(client, names, url):
    async with serving(OK) as there:
        for ask in (client.get(url.format(port=there.port)), client.post(url.format(port=there.port), b"{}")):
            with pytest.raises(Refused):
                await ask

    assert there.connections == 0
    assert names.asked == []


@pytest.mark.parametrize(
    "ips",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["::1"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["2a02::1", "fe80::1"],
        ["fe80::1%1"],
        ["169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["not an address"],
    ],
)
async def test_a_name_is_refused_for_any_forbidden_address_behind_it(ips):
    names = Names(evil_example=ips)
    async with Client("https://m.example", AddressGuard(("*.test",)), resolve=names) as client, serving(OK) as there:
        with pytest.raises(Refused):
            await client.get(f"https://evil.example:{there.port}/")

    assert there.connections == 0


async def test_a_second_answer_of_the_name_server_changes_nothing():
    """DNS rebinding: public when it is judged, loopback when it is used."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]

    async def rebinding(host, port):
        return answers.pop(0)

    resolver = _CheckedResolver(AddressGuard(), rebinding)
    judged = await resolver.resolve("evil.example", 443)

    assert [result["host"] for result in judged] == ["93.184.216.34"]
    with pytest.raises(Refused):
        await resolver.resolve("evil.example", 443)
    await resolver.close()


async def test_the_connection_goes_to_the_judged_address_without_asking_again(client, names):
    async with serving(OK) as there:
        await client.get(there.url())
        names.said["there.test"] = ["192.168.0.1"]
        await client.get(there.url())

    assert names.asked == ["there.test"]
    assert there.connections == 1


async def test_the_socket_itself_is_judged_once_more(client):
    with pytest.raises(Refused):
        client._pool._open_socket((2, 1, 6, "", ("10.0.0.1", 443)))


async def test_an_address_from_dns64_gives_way_to_the_original():
    async def dns64(host, port):
        return ["64:ff9b::5db8:d822", "93.184.216.34"]

    resolver = _CheckedResolver(AddressGuard(), dns64)

    assert [result["host"] for result in await resolver.resolve("a.example", 443)] == ["93.184.216.34"]
    await resolver.close()


async def test_localhost_names_are_answered_by_ourselves():
    names = Names()
    guard = AddressGuard(("*.localhost",))
    async with Client("http://a.localhost", guard, resolve=names) as client, serving(OK) as there:
        response = await client.get(there.url(host="nachbarstadt.localhost"))

    assert response.body == b"ok"
    assert names.asked == []


async def test_the_systems_own_resolver_is_asked_when_none_is_given():
    async with Client("https://m.example", AddressGuard(("127.0.0.1",))) as client, serving(OK) as there:
        response = await client.get(there.url(host="127.0.0.1"))
        resolved = await client._pool._resolver._ask_system("127.0.0.2", 80)

    assert response.body == b"ok"
    assert resolved == ["127.0.0.2"]


async def test_a_name_without_an_address_is_unreachable(client, names):
    names.said["empty.test"] = []

    with pytest.raises(Unreachable, match="resolved"):
        await client.get("https://nowhere.example/")
    with pytest.raises(Unreachable, match="resolved"):
        await client.get("http://empty.test/")


# --- size ----------------------------------------------------------------------------------------------------------


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
    ],
)
async def test_a_compressed_answer_is_unpacked(client, coding, pack):
    async with serving(answer(pack(b"hello" * 1000), Content_Encoding=coding)) as there:
        response = await client.get(there.url())

    assert response.body == b"hello" * 1000


async def test_a_body_of_exactly_the_limit_is_taken(client):
    async with serving(answer(gzip.compress(b"x" * 5000), Content_Encoding="gzip"), answer(b"x" * 5000)) as there:
        packed = await client.get(there.url(), max_bytes=5000)
        plain = await client.get(there.url(), max_bytes=5000)

    assert packed.body == plain.body == b"x" * 5000


async def test_bytes_are_counted_after_unpacking(client):
    """A bomb: 200 kB that become 200 MB."""
    bomb = gzip.compress(bytes(200_000_000), compresslevel=9)
    async with serving(answer(bomb, Content_Encoding="gzip")) as there:
        tracemalloc.start()
        with pytest.raises(Unreachable, match="more than"):
            await client.get(there.url())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 8_000_000


@pytest.mark.parametrize(
    "answers",
    [
        answer(b"x" * 5001),
        then_nothing(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1024),
        endless(b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", b"\x00\x00\x00\xff\xff" * 100),
    ],
    ids=["long", "announced", "endless chunks", "endless", "endless and empty"],
)
async def test_a_body_that_is_too_large_is_not_read_to_its_end(client, answers):
    async with serving(answers) as there:
        with pytest.raises(Unreachable, match="more than 5000 bytes"):
            await client.get(there.url(), max_bytes=5000)


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", b"no gzip at all"), ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-12]), ("deflate", b"\xff\xff\xff"), ("br", b"x"),
     ("gzip, gzip", gzip.compress(b"x", mtime=0)), ("zstd", b"x")],
)  # fmt: skip
async def test_a_body_that_cannot_be_unpacked_is_no_answer(client, coding, body):
    async with serving(answer(body, Content_Encoding=coding)) as there:
        with pytest.raises(Unreachable):
            await client.get(there.url())


@pytest.mark.parametrize(
    "gone",
    [
        answer(b"x" * 100_000, "410 Gone"),
        answer(b"x", "410 Gone", Content_Encoding="br"),
        then_nothing(b"HTTP/1.1 410 Gone\r\nContent-Length: 5\r\n\r\n"),
        endless(b"HTTP/1.1 410 Gone\r\n\r\n", b"x" * 1024),
    ],
    ids=["large", "strange", "unfinished", "endless"],
)
async def test_a_clear_status_stays_clear_whatever_its_body_does(client, gone):
    async with serving(gone) as there:
        assert (await client.get(there.url())).status == 410
        assert (await client.post(there.url(), b"{}")).status == 410


async def test_a_delivery_is_done_when_the_status_says_so(client):
    async with serving(then_nothing(b"HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\n")) as there:
        response = await client.post(there.url(), b"{}")

    assert (response.status, response.body) == (202, b"")


# --- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slow", [say_nothing, drip, then_nothing(b"HTTP/1.1 200 OK\r\nConte")], ids=["silent", "dripping", "half a head"]
)
async def test_the_whole_request_has_one_time_limit(client, slow):
    async with serving(slow) as there:
        with pytest.raises(Unreachable, match=r"within 0\.3 seconds"):
            await client.get(there.url(), timeout=0.3)


async def test_slow_redirects_share_one_time_limit(client):
    async def slowly(writer):
        await asyncio.sleep(0.15)  # the far end takes its time
        writer.write(redirect("/again"))

    async with serving(slowly) as there:
        with pytest.raises(Unreachable, match="within"):
            await client.get(there.url(), timeout=0.3)

    assert len(there.requests) < 4


async def test_a_host_that_hangs_holds_up_nobody_else():
    async with (
        Client("https://m.example", AddressGuard(("*.test",)), resolve=Names(), limit=6) as client,
        serving(say_nothing) as stuck,
        serving(OK) as there,
    ):
        waiting = [asyncio.create_task(client.get(stuck.url(host="stuck.test"))) for _ in range(50)]
        responses = await asyncio.gather(*(client.get(there.url(), timeout=5) for _ in range(50)))
        connections = stuck.connections
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    assert all(response.body == b"ok" for response in responses)
    assert connections == 2
    assert there.connections <= 2


async def test_a_name_that_does_not_resolve_holds_up_nobody_else():
    async def resolve(host, port):
        if host == "stuck.test":
            await asyncio.Event().wait()
        return ["127.0.0.1"]

    async with Client("https://m.example", AddressGuard(("*.test",)), resolve=resolve) as client, serving(OK) as there:
        stuck = asyncio.create_task(client.get("http://stuck.test/", timeout=0.3))
        response = await client.get(there.url())

        assert response.body == b"ok"
        with pytest.raises(Unreachable, match="within"):
            await stuck


# --- connections ---------------------------------------------------------------------------------------------------


async def test_a_connection_is_kept(client, names):
    async with serving(answer(status="202 Accepted")) as there:
        for _ in range(5):
            await client.post(there.url("/inbox"), b"{}")

    assert there.connections == 1
    assert len(there.requests) == 5
    assert names.asked == ["there.test"]


async def test_a_post_is_sent_again_when_the_kept_connection_was_just_closed(client):
    async with serving(answer(status="202 Accepted"), hang_up, answer(status="202 Accepted")) as there:
        await client.post(there.url(), b"one")
        response = await client.post(there.url(), b"two")

    assert response.status == 202
    assert [request.body for request in there.requests] == [b"one", b"two", b"two"]


async def test_a_server_that_always_hangs_up_is_unreachable(client):
    async with serving(hang_up) as there:
        for ask in (client.get(there.url()), client.post(there.url(), b"{}")):
            with pytest.raises(Unreachable, match="broke"):
                await ask

    assert len(there.requests) == 4


async def test_a_closed_port_is_unreachable(client):
    async with serving(OK) as there:
        pass

    with pytest.raises(Unreachable, match="takes no connection"):
        await client.get(there.url())


@pytest.mark.parametrize(
    "nonsense",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_what_is_not_http_is_no_answer(client, nonsense):
    async def speak(writer):
        writer.write(nonsense)
        await writer.drain()
        writer.transport.close()

    async with serving(speak) as there:
        with pytest.raises(Unreachable):
            await client.get(there.url())


async def test_a_body_that_breaks_off_is_no_answer(client):
    async def half(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        await writer.drain()
        writer.transport.close()

    async with serving(half) as there:
        with pytest.raises(Unreachable):
            await client.get(there.url())


async def test_nothing_is_remembered_about_a_host_but_its_connection(client):
    """T-117: an attacker who names thousands of hosts fills no table of ours."""
    async with serving(OK) as there:
        await asyncio.gather(*(client.get(there.url(host=f"h{n}.test")) for n in range(100)))

    assert client._pool._lanes == {}


async def test_connections_to_hosts_beyond_the_limit_are_closed_after_use(client):
    client._pool._kept.limit = 1
    async with serving(OK) as kept, serving(OK) as passing:
        for _ in range(2):
            await client.get(kept.url(host="kept.test"))
            await client.get(passing.url(host="passing.test"))
        await passing.closed.wait()

    assert kept.connections == 1
    assert passing.connections == 2


def test_the_places_of_hosts_not_asked_for_long_are_free_again():
    kept = _Kept(limit=2)

    assert [kept.has_place_for(host, now=0.0) for host in ("a", "b", "c", "a")] == [True, True, False, True]
    assert [kept.has_place_for(host, now=1000.0) for host in ("c", "d", "a")] == [True, True, False]


# --- TLS -----------------------------------------------------------------------------------------------------------


def certificate(folder, name):
    """A server's TLS settings, and the file of the certificate that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.crt", folder / f"{name}.key"
    public.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, str(public)


async def test_https_is_spoken_with_whom_a_certificate_vouches_for(client, tmp_path, monkeypatch):
    context, file = certificate(tmp_path, "there.test")
    monkeypatch.setenv("SSL_CERT_FILE", file)

    async with serving(OK, context=context) as there:
        response = await client.get(there.url(scheme="https"))

    assert response.body == b"ok"


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_certificate_of_another_name_or_of_nobody_is_refused(client, tmp_path, monkeypatch, trusted):
    """T-096."""
    context, file = certificate(tmp_path, "other.test" if trusted else "there.test")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", file)

    async with serving(OK, context=context) as there:
        for ask in (client.get(there.url(scheme="https")), client.post(there.url(scheme="https"), b"{}")):
            with pytest.raises(Unreachable, match="TLS"):
                await ask

    assert not there.requests


async def test_a_redirect_from_https_to_http_is_refused(client, tmp_path, monkeypatch):
    context, file = certificate(tmp_path, "there.test")
    monkeypatch.setenv("SSL_CERT_FILE", file)

    async with serving(OK) as plain, serving(redirect(plain.url()), context=context) as there:
        with pytest.raises(Refused, match="https to http"):
            await client.get(there.url(scheme="https"))

    assert not plain.requests


# --- Retry-After ---------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 01 Nov 2026 12:01:00 -0000", 60.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        # years (T-119)
        ("99999999999", 86400.0),
        ("9" * 5000, 86400.0),
        ("Sun, 01 Nov 2099 12:00:00 GMT", 86400.0),
        ("", None),
        ("Sun, 99999999999 Nov 2026 12:01:00 GMT", None),
        ("Sun, 01 Nov 2026 12:01:00 +99999999999999", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("١٢٠", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_and_capped(value, seconds):
    assert retry_after(Response("https://a.example/", 429, {"Retry-After": value}, b""), NOW) == seconds


def test_no_retry_after_is_none():
    assert retry_after(Response("https://a.example/", 429, {}, b""), NOW) is None


@given(
    st.text()
    | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d\d:\d\d:\d\d [+-]?\w{1,9}", fullmatch=True)
)
def test_any_retry_after_is_none_or_at_most_a_day(value):
    seconds = retry_after(Response("https://a.example/", 429, {"Retry-After": value}, b""), NOW)

    assert seconds is None or 0 <= seconds <= 86400
