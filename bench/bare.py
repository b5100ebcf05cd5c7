"""What an answer costs before anything of ours is done: the same web server, started as the node starts it, says nothing."""

import asyncio
import subprocess
import sys
from pathlib import Path

import uvloop
from aiohttp import web

from bench.harness import cpu_of, free_port
from bench.load import get, send_all

_COUNT = 5_000
_BODY = b"x" * 500  # as long as a WebFinger answer


async def bare_answer() -> float:
    """Milliseconds of CPU."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)], cwd=Path(__file__).parents[1])
    try:
        await _answering(port)
        requests = [get("/", "bench.localhost")] * _COUNT
        await send_all(port, requests[: _COUNT // 10], connections=8)
        before = cpu_of(process.pid)
        await send_all(port, requests, connections=8)
        return (cpu_of(process.pid) - before) / _COUNT * 1000
    finally:
        process.kill()
        process.wait()


async def _answering(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


async def _serve(port: int) -> None:
    async def say(_request: web.Request) -> web.Response:
        return web.Response(body=_BODY)

    app = web.Application()
    app.router.add_get("/", say)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
