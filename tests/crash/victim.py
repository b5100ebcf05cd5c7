"""A server to be killed: the real program, its own process, settings as in production. It is started as often as wanted.

The last start happens inside the test (`inside`), so that the test can look at what the killed ones have left.
"""

import asyncio
import os
import signal
import socket
import sys
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from node.app import Running, build
from node.cli import control
from node.cli.command import Answer, Ask
from node.cli.perform import close
from node.cli.post import post
from node.cli.words import Say
from node.config import Config, build as build_config
from node.errors import Problem
from node.store.database import utc_now
from tests.ports import lasting_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
LEASES = timedelta(minutes=20)
"""Longer than any: with several processes on PostgreSQL, nobody knows which of them died until its leases end."""

SETTINGS = """
[node]
base_url = "http://town.localhost:{port}"
listen = "127.0.0.1:{port}"
data_dir = "{folder}"
[database]
url = "{database}"
[federation]
development_hosts = ["*.localhost"]
[limits]
enabled = false
"""


class Victim:
    """One at a time; `kills` counts."""

    def __init__(self, folder: Path, database: str) -> None:
        port = lasting_port()
        self.folder = folder
        self.origin = f"http://town.localhost:{port}"
        self.settings = folder / "config.toml"
        self.settings.write_text(SETTINGS.format(port=port, folder=folder, database=database))
        self.kills = 0
        self._process: asyncio.subprocess.Process | None = None
        self._log = (folder / "server.log").open("wb")

    @property
    def config(self) -> Config:
        return build_config(tomllib.loads(self.settings.read_text()), self.folder)

    async def start(self) -> None:
        """Returns when it says that it is ready (as systemd is told)."""
        place = self.folder / "notify"
        place.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(str(place))
            told.setblocking(False)
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "node", "--config", str(self.settings), "serve"),
                cwd=ROOT,
                env={**os.environ, "NOTIFY_SOCKET": str(place)},
                stdout=self._log,
                stderr=self._log,
            )
            ready = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(told, 64))
            ended = asyncio.ensure_future(self._process.wait())
            await asyncio.wait([ready, ended], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            for each in (ready, ended):
                each.cancel()
            assert ready.done() and not ready.cancelled(), f"the server did not start:\n{self.log()[-3000:]}"

    async def kill(self) -> None:
        """As when the machine's memory runs out: no time for anything."""
        self._process.send_signal(signal.SIGKILL)
        assert await self._process.wait() == -signal.SIGKILL, f"it ended by itself:\n{self.log()[-3000:]}"
        self._process = None
        self.kills += 1

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    async def publish(self, name: str, text: str) -> str | None:
        """As the command line does it: on SQLite the server is asked to. Returns the address it prints; None when the
        server died before it answered."""
        ask = Ask({"name": name, "text": text, "visibility": "public"}, Say("en"))
        try:
            if self.config.database.is_sqlite:
                answer = await asyncio.to_thread(control.ask, self.config, "post", ask.values, ask.say)
            else:
                answer = await self._publish_alone(ask)
        except (Problem, OSError):
            return None
        return None if answer is None else answer.lines[0]

    async def _publish_alone(self, ask: Ask) -> Answer:
        node = await build(self.config)
        try:
            return await post(node, ask)
        finally:
            await close(node)

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[Running]:
        """Start it here instead, when every lease of the dead has ended."""
        config = self.config
        clock: Callable[[], datetime] = utc_now if config.database.is_sqlite else lambda: utc_now() + LEASES
        running = Running(await build(config, clock=clock))
        await running.start()
        try:
            yield running
        finally:
            await running.stop()

    async def end(self) -> None:
        try:
            if self._process is not None and self._process.returncode is None:
                await self.kill()
        finally:
            self._log.close()
