"""How large a film is and how long a film or sound runs, as its own head says: enough to leave room for it on a page.

For where no ffmpeg is installed. What cannot be read is not known; nothing here decodes anything.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import BinaryIO, Final

from node.media.types import FLAC, MOV, MP4, WAV, WEBM, FileType

_LARGEST_HEAD: Final = 8 * 1_048_576
_MOST_PARTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """Sides in pixels, `duration` in seconds."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None


def read(source: Path, found: FileType) -> Told:
    reader = _READERS.get(found)
    if reader is None:
        return Told()
    with source.open("rb") as file:
        try:
            return reader(file)
        except (struct.error, IndexError, ValueError, OverflowError, ZeroDivisionError):
            return Told()  # broken, or not as we know it


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


# MP4 and QuickTime: boxes within boxes


def _iso(file: BinaryIO) -> Told:
    told = Told()
    for name, data in _boxes(_movie(file)):
        if name == b"mvhd":
            told = replace(told, duration=_movie_duration(data))
        elif name == b"trak":
            head = dict(_boxes(data)).get(b"tkhd")
            if head is not None and told.width is None:
                told = _track_size(told, head)
    return told


def _movie(file: BinaryIO) -> bytes:
    """The box that tells of the film; the pictures before it are passed over."""
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return b""
        length, name, before = _number(head[:4]), head[4:], 8
        if length == 1:
            length, before = _number(file.read(8)), 16
        if name == b"moov":
            return file.read(min(length, _LARGEST_HEAD) - before)
        if length < before:
            return b""
        file.seek(length - before, 1)
    return b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length = _number(data[at : at + 4])
        if length < 8:
            return
        yield data[at + 4 : at + 8], data[at + 8 : at + length]
        at += length


def _movie_duration(data: bytes) -> float:
    wide = data[0] == 1
    scale, duration = struct.unpack_from(">IQ" if wide else ">II", data, 20 if wide else 12)
    return float(duration / scale)


def _track_size(told: Told, head: bytes) -> Told:
    """With the matrix that turns it: a phone held upright films lying down."""
    at = 52 if head[0] == 1 else 40
    a, b = struct.unpack_from(">ii", head, at)
    width, height = struct.unpack_from(">II", head, at + 36)
    sides = (width >> 16, height >> 16)
    if not all(sides):
        return told
    if a == 0 and b != 0:
        sides = sides[::-1]
    return replace(told, width=sides[0], height=sides[1])


# WebM: elements within elements

_SEGMENT, _INFO, _TRACKS = 0x18538067, 0x1549A966, 0x1654AE6B
_SCALE, _DURATION = 0x2AD7B1, 0x4489
_ENTRY, _VIDEO, _WIDTH, _HEIGHT = 0xAE, 0xE0, 0xB0, 0xBA
_CONTAINERS: Final = frozenset({_SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO})


def _webm(file: BinaryIO) -> Told:
    values: dict[int, bytes] = {}
    _collect(file.read(1_048_576), values)
    scale = _number(values.get(_SCALE, b"")) or 1_000_000
    written = values.get(_DURATION, b"")
    duration = struct.unpack(">f" if len(written) == 4 else ">d", written)[0] if written else None
    seconds = None if duration is None or not isfinite(duration) else duration * scale / 1e9
    return Told(_number(values.get(_WIDTH, b"")) or None, _number(values.get(_HEIGHT, b"")) or None, seconds)


def _collect(data: bytes, values: dict[int, bytes]) -> None:
    """The first value of each kind, wherever in the containers it stands."""
    at = 0
    for _ in range(_MOST_PARTS):
        if at >= len(data):
            return
        kind, at = _variable(data, at, keep_marker=True)
        length, at = _variable(data, at, keep_marker=False)
        if kind in _CONTAINERS:
            continue  # its elements come next
        values.setdefault(kind, data[at : at + min(length, 16)])
        at += length


def _variable(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """A number whose first set bit says how long it is."""
    length = 9 - data[at].bit_length()
    number = _number(data[at : at + length])
    return (number if keep_marker else number & ((1 << 7 * length) - 1)), at + length


# Sounds


def _wav(file: BinaryIO) -> Told:
    file.read(12)
    rate = 0
    for _ in range(100):
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", file.read(length + length % 2), 8)
        elif name == b"data":
            return Told(duration=length / rate)
        else:
            file.seek(length + length % 2, 1)
    return Told()


def _flac(file: BinaryIO) -> Told:
    head = file.read(42)
    bits = _number(head[18:26])
    return Told(duration=(bits & ((1 << 36) - 1)) / (bits >> 44))


_READERS: Final[dict[FileType, Callable[[BinaryIO], Told]]] = {
    MP4: _iso,
    MOV: _iso,
    WEBM: _webm,
    WAV: _wav,
    FLAC: _flac,
}
