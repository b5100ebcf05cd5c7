"""The page in German Sign Language: a film of the operator's, played and downloaded from this node, with its size."""

import asyncio
from pathlib import Path
from typing import Final

from aiohttp import web

from node.config import Config, Organization
from node.errors import NotFound
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.legal.place import look_at_place, show

_MIMES: Final = {".mp4": "video/mp4", ".webm": "video/webm"}


async def show_sign(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    found = await asyncio.to_thread(film_of, request[NODE].config, place.organization)
    size = 0 if found is None else (await asyncio.to_thread(found.stat)).st_size
    return show(
        request,
        frame,
        place,
        "sign",
        keep=False,
        film=f"{place.path('sign')}/film{found.suffix.lower()}" if found is not None else "",
        size=frame.words.number(round(size / 1_000_000, 1)),
        mime="" if found is None else _MIMES[found.suffix.lower()],
        ending="" if found is None else found.suffix.lower().removeprefix(".").upper(),
    )


async def show_film(request: web.Request) -> web.StreamResponse:
    """In pieces, where a browser asks for some."""
    _, place = await look_at_place(request)
    found = await asyncio.to_thread(film_of, request[NODE].config, place.organization)
    if found is None or found.suffix.lower() != f".{request.match_info['ending']}":
        raise NotFound("there is no film in sign language")
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        "Cache-Control": "public, max-age=86400",
        "Content-Type": _MIMES[found.suffix.lower()],
    }
    return web.FileResponse(found, headers=headers)


def film_of(config: Config, organization: Organization | None) -> Path | None:
    """The file, if it is there and of a kind that browsers play."""
    named = "" if organization is None else organization.sign_language_video
    if not named:
        return None
    path = config.node.data_dir / named
    return path if path.suffix.lower() in _MIMES and path.is_file() else None
