"""Apps that listen: real websockets and real event streams, read by other people's code."""

import asyncio
import contextlib
import json
from typing import Any, Self

import aiohttp

from tests.web.mastodon.app import App

PATIENCE = 5.0


class Socket:
    """A websocket of an app. `heard` are the events that came, oldest first."""

    def __init__(self, app: App, **params: Any) -> None:
        self._app = app
        self._params = params
        self.heard: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        self._open = self._app.world.session.ws_connect(
            self._app.world.url("/api/v1/streaming"),
            params={name: str(value) for name, value in self._params.items()},
            headers={"Authorization": f"Bearer {self._app.secret}"} if self._app.secret else {},
        )
        self.raw = await self._open.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._open.__aexit__(*error)

    async def say(self, kind: str, stream: str, **more: Any) -> None:
        await self.raw.send_json({"type": kind, "stream": stream, **more})

    async def settle(self) -> list[dict[str, Any]]:
        """What came until the node had answered a question of ours: it answers in order."""
        await self._app.world.streamed()
        await self.raw.send_json({"type": "subscribe", "stream": "are you still there"})
        while True:
            found = await self.raw.receive_json(timeout=PATIENCE)
            if found == {"error": "Unknown stream type", "status": 400}:
                return self.heard
            if "payload" in found:
                with contextlib.suppress(ValueError):
                    found["payload"] = json.loads(found["payload"])
            self.heard.append(found)

    @property
    def events(self) -> list[tuple[str, str]]:
        """(channel, event) of each."""
        return [(":".join(each["stream"]), each["event"]) for each in self.heard]


class Events:
    """An event stream."""

    def __init__(self, app: App, path: str, **params: Any) -> None:
        self._app = app
        self._path = path
        self._params = params

    async def __aenter__(self) -> Self:
        self.response = await self._app.world.session.get(
            self._app.world.url(f"/api/v1/streaming/{self._path}"),
            params={name: str(value) for name, value in self._params.items()},
            headers={"Authorization": f"Bearer {self._app.secret}"} if self._app.secret else {},
            timeout=aiohttp.ClientTimeout(total=None),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self.response.close()

    async def line(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return (await self.response.content.readline()).decode()

    async def next(self) -> tuple[str, str]:
        """Event and data, heartbeats left out."""
        while not (line := await self.line()).startswith("event: "):
            assert line in {":)\n", ":thump\n", "\n"}, line
        data = await self.line()
        assert await self.line() == "\n"
        return line.removeprefix("event: ").strip(), data.removeprefix("data: ").strip()
