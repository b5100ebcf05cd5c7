"""What every benchmark needs: a node in its own process, a store filled beforehand, and its CPU counted.

CPU is that of the node's whole process tree, user and system, read from the kernel before and after the work.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from node.config import load
from node.store.database import Store
from node.store.opening import open_store

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def cpu_of(pid: int) -> float:
    """Seconds of CPU used by all threads of a process so far; resolution of the scheduler, not of the tick."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@dataclass
class Bench:
    """A node being measured."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    started_in: float = 0.0

    @property
    def host(self) -> str:
        return f"bench.localhost:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "bench.sqlite3"

    def cpu(self) -> float:
        """Seconds of CPU used by the node so far."""
        assert self.process
        return cpu_of(self.process.pid)

    def memory(self) -> float:
        """Resident memory in MB."""
        assert self.process
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(text.split("Rss:")[1].split()[0]) / 1024

    async def prepare(self, fill: Callable[[Store], Awaitable[None]]) -> None:
        store = await open_store(f"sqlite:///{self.database}", durable=False)
        await fill(store)
        await store.close()

    async def start(self) -> None:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "node", "--config", str(self.config), "serve"],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
        )
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                await asyncio.sleep(0.005)
        self.started_in = time.perf_counter() - began

    def token(self, name: str) -> str:
        """A client's token for that account."""
        command = [sys.executable, "-m", "node", "--config", str(self.config), "account", "token", name]
        made = subprocess.run([*command, "--scopes", "read write follow"], capture_output=True, text=True, check=True)
        return made.stdout.split()[-1]

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)


@asynccontextmanager
async def bench_node() -> AsyncIterator[Bench]:
    """A folder with a configuration for a node on loopback; started by the benchmark when its data is there."""
    with tempfile.TemporaryDirectory(prefix="allmende-bench-") as name:
        bench = Bench(Path(name), free_port())
        bench.config.write_text(
            f"""[node]
base_url = "{bench.origin}"
listen = "127.0.0.1:{bench.port}"
data_dir = "{name}"
[database]
url = "sqlite:///{bench.database}"
[federation]
development_hosts = ["*.localhost"]
[limits]
enabled = false
[log]
level = "warning"
"""
        )
        load(bench.config, {})
        try:
            yield bench
        finally:
            bench.stop()
            log = (bench.folder / "log").read_text() if (bench.folder / "log").exists() else ""
            if "Traceback" in log:
                print(log[-3000:])


async def settled(bench: Bench, sql: str, *, wanted: int, seconds: float = 60) -> float:
    """Wait until a query on the node's database (read only) says so; returns when it did (perf_counter)."""
    import sqlite3

    connection = sqlite3.connect(f"file:{bench.database}?mode=ro", uri=True)
    try:
        until = time.perf_counter() + seconds
        while True:
            found = connection.execute(sql).fetchone()[0]
            if found >= wanted:
                return time.perf_counter()
            if time.perf_counter() > until:
                raise TimeoutError(f"{sql}: {found} of {wanted}")
            await asyncio.sleep(0.02)
    finally:
        connection.close()


def line(what: str, figure: str, must: str) -> None:
    print(f"{what:<62} {figure:<44} must: {must}", flush=True)
