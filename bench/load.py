"""Sends prepared requests over kept connections and reads the answers' statuses."""

import asyncio
import time
from collections.abc import Sequence


async def send_all(port: int, requests: Sequence[bytes], *, connections: int = 16) -> tuple[float, dict[int, int]]:
    """Returns seconds and how often each status came."""
    waiting = list(requests)[::-1]
    statuses: dict[int, int] = {}

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            statuses[status] = statuses.get(status, 0) + 1
            lower = head.lower()
            at = lower.find(b"content-length:")
            length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if length:
                await reader.readexactly(length)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return time.perf_counter() - began, statuses


def get(path: str, host: str, *, accept: str = "application/activity+json", more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n{more}\r\n".encode()
