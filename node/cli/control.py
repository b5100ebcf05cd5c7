"""How the command line works while the server runs (decision 0003): over a socket that only this user can open.

One line of JSON each way, and before the answer some that say how far a long act is. The server does the same act the command
line would do itself, on the data it already holds.
"""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from node.cli.command import Act, Answer, Ask, Progress
from node.cli.words import Say
from node.config import Config
from node.context import Context
from node.errors import Misconfigured, Problem, Unreachable

log = logging.getLogger(__name__)

_MOST_BYTES = 16 * 1024 * 1024
_PATIENCE = 600.0
_BETWEEN = 0.2
_LONGEST_PATH = 107  # what the kernel has room for


FindAct: TypeAlias = Callable[[str], Act | None]
"""The act of that name; None where there is none."""


Visit: TypeAlias = Callable[[], AbstractAsyncContextManager[Context]]
"""The node that acts are done on, at work for the block."""


class _Request(msgspec.Struct):
    command: str
    values: dict[str, Any]
    language: str


class _Reply(msgspec.Struct):
    """`problem` is set when it failed; `progress` when this is not the answer yet."""

    lines: list[str] = []
    code: int = 0
    problem: str | None = None
    progress: tuple[str, int, int] | None = None


def socket_path(config: Config) -> Path:
    return config.node.data_dir / "control.sock"


def ask(
    config: Config, command: str, values: Mapping[str, Any], say: Say, progress: Progress = lambda *_: None
) -> Answer | None:
    """Have the running server do it; None when none runs. Raises Problem with what the server says."""
    request = _Request(command, dict(values), say.language)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE)
        try:
            connection.connect(str(socket_path(config)))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError:  # longer than a socket's address may be: then no server listens there
            return None
        connection.sendall(msgspec.json.encode(request) + b"\n")
        reply = _reply(connection, say, progress)
    if reply.problem is not None:
        raise Problem(reply.problem)
    return Answer(reply.lines, reply.code)


def _reply(connection: socket.socket, say: Say, progress: Progress) -> _Reply:
    with connection.makefile("rb") as answer:
        for line in answer:
            reply = msgspec.json.decode(line, type=_Reply)
            if reply.progress is None:
                return reply
            progress(*reply.progress)
    raise Unreachable(say("der Server hat nicht geantwortet", "the server did not answer"))


@asynccontextmanager
async def answering(config: Config, visit: Visit, find_act: FindAct) -> AsyncIterator[None]:
    """Do what the command line asks for, as long as the block lasts. Whoever holds the database may call this: an old
    socket found there is a dead server's."""
    path = socket_path(config)
    if len(os.fsencode(path)) > _LONGEST_PATH:
        raise Misconfigured(f"node.data_dir is too long for a socket in it: {path}")
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            reply = await _answer(visit, find_act, await reader.readuntil(), _teller(writer))
            writer.write(msgspec.json.encode(reply) + b"\n")
            await writer.drain()

    server = await asyncio.start_unix_server(serve, sock=listening, limit=_MOST_BYTES)
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()
        path.unlink(missing_ok=True)


def _teller(writer: asyncio.StreamWriter) -> Progress:
    """Tells whoever waits a few times a second; the act may be on any thread."""
    loop, last = asyncio.get_running_loop(), 0.0

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _BETWEEN:
            last = time.monotonic()
            line = msgspec.json.encode(_Reply(progress=(what, done, total))) + b"\n"
            loop.call_soon_threadsafe(_write, writer, line)

    return tell


def _write(writer: asyncio.StreamWriter, line: bytes) -> None:
    """Unless the one who waited has left."""
    if not writer.is_closing():
        writer.write(line)


async def _answer(visit: Visit, find_act: FindAct, line: bytes, progress: Progress) -> _Reply:
    request = msgspec.json.decode(line, type=_Request)
    act = find_act(request.command)
    if act is None:
        return _Reply(problem=f"the running server does not know {request.command!r}: it is of another version")
    log.info("the command line asks", extra={"action": "control.asked", "command": request.command})
    try:
        async with visit() as node:
            answer = await act(node, Ask(request.values, Say(request.language), progress))
    except Problem as problem:
        return _Reply(problem=problem.reason)
    except Exception as error:
        log.exception("a command failed", extra={"action": "control.failed", "command": request.command})
        return _Reply(problem=f"{type(error).__name__}: {error}")
    return _Reply(list(answer.lines), answer.code)
