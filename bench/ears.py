"""Connections that listen: `python -m bench.ears PORT HOST CHANNEL`, tokens in a line on its input. It says `connected`, then
each half second how many messages came altogether. As cheap as it can be: it shares the machine with what is measured."""

import asyncio
import sys
from base64 import b64encode
from typing import cast

import uvloop


class Ear(asyncio.Protocol):
    """Counts messages by the word that each has once, and never parses them. Answers pings."""

    def __init__(self, request: bytes, opened: asyncio.Future[None]) -> None:
        self._request = request
        self._opened = opened
        self.heard = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by name
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._opened.done():
            assert data.startswith(b"HTTP/1.1 101"), data
            self._opened.set_result(None)
        self.heard += data.count(b'"event":"update"')
        if data == b"\x89\x00":
            self._transport.write(b"\x8a\x80\0\0\0\0")


async def listen(port: int, host: str, channel: str, tokens: list[str]) -> None:
    loop = asyncio.get_running_loop()
    ears = []
    for token in tokens:
        opened: asyncio.Future[None] = loop.create_future()
        request = (
            f"GET /api/v1/streaming?stream={channel} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {b64encode(b'0123456789abcdef').decode()}\r\n\r\n"
        ).encode()
        _, ear = await loop.create_connection(lambda r=request, o=opened: Ear(r, o), "127.0.0.1", port)
        await opened
        ears.append(ear)
    print("connected", flush=True)
    while True:
        await asyncio.sleep(0.05)
        print(sum(ear.heard for ear in ears), flush=True)


if __name__ == "__main__":
    uvloop.run(listen(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.stdin.readline().split()))
