"""The node's side of the worker: started when there is something to do, ended when there was nothing for a while,
started anew when it died. One file at a time: uploads must not take the cores from everybody else.

What kills the worker makes that one file unusable and nothing else.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

import node
from node.config import MediaSettings
from node.errors import Problem, StoreAway, Unprocessable
from node.media.storage import disk_failed
from node.media.work import Answer, Limits, Made, Task, Use

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 60.0


class Workshop:
    """One worker. `make` waits its turn."""

    def __init__(self, settings: MediaSettings) -> None:
        self._limits = Limits(
            image_pixels=settings.image_pixels,
            kept_pixels=settings.kept_pixels,
            megabytes=settings.worker_megabytes,
            seconds=settings.worker_seconds,
            ffmpeg=settings.ffmpeg,
        )
        self._patience = 2.0 * settings.worker_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._begun: dict[int, asyncio.Task[None]] = {}

    @property
    def pid(self) -> int | None:
        """Of the worker, while there is one."""
        return None if self._process is None else self._process.pid

    def begin(self, number: int, work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
        """Work on the file of that number, which nobody need wait for; what is in work already is not begun again."""
        if number not in self._begun:
            task = self._begun[number] = asyncio.create_task(work())
            task.add_done_callback(partial(self._done, number))
        return self._begun[number]

    async def wait(self, number: int, seconds: float) -> None:
        """Until the work on that file is done, but no longer than that."""
        if number in self._begun:
            await asyncio.wait([self._begun[number]], timeout=seconds)

    def _done(self, number: int, task: asyncio.Task[None]) -> None:
        del self._begun[number]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning(
                "work on an upload broke off; its job tries again",
                exc_info=None if isinstance(error, Problem | StoreAway) else error,
                extra={"action": "media.interrupted", "media": number, "why": str(error)},
            )

    async def make(self, source: Path, stem: Path, use: Use) -> Made:
        """Raises Unprocessable with the reason why nothing can be made of it, and Unavailable when the disk fails."""
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            answer = await self._asked(Task(source=str(source), stem=str(stem), use=use))
            self._rest = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._let_go)
        if answer.disk:
            raise disk_failed(answer.disk)
        if answer.made is None:
            raise Unprocessable(answer.refused)
        return answer.made

    async def close(self) -> None:
        """What is being made is given up."""
        if self._rest is not None:
            self._rest.cancel()
        tasks = list(self._begun.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._end()

    async def _asked(self, task: Task) -> Answer:
        process = await self._started()
        if process.stdin is None or process.stdout is None:  # pragma: no cover  # both are pipes
            raise RuntimeError("the worker cannot be spoken to")
        try:
            async with asyncio.timeout(self._patience):
                process.stdin.write(msgspec.json.encode(task) + b"\n")
                line = await process.stdout.readline()
        except TimeoutError:
            await self._end()
            return Answer(refused="the file takes too long to read")
        except ConnectionError:
            line = b""
        except asyncio.CancelledError:
            await self._end()  # its answer would be taken for that to the next task
            raise
        if not line:
            return await self._died(process)
        return msgspec.json.decode(line, type=Answer)

    async def _died(self, process: asyncio.subprocess.Process) -> Answer:
        await self._end()
        code = process.returncode
        log.warning("the media worker died of a file", extra={"action": "media.died", "code": code})
        if code == -signal.SIGXCPU:
            return Answer(refused="the file takes too long to read")
        return Answer(refused="the file cannot be read: the program that opens it had to be ended")

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "node.media.worker",
                msgspec.json.encode(self._limits).decode(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        return self._process

    def _let_go(self) -> None:
        """Closing its input ends it."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process = None

    async def _end(self) -> None:
        """The worker, and what it may have started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _environment() -> dict[str, str]:
    """No secret that the node was given, only where programs and this package are."""
    home = str(Path(node.__file__).parent.parent)
    return {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": home, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
