"""What further nodes of an installation cost while nobody visits them."""

import asyncio
import shutil
import statistics
import time

import aiohttp

from bench.harness import Bench, bench_node, line
from node.store.opening import open_store

_MANY = 100


async def tenants() -> None:
    """Memory with a hundred tenants beside the same node without any, and how long one needs to wake."""
    async with bench_node() as bench:
        await bench.start()
        bench.stop()
        await bench.start()
        await _visit(bench, bench.host)
        await asyncio.sleep(200)  # what is done every ten minutes has been done once: its code is there
        alone = bench.memory()
        bench.stop()
        await _set_up(bench)
        await bench.start()
        await _all_attended(bench)
        await _visit(bench, bench.host)
        asleep = bench.memory()
        took = []
        for number in range(_MANY):
            began = time.perf_counter()
            await _visit(bench, _host(bench, number))
            took.append(time.perf_counter() - began)
        awake = bench.memory()
        await asyncio.sleep(90)  # one minute without a visit, and they sleep again
        again = bench.memory()
        line("a tenant that has not been visited", f"{(asleep - alone) / _MANY:.2f} MB", "<= 1 MB")
        line("a tenant that is awake", f"{(awake - asleep) / _MANY:.2f} MB", "")
        line(
            f"a tenant asleep again, after all {_MANY} were awake at once",
            f"{(again - alone) / _MANY:.2f} MB",
            "<= 1 MB",
        )
        line("to wake one, with its start page", f"{statistics.median(took) * 1000:.0f} ms", "")


async def _set_up(bench: Bench) -> None:
    made = bench.folder / "made.sqlite3"
    await (await open_store(f"sqlite:///{made}")).close()
    for number in range(_MANY):
        folder = bench.folder / "tenants" / f"t{number}"
        (folder / "var").mkdir(parents=True)
        shutil.copyfile(made, folder / "var" / "allmende.sqlite3")
        (folder / "config.toml").write_text(
            f'[node]\nbase_url = "http://{_host(bench, number)}"\n[federation]\ndevelopment_hosts = ["*.localhost"]\n'
        )
    bench.config.write_text(bench.config.read_text() + "[tenants]\nidle_minutes = 1\n")


def _host(bench: Bench, number: int) -> str:
    return f"t{number}.localhost:{bench.port}"


async def _visit(bench: Bench, host: str) -> None:
    url, headers = f"http://127.0.0.1:{bench.port}/", {"Host": host, "Accept": "text/html"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == 200, (host, answer.status)
        await answer.read()


async def _all_attended(bench: Bench) -> None:
    """At the start each is looked after once; then all sleep."""
    before = -1.0
    while True:
        await asyncio.sleep(20)
        now = bench.cpu()
        if now - before < 0.5:
            return
        before = now
