"""Other platforms as connectors meet them: real HTTP on loopback, with a memory of what is there and of what was asked.

`trouble` is what the next requests get instead of an answer, in order; `slow` lets one through whose answer is never heard.
"""

import asyncio
import itertools
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import regex
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
    """A personal data server of the AT protocol: as strict as the real one (`@atproto/pds` 0.4.217) was found to be."""

    host: str = "bluesky.test"
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        name = request.path.removeprefix("/xrpc/")
        if name == "com.atproto.repo.uploadBlob":
            return self._keep(await request.read(), request.content_type)
        said = await request.json() if request.method == "POST" else dict(request.query)
        if name == "com.atproto.server.createSession":
            if said != {"identifier": "stadt.example", "password": TOKEN}:
                return web.json_response({"error": "AuthenticationRequired", "message": "Invalid login"}, status=401)
            return web.json_response({"did": "did:plc:stadt", "handle": "stadt.example", "accessJwt": "jwt"})
        if request.headers.get("Authorization") != "Bearer jwt":
            return web.json_response({"error": "AuthMissing"}, status=401)
        assert (said["repo"], said["collection"]) == ("did:plc:stadt", "app.bsky.feed.post")
        return self._record(name, said)

    def _keep(self, file: bytes, mime: str) -> web.Response:
        link = f"bafk{len(self.blobs)}"
        self.blobs[link] = file
        return web.json_response(
            {"blob": {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": len(file)}}
        )

    def _record(self, name: str, said: dict[str, Any]) -> web.Response:
        key = said["rkey"]
        uri = {"uri": f"at://did:plc:stadt/app.bsky.feed.post/{key}"}
        if name == "com.atproto.repo.createRecord":
            if fault := self._fault(said["record"]):
                return web.json_response({"error": "InvalidRequest", "message": fault}, status=400)
            if key in self.records:
                return web.json_response(
                    {"error": "InternalServerError", "message": "Internal Server Error"}, status=500
                )
            self.records[key] = said["record"]
            return web.json_response(uri)
        if name == "com.atproto.repo.getRecord":
            if key not in self.records:
                return web.json_response({"error": "RecordNotFound", "message": "Could not locate record"}, status=400)
            return web.json_response(uri)
        assert name == "com.atproto.repo.deleteRecord"
        self.records.pop(key, None)
        return web.json_response({})

    def _fault(self, record: dict[str, Any]) -> str:
        """What the lexicon of `app.bsky.feed.post` has against it."""
        text, tags = record["text"].encode(), list(record.get("tags", ()))
        for facet in record.get("facets", ()):
            start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
            if not 0 <= start < end <= len(text) or "\ufffd" in text[start:end].decode(errors="replace"):
                return "Invalid facet index"
            tags += [each["tag"] for each in facet["features"] if "tag" in each]
        images = record["embed"].get("images", ())
        checks = {
            "Record/text must not be longer than 300 graphemes": len(regex.findall(r"\X", record["text"])) > 300,
            "Record/text must not be longer than 3000 characters": len(text) > 3_000,
            "Record/langs must not have more than 3 elements": len(record.get("langs", ())) > 3,
            "Record/tags must not have more than 8 elements": len(record.get("tags", ())) > 8,
            "tag must not be longer than 64 graphemes": any(len(regex.findall(r"\X", each)) > 64 for each in tags),
            "images must not have more than 4 elements": len(images) > 4,
            "Could not find blob": any(each["image"]["ref"]["$link"] not in self.blobs for each in images),
            "Record must have the property alt": any("alt" not in each for each in images),
        }
        return next((fault for fault, found in checks.items() if found), "")
