"""Files as other servers send them, made by hand: enough for their first bytes to say what they are."""

import struct
import zlib


def png(side: int = 1, *, grey: int = 128) -> bytes:
    """A whole picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = (b"\x00" + bytes([grey]) * side) * side
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sized(size: int, *, letter: bytes = b"x") -> bytes:
    """Begins like a picture and has exactly that many bytes."""
    head = png()
    return head + letter * (size - len(head))


def film(size: int) -> bytes:
    head = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
    return head + b"f" * (size - len(head))
