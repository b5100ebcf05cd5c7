"""People who listen: what a thousand open connections cost, and what it costs to tell them all something."""

import asyncio
import subprocess
import sys

from bench.harness import Bench, bench_node, line
from bench.load import send_all
from bench.world import add_follow, add_local
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.login import Token
from node.store.database import Store, Tx
from node.web.auth import hash_of

COUNT = 1_000
ACCOUNTS = 50
EVENTS = 20


async def streams() -> None:
    """1,000 websockets of 50 accounts that follow one author, held by a process of their own."""
    async with bench_node() as bench:
        names = [f"p{number}" for number in range(ACCOUNTS)]

        async def fill(store: Store) -> None:
            await store.write(_add_people, Addresses(bench.origin, bench.host), names)

        await bench.prepare(fill)
        await bench.start()
        author, *tokens = (_secret(name) for name in ("author", *names))
        await _post(bench, author, 20)  # what a node learns at its first posts is not what connections cost
        await asyncio.sleep(1)
        before = bench.memory()
        ears = await _ears(bench, tokens, "idle")
        await asyncio.sleep(2)
        line("1,000 idle websockets", f"{bench.memory() - before:.0f} MB more", "<= 60 MB")
        quiet = bench.cpu()
        await asyncio.sleep(30)
        line("the same, kept alive for half a minute", f"{(bench.cpu() - quiet) / 30 * 1000:.1f} ms CPU a second", "")
        await _tell(bench, author, ears, "user")
        ears.terminate()
        await asyncio.sleep(2)
        public = await _ears(bench, tokens, "public")
        await _tell(bench, author, public, "public")
        public.terminate()


def _secret(name: str) -> str:
    return f"{name:-<43}"


async def _add_people(tx: Tx, addresses: Addresses, names: list[str]) -> None:
    author = await _add(tx, addresses, "author")
    for name in names:
        await add_follow(tx, await _add(tx, addresses, name), author)


async def _add(tx: Tx, addresses: Addresses, name: str) -> Account:
    account = await add_local(tx, addresses, name)
    login = await tx.logins.find_by_email(f"{name}@example.org")
    assert login
    token = Token(
        id=tx.ids.new(),
        login_id=login.id,
        account_id=account.id,
        scopes=("read", "write"),
        name="bench",
        created_at=tx.now,
    )
    await tx.logins.add_token(hash_of(_secret(name)), token)
    return account


async def _ears(bench: Bench, tokens: list[str], what: str) -> subprocess.Popen[bytes]:
    """Started, and all connected."""
    ears = subprocess.Popen(
        [sys.executable, "-m", "bench.ears", str(bench.port), bench.host, "public" if what == "public" else "user"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert ears.stdin
    assert ears.stdout
    ears.stdin.write((" ".join(tokens[number % ACCOUNTS] for number in range(COUNT)) + "\n").encode())
    ears.stdin.flush()
    assert (await asyncio.to_thread(ears.stdout.readline)).strip() == b"connected"
    return ears


async def _tell(bench: Bench, author: str, ears: subprocess.Popen[bytes], channel: str) -> None:
    assert ears.stdout
    alone = bench.cpu()
    loop = asyncio.get_running_loop()
    began = loop.time()
    await _post(bench, author, EVENTS)
    heard = 0
    while heard < EVENTS * COUNT:
        heard = int(await asyncio.to_thread(ears.stdout.readline))
    cost = (bench.cpu() - alone) / EVENTS * 1000
    line(
        f"a post told to 1,000 listeners on {channel}",
        f"{cost:.0f} ms CPU, {cost / COUNT:.3f} ms each, {(loop.time() - began) / EVENTS:.3f} s",
        "",
    )


async def _post(bench: Bench, token: str, count: int) -> None:
    body = b"status=Das+Freibad+%C3%B6ffnet+am+Samstag+um+acht+Uhr.+%23Freibad"
    head = (
        f"POST /api/v1/statuses HTTP/1.1\r\nHost: {bench.host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    await send_all(bench.port, [head.encode() + body] * count, connections=1)
