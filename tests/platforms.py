"""Other platforms as connectors meet them: real HTTP on loopback, with a memory of what is there and of what was asked.

`trouble` is what the next requests get instead of an answer, in order; `slow` lets one through whose answer is never heard.
"""

import asyncio
import itertools
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

TOKEN = "let-me-in"


@dataclass
class Platform:
    """One server at `http://{host}:{port}`. `before`: called with each request that may change something."""

    host: str = "platform.test"
    port: int = 0
    asked: list[str] = field(default_factory=list)
    trouble: list[web.Response | None] = field(default_factory=list)
    deaf: int = 0
    before: Callable[[], Any] | None = None

    async def __aenter__(self) -> Self:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self._runner = web.ServerRunner(web.Server(self._serve))
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def fails(self, status: int, *, times: int = 1, **headers: str) -> None:
        self.trouble += [web.Response(status=status, headers=headers) for _ in range(times)]

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        if self.trouble and (answer := self.trouble.pop(0)) is not None:
            return answer
        if self.before is not None and request.method != "GET":
            found = self.before()
            if asyncio.iscoroutine(found):
                await found
        answer = await self.answer(request)
        if self.deaf and request.method == "POST":
            self.deaf -= 1
            request.transport.abort()  # done, but nobody hears of it
        return answer

    async def answer(self, request: web.BaseRequest) -> web.Response:
        raise NotImplementedError


@dataclass
class Hook(Platform):
    """Takes signed messages."""

    host: str = "hook.test"
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.messages.append((dict(request.headers), await request.read()))
        return web.json_response({"url": "https://newsletter.example/1"})


@dataclass
class Mastodon(Platform):
    """As much of Mastodon as a copy needs, with its memory for `Idempotency-Key`."""

    host: str = "mastodon.test"
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    remembers: bool = True
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def answer(self, request: web.BaseRequest) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "The access token is invalid"}, status=401)
        path, number = request.path, request.path.rsplit("/", 1)[1]
        if path == "/api/v1/accounts/verify_credentials":
            return web.json_response({"id": "7", "acct": "stadt", "url": f"{self.origin}/@stadt"})
        if path == "/api/v1/accounts/7/statuses":
            return web.json_response(list(self.statuses.values()))
        if request.method == "POST" and path == "/api/v1/statuses":
            key, said = request.headers["Idempotency-Key"], await request.json()
            if not self.remembers or key not in self.keys:
                self.keys[key] = str(next(self.numbers))
                self._put(self.keys[key], said)
            return web.json_response(self.statuses[self.keys[key]])
        if number not in self.statuses:
            return web.json_response({"error": "Record not found"}, status=404)
        if request.method == "PUT":
            self._put(number, await request.json())
            return web.json_response(self.statuses[number])
        return web.json_response(self.statuses.pop(number))

    def _put(self, number: str, said: dict[str, Any]) -> None:
        *words, address = said["status"].split("\n\n")
        html = "".join(f"<p>{word}</p>" for word in words) + f'<p><a href="{address}">{address}</a></p>'
        self.statuses[number] = {"id": number, "url": f"{self.origin}/@stadt/{number}", "content": html, "said": said}


@dataclass
class Bluesky(Platform):
    """A personal data server of the AT protocol."""

    host: str = "bluesky.test"
    records: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        name = request.path.removeprefix("/xrpc/")
        said = await request.json() if request.method == "POST" else dict(request.query)
        if name == "com.atproto.server.createSession":
            if said != {"identifier": "stadt.example", "password": TOKEN}:
                return web.json_response({"error": "AuthenticationRequired", "message": "Invalid login"}, status=401)
            return web.json_response({"did": "did:plc:stadt", "handle": "stadt.example", "accessJwt": "jwt"})
        if request.headers.get("Authorization") != "Bearer jwt":
            return web.json_response({"error": "AuthMissing"}, status=401)
        assert (said["repo"], said["collection"]) == ("did:plc:stadt", "app.bsky.feed.post")
        return self._record(name, said)

    def _record(self, name: str, said: dict[str, Any]) -> web.Response:
        key = said["rkey"]
        uri = {"uri": f"at://did:plc:stadt/app.bsky.feed.post/{key}"}
        if name == "com.atproto.repo.createRecord":
            if key in self.records:
                return web.json_response({"error": "InvalidRequest", "message": "Record already exists"}, status=400)
            self.records[key] = said["record"]
            return web.json_response(uri)
        if name == "com.atproto.repo.getRecord":
            if key not in self.records:
                return web.json_response({"error": "RecordNotFound", "message": "Could not locate record"}, status=400)
            return web.json_response(uri)
        assert name == "com.atproto.repo.deleteRecord"
        self.records.pop(key, None)
        return web.json_response({})
