"""Forms with files, as apps send them."""

import asyncio
import io
from typing import Any

import aiohttp

from tests.media import photos
from tests.web.mastodon.app import App
from tests.world import World

_PATIENCE = 60.0


def form(
    data: bytes | None = None, *, name: str = "bild.jpg", mime: str = "image/jpeg", **fields: Any
) -> aiohttp.FormData:
    """`data` is the field `file`; of the others, bytes are pictures."""
    made = aiohttp.FormData()
    if data is not None:
        made.add_field("file", io.BytesIO(data), filename=name, content_type=mime)
    for key, value in fields.items():
        if isinstance(value, bytes):
            made.add_field(key, io.BytesIO(value), filename=f"{key}.jpg", content_type="image/jpeg")
        else:
            made.add_field(key, str(value))
    return made


async def sent(app: App, data: bytes | None = None, *, path: str = "/api/v2/media", **fields: Any) -> dict[str, Any]:
    """A file that is ready; a photo where nothing else is said."""
    answer = await app.ask("POST", path, data=form(photos.jpeg() if data is None else data, **fields))
    async with asyncio.timeout(_PATIENCE):  # on a busy machine it takes longer than an app is let wait
        while answer.status in {202, 206}:
            answer = await app.ask("GET", f"/api/v1/media/{answer.body['id']}")
    assert answer.status == 200, answer.body
    return answer.body


async def published(app: App, *ids: str, **more: Any) -> dict[str, Any]:
    return await app.post("/api/v1/statuses", json={"status": "Ein Bild", "media_ids": list(ids), **more})


def left_over(node: World) -> list[str]:
    """Files that wait in the folder for uploads."""
    folder = node.node.config.node.data_dir / "uploads"
    return sorted(each.name for each in folder.glob("*"))


async def stored(node: World, url: str) -> bytes:
    """What lies in the storage under that address."""
    pieces = [piece async for piece in node.node.storage.read(url.rpartition("/")[2])]
    return b"".join(pieces)
