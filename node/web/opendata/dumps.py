"""`/open/v1/dumps/`: which dumps there are, for programs and for people, and their files."""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import hdrs, web

from node.errors import NotFound
from node.i18n.translate import Translator
from node.outbox.dumps import Dump, File, days_of, find_dump, path_of
from node.web.given import LICENSE, given, wants_page
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import answer, look_around, rendering_of

_OTHERS = frozenset({"rueckkanal", "research"})
"""What citizens wrote has no licence of ours."""


async def show_dumps(request: web.Request) -> web.Response:
    node = request[NODE]
    dumps = await asyncio.to_thread(_all, node.config.node.data_dir)
    if wants_page(request):
        return await _page(request, dumps)
    licence = node.config.open.license
    body = {
        "dumps": [_entry(dump, node.config.origin, licence) for dump in dumps],
        "deletions": f"{node.config.origin}/open/v1/deletions",
        "catalog": f"{node.config.origin}/catalog.ttl",
        "license": licence,
    }
    return given(request, msgspec.json.encode(body), "application/json", licence=licence)


def _all(data_dir: Path) -> Sequence[Dump]:
    return [dump for day in days_of(data_dir) if (dump := find_dump(data_dir, day)) is not None]


def _entry(dump: Dump, origin: str, licence: str) -> dict[str, Any]:
    return {
        "day": dump.day,
        "began": dump.began_at,
        "finished": dump.finished_at,
        "files": [
            {
                "name": each.name,
                "url": f"{origin}{_path(dump.day, each.name)}",
                "objects": each.objects,
                "bytes": each.bytes,
                "sha256": each.sha256,
                "license": None if each.name in _OTHERS else licence,
            }
            for each in dump.files
        ],
    }


def _path(day: str, name: str) -> str:
    return f"/open/v1/dumps/{day}/{name}.ndjson.gz"


async def give_file(request: web.Request) -> web.StreamResponse:
    """With validators and ranges; a download that broke off goes on where it stopped."""
    count_request(request)
    node, name = request[NODE], request.match_info["name"]
    path = await asyncio.to_thread(_find, node.config.node.data_dir, request.match_info["day"], name)
    if path is None:
        raise NotFound("there is no such dump")
    headers = {
        **security_headers(is_https=node.config.is_https),
        hdrs.CONTENT_TYPE: "application/gzip",
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{path.parent.name}-{path.name}"',
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: "Accept-Ranges, Content-Length, Content-Range, ETag, Link",
        "Cross-Origin-Resource-Policy": "cross-origin",
        hdrs.CACHE_CONTROL: "public, no-cache",
    }
    if name not in _OTHERS:
        headers[hdrs.LINK] = LICENSE.format(node.config.open.license)
    return web.FileResponse(path, headers=headers)


def _find(data_dir: Path, day: str, name: str) -> Path | None:
    days = days_of(data_dir) if day == "latest" else [day]
    return path_of(data_dir, days[0], name) if days else None


async def _page(request: web.Request, dumps: Sequence[Dump]) -> web.Response:
    frame = await look_around(request)
    words = frame.words
    shown = [
        (words.date(date.fromisoformat(dump.day)), [_row(dump, each, words) for each in dump.files]) for dump in dumps
    ]
    heading = words.t("dumps.title")
    body = rendering_of(request).page(
        "opendata/dumps.html", frame, heading=heading, dumps=shown, licence=request[NODE].config.open.license
    )
    return answer(request, frame, body)


def _row(dump: Dump, file: File, words: Translator) -> tuple[str, str, str, str, str]:
    """What it is, where, how many objects, how large, its checksum."""
    return (
        words.t(f"dumps.name.{file.name}"),
        _path(dump.day, file.name),
        words.number(file.objects),
        words.t("dumps.kilobytes", count=max(1, round(file.bytes / 1_000))),
        file.sha256,
    )
