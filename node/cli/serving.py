"""What `serve` and `dev` share: nodes behind one web server, the control socket, and an orderly end.

Stopping: no new requests, finish those under way, let the running jobs end, give back what was taken, close the store.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp.http_parser
from aiohttp import web

from node.app import Running, web_app
from node.cli import control
from node.cli.commands import find_act
from node.config import Config, Unix
from node.context import Context
from node.errors import Misconfigured
from node.web.keys import Tenancy

log = logging.getLogger(__name__)

_FINISH_SECONDS = 10.0
_KEEP_ALIVE_SECONDS = 75.0
_NEW_OBJECTS = 8_000  # not yet let go of, before those that only hold one another are looked for
_BACKLOG = 2_048  # of connections not yet taken: servers come all at once for a fresh post


def refuse_slow_parser() -> None:
    """The parser written in Python has had holes that the C one has not. Raises Misconfigured (T-260)."""
    if aiohttp.http_parser.HttpRequestParser is aiohttp.http_parser.HttpRequestParserPy:
        raise Misconfigured("aiohttp runs without its C parser: unset AIOHTTP_NO_EXTENSIONS, or install a wheel of it")


@asynccontextmanager
async def listening(
    running: Sequence[Running], tenancy: Tenancy | None = None, *, reuse_port: bool = False
) -> AsyncIterator[None]:
    """Answer for these nodes, each where its `node.listen` says, and for the tenants. Raises Misconfigured when a place is
    taken."""
    runner = web.AppRunner(
        web_app({each.node.config.host: each for each in running}, tenancy),
        access_log=None,
        auto_decompress=False,  # a signature covers the bytes as they came
        shutdown_timeout=_FINISH_SECONDS,
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
    )
    await runner.setup()
    try:
        for each in running:
            await _open(runner, each, reuse_port=reuse_port)
        yield
    finally:
        await runner.cleanup()


async def _open(runner: web.AppRunner, running: Running, *, reuse_port: bool) -> None:
    place = running.node.config.node.listen
    try:
        if isinstance(place, Unix):
            await web.UnixSite(runner, place.path).start()
            place.path.chmod(0o660)  # for the proxy, which shares our group
        else:
            await web.TCPSite(runner, place.host, place.port, backlog=_BACKLOG, reuse_port=reuse_port or None).start()
    except OSError as error:
        where = str(place.path) if isinstance(place, Unix) else f"{place.host}:{place.port}"
        raise Misconfigured(f"node.listen: cannot listen on {where}: {os.strerror(error.errno or 0)}") from error


@asynccontextmanager
async def controlled(running: Sequence[Running]) -> AsyncIterator[None]:
    """Let the command line in, where it cannot open the database itself."""
    async with AsyncExitStack() as stack:
        for each in running:
            if each.node.config.database.is_sqlite:
                await stack.enter_async_context(
                    control.answering(each.node.config, partial(_at_work, each.node), find_act)
                )
        yield


@asynccontextmanager
async def _at_work(node: Context) -> AsyncIterator[Context]:
    yield node


@asynccontextmanager
async def tenant_door(config: Config, visit: control.Visit) -> AsyncIterator[None]:
    """The same for a tenant, which may sleep."""
    if not config.database.is_sqlite:
        yield
        return
    async with control.answering(config, visit, find_act):
        yield


def spare_the_collector() -> None:
    """To be called once all is in place. What is there stays to the end, so the search for unreachable cycles need not go
    through it; and a request makes hardly any, so it looks a dozen times less often (docs/performance.md)."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def stop_signal() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    return stop


def tell_systemd(word: str) -> None:
    """`READY=1`, `STOPPING=1`: for units of `Type=notify`; nothing elsewhere."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.connect("\0" + address[1:] if address.startswith("@") else address)
        connection.sendall(word.encode())
