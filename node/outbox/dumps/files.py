"""The files of dumps: written in parts, joined, put in place at once, thrown away when they are old.

    dumps/2026-11-29/index.json             what there is, with sizes and checksums
    dumps/2026-11-29/posts.ndjson.gz        one object a line
    dumps/.coming/posts.00003.gz            a part: parts of gzip files are a gzip file when put one behind the other

All of it is blocking work: callers go through a thread.
"""

import gzip
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

NAMES: Final = ("organizations", "channels", "posts", "rueckkanal", "polls", "research", "deletions")
_ENDING: Final = ".ndjson.gz"
_INDEX: Final = "index.json"
_COMING: Final = ".coming"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_AT_ONCE: Final = 1 << 20


class File(msgspec.Struct, frozen=True):
    """`objects` is how many lines there are."""

    name: str
    objects: int
    bytes: int
    sha256: str


class Dump(msgspec.Struct, frozen=True):
    """`began_at`: what was deleted since is in none of its files, and what is deleted later stands in the next list."""

    day: str
    began_at: str
    finished_at: str
    files: tuple[File, ...]


def folder_of(data_dir: Path) -> Path:
    return data_dir / "dumps"


def days_of(data_dir: Path) -> Sequence[str]:
    """Days of which there is a dump, the latest first."""
    try:
        found = [each.name for each in folder_of(data_dir).iterdir() if _DAY.fullmatch(each.name)]
    except FileNotFoundError:
        return []
    return sorted((day for day in found if (folder_of(data_dir) / day / _INDEX).is_file()), reverse=True)


def find_dump(data_dir: Path, day: str) -> Dump | None:
    """None when there is none of that day."""
    if not _DAY.fullmatch(day):
        return None
    try:
        return msgspec.json.decode((folder_of(data_dir) / day / _INDEX).read_bytes(), type=Dump)
    except FileNotFoundError:
        return None


def path_of(data_dir: Path, day: str, name: str) -> Path | None:
    """`posts` of a day; None when there is no such file."""
    if name not in NAMES or not _DAY.fullmatch(day):
        return None
    path = folder_of(data_dir) / day / (name + _ENDING)
    return path if path.is_file() else None


class Coming:
    """A dump that is being written."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = folder_of(data_dir)
        self.coming = self._folder / _COMING

    def begin(self) -> None:
        """What another left half written goes."""
        shutil.rmtree(self.coming, ignore_errors=True)
        self.coming.mkdir(parents=True, mode=0o700)

    def write_part(self, name: str, number: int, lines: Iterable[Any]) -> None:
        """Written again after a crash it is the same part."""
        half = self.coming / f"half-{name}"
        with gzip.open(half, "wb", compresslevel=6) as out:
            for line in lines:
                out.write(msgspec.json.encode(line) + b"\n")
        half.replace(self.coming / f"{name}.{number:06d}.gz")

    def join(self, gone: Collection[str]) -> tuple[File, ...]:
        """The parts of each file, one behind the other, without the objects that are among those gone meanwhile."""
        return tuple(self._join(name, gone) for name in NAMES)

    def _join(self, name: str, gone: Collection[str]) -> File:
        target = self.coming / (name + _ENDING)
        parts = sorted(self.coming.glob(f"{name}.*.gz"))
        objects = 0
        with target.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as out:
            for part in parts:
                with gzip.open(part, "rb") as lines:
                    for line in lines:
                        if gone and name != "deletions" and msgspec.json.decode(line, type=_Named).is_among(gone):
                            continue
                        out.write(line)
                        objects += 1
        for part in parts:
            part.unlink()
        return File(name, objects, target.stat().st_size, _checksum(target))

    def finish(self, dump: Dump, *, keep_days: int) -> None:
        """From now on it is the dump of its day; old ones go."""
        (self.coming / _INDEX).write_bytes(msgspec.json.encode(dump))
        for path in self.coming.iterdir():
            if path.name.endswith(_ENDING) or path.name == _INDEX:
                path.chmod(0o644)
                _sync(path)
            else:  # keys and counts nobody may have afterwards
                path.unlink()
        self.coming.chmod(0o755)
        place, old = self._folder / dump.day, self._folder / ".old"
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            place.replace(old)
        self.coming.replace(place)
        shutil.rmtree(old, ignore_errors=True)
        for day in sorted((each.name for each in self._folder.iterdir() if _DAY.fullmatch(each.name)), reverse=True)[
            keep_days:
        ]:
            shutil.rmtree(self._folder / day, ignore_errors=True)

    def keep(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Something the parts of this dump have in common, made with the first of them and gone with the last."""
        path = self.coming / f"kept-{name}"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            value = make()
            self.put(name, value)
            return value

    def put(self, name: str, value: bytes) -> None:
        half = self.coming / "half-kept"
        half.touch(mode=0o600)
        half.write_bytes(value)
        half.replace(self.coming / f"kept-{name}")

    def kept(self, prefix: str) -> Iterable[bytes]:
        return (path.read_bytes() for path in sorted(self.coming.glob(f"kept-{prefix}*")))


class _Named(msgspec.Struct):
    """By what an object is known: its id, or in the research form the key of its post."""

    id: str = ""
    key: str = ""

    def is_among(self, gone: Collection[str]) -> bool:
        return self.id in gone or self.key in gone


def _checksum(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
