"""The other side: one process that plays any number of hosts on one port, as cheaply as possible.

It serves actor documents, answers WebFinger, takes deliveries (after a delay, or never) and counts them.
Run as a process of its own, driven over pipes: `PeersProcess`.
"""

import asyncio
import json
import multiprocessing
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

import uvloop


class _Peer(asyncio.Protocol):
    """Just enough HTTP/1.1: Content-Length bodies, kept connections."""

    def __init__(self, peers: "_Peers") -> None:
        self._peers = peers
        self._buffer = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._peers.connections += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].decode("latin-1")
            lower = head.lower()
            at = lower.find("\r\ncontent-length:")
            length = int(lower[at + 17 :].split("\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            self._answer(head, lower, body)

    def _answer(self, head: str, lower: str, body: bytes) -> None:
        method, target, _ = head.split("\r\n", 1)[0].split(" ")
        host = lower.split("\r\nhost:", 1)[1].split("\r\n", 1)[0].strip()
        peers = self._peers
        if method == "POST":
            if peers.mark and peers.mark in body:
                peers.marked.append(time.perf_counter())
            delay = peers.delays.get(host, peers.delay)
            if delay is None:
                return
            if delay:
                asyncio.get_running_loop().call_later(delay, self._taken)
            else:
                self._taken()
            return
        peers.gets += 1
        document = peers.documents.get(f"http://{host}{target}")
        if document is None:
            self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            self._transport.write(document)

    def _taken(self) -> None:
        self._peers.times.append(time.perf_counter())
        if not self._transport.is_closing():
            self._transport.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")


class _Peers:
    def __init__(self) -> None:
        self.delay: float | None = 0.0
        self.delays: dict[str, float | None] = {}
        self.documents: dict[str, bytes] = {}
        self.times: list[float] = []
        self.mark = b""
        self.marked: list[float] = []
        self.gets = 0
        self.connections = 0


def _run(pipe: Connection, port: int) -> None:
    async def main() -> None:
        peers = _Peers()
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: _Peer(peers), "127.0.0.1", port, backlog=4096)
        done = asyncio.Event()

        def order(name: str, value: Any) -> None:
            if name == "stop":
                done.set()
                return
            if name == "delay":
                peers.delay, peers.delays = value
            elif name == "documents":
                for url, document in value.items():
                    kind = "application/jrd+json" if "webfinger" in url else "application/activity+json"
                    body = json.dumps(document).encode()
                    peers.documents[url] = (
                        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                        + body
                    )
            elif name == "mark":
                peers.mark, peers.marked = value, []
            elif name == "reset":
                peers.times, peers.gets, peers.connections = [], 0, 0
            if name == "marked":
                pipe.send(peers.marked)
                return
            pipe.send((peers.times if name == "report" else len(peers.times), peers.gets, peers.connections))

        def listen() -> None:
            """On a thread of its own: a pipe read by the loop would be switched to not waiting."""
            name = ""
            while name != "stop":
                name, value = pipe.recv()
                loop.call_soon_threadsafe(order, name, value)

        threading.Thread(target=listen, daemon=True).start()
        await done.wait()

    uvloop.run(main())


class PeersProcess:
    """`delay` None: the host takes the request and never answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_run, args=(theirs, port), daemon=True)
        self._process.start()
        self.order("reset", None)

    def order(self, name: str, value: Any) -> Any:
        self._pipe.send((name, value))
        return self._pipe.recv()

    def stop(self) -> None:
        self._pipe.send(("stop", None))
        self._process.join(5)
