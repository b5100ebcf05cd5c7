"""The files of dumps: written in parts, joined, put in place at once, thrown away when they are old.

    dumps/2026-11-29/index.json             what there is, with sizes and checksums
    dumps/2026-11-29/posts.ndjson.gz        one object a line
    dumps/.coming-2026-11-29/posts.000003.gz   a part

Whatever is killed at whatever moment is done again from what lies there: parts go only once the index stands beside the
whole files, and a folder with an index only has to be put in its place.

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

NAMES: Final = ("organizations", "channels", "posts", "rueckkanal", "polls", "motions", "research", "deletions")
_ENDING: Final = ".ndjson.gz"
_INDEX: Final = "index.json"
_COMING: Final = ".coming"
_HALF: Final = "half-"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_OF_A_PIECE: Final = re.compile(r"(?:(?:posts|polls|rueckkanal|research|deletions)\.|kept-counts-)(\d{6})(?:\.gz)?")
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
    """The dump of a day that is being written."""

    def __init__(self, data_dir: Path, day: str) -> None:
        self._folder = folder_of(data_dir)
        self._day = day
        self.coming = self._folder / f"{_COMING}-{day}"

    @property
    def is_begun(self) -> bool:
        return self.coming.is_dir()

    @property
    def is_whole(self) -> bool:
        """It only has to be put in its place."""
        return (self.coming / _INDEX).is_file()

    @property
    def is_outrun(self) -> bool:
        """That of a later day has begun: nobody waits for this one any longer."""
        return any(each.name > self.coming.name for each in self._folder.glob(f"{_COMING}-*"))

    def begin(self) -> None:
        """What another left half written goes."""
        for left in self._folder.glob(f"{_COMING}*"):
            shutil.rmtree(left, ignore_errors=True)
        self.coming.mkdir(parents=True, mode=0o700)

    def forget_after(self, part: int) -> None:
        """What a job wrote behind this part that was not done to its end: the next one may come out otherwise."""
        for path in self.coming.iterdir():
            if (found := _OF_A_PIECE.fullmatch(path.name)) and int(found[1]) > part:
                path.unlink()

    def write_part(self, name: str, number: int, lines: Iterable[Any]) -> None:
        """Written again after a crash it is the same part."""
        half = self.coming / f"{_HALF}{name}"
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
        return File(name, objects, target.stat().st_size, _checksum(target))

    def finish(self, dump: Dump) -> None:
        """All files are there; from now on it is whole."""
        for path in self.coming.glob(f"*{_ENDING}"):
            path.chmod(0o644)
            _sync(path)
        half = self.coming / f"{_HALF}{_INDEX}"
        half.write_bytes(msgspec.json.encode(dump))
        half.chmod(0o644)
        _sync(half)
        half.replace(self.coming / _INDEX)

    def place(self, *, keep_days: int) -> None:
        """From now on it is the dump of its day; old ones go."""
        for path in self.coming.iterdir():
            if not path.name.endswith(_ENDING) and path.name != _INDEX:  # keys and counts nobody may have afterwards
                path.unlink()
        self.coming.chmod(0o755)
        place, old = self._folder / self._day, self._folder / ".old"
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
        half = self.coming / f"{_HALF}kept"
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
