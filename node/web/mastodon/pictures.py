"""The pictures of profiles that have none. Apps know them by their address, and some draw their own instead."""

import struct
import zlib
from typing import Final

from aiohttp import hdrs, web

_GREY: Final = (0x9B, 0xA5, 0xB2)


def _png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """One colour, without any library for pictures (which is loaded only where somebody uploads one)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_AVATAR: Final = _png(96, 96, _GREY)
_HEADER: Final = _png(150, 50, _GREY)


async def show_missing_avatar(_request: web.Request) -> web.Response:
    return _picture(_AVATAR)


async def show_missing_header(_request: web.Request) -> web.Response:
    return _picture(_HEADER)


def _picture(body: bytes) -> web.Response:
    headers = {
        hdrs.CACHE_CONTROL: "public, max-age=86400",
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, content_type="image/png", headers=headers)
