"""Files in a folder of this machine. Written beside their place and then moved there, so that nobody sees half a file
and a power cut leaves either the whole of it or nothing (T-329)."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from node.errors import NotFound
from node.media.storage import Stored, disk_failed, is_name, key_of

PIECE: Final = 256 * 1024
_BEGUN: Final = "begun"


class DiskStorage:
    """`root` is made when the first file comes; nobody but this user gets in."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._begun = root / _BEGUN

    async def put(self, name: str, source: Path, mime: str) -> None:  # noqa: ARG002  # a disk keeps no types
        try:
            await asyncio.to_thread(self._put, self._root / key_of(name), source)
        except OSError as error:
            raise disk_failed(error) from error

    async def find(self, name: str) -> Stored | None:
        try:
            return await asyncio.to_thread(self._find, name)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_failed(error) from error

    async def read(self, name: str, start: int = 0, length: int | None = None) -> AsyncGenerator[bytes, None]:
        path = self._root / key_of(name)
        try:
            file = await asyncio.to_thread(os.open, path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise NotFound("there is no such file") from None
        except OSError as error:
            raise disk_failed(error) from error
        try:
            left = length
            while left is None or left > 0:
                piece = await asyncio.to_thread(os.pread, file, PIECE if left is None else min(PIECE, left), start)
                if not piece:
                    return
                start += len(piece)
                left = None if left is None else left - len(piece)
                yield piece
        finally:
            os.close(file)

    async def delete(self, names: Iterable[str]) -> None:
        try:
            await asyncio.to_thread(self._delete, [self._root / key_of(name) for name in names])
        except OSError as error:
            raise disk_failed(error) from error

    async def names(self) -> AsyncGenerator[Stored, None]:
        """A folder at a time, so that a million files need no memory."""
        for first in await asyncio.to_thread(_folders, self._root):
            for second in await asyncio.to_thread(_folders, first):
                for found in await asyncio.to_thread(_files, second):
                    yield found

    async def tidy(self, before: datetime) -> int:
        return await asyncio.to_thread(self._tidy, before.timestamp())

    def _put(self, target: Path, source: Path) -> None:
        self._make_folders(target.parent, self._begun)
        begun = self._begun / secrets.token_hex(16)
        try:
            _link_or_copy(source, begun)
            begun.chmod(0o600)
            _to_disk(begun)
            begun.replace(target)
        finally:
            begun.unlink(missing_ok=True)
        _to_disk(target.parent)

    def _make_folders(self, *folders: Path) -> None:
        """Each is closed to others from its first moment, and written down in the one above it."""
        for folder in folders:
            for each in reversed([folder, *folder.parents]):
                if each.is_relative_to(self._root) and not each.is_dir():
                    with suppress(FileExistsError):  # made by another process just now
                        each.mkdir(mode=0o700, parents=each == self._root)
                    _to_disk(each.parent)

    def _find(self, name: str) -> Stored:
        return _stored(name, (self._root / key_of(name)).lstat())

    def _delete(self, paths: Iterable[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    def _tidy(self, before: float) -> int:
        count = 0
        for path in list(_entries(self._begun)):
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < before:
                    path.unlink()
                    count += 1
        return count


def _stored(name: str, found: os.stat_result) -> Stored:
    return Stored(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _link_or_copy(source: Path, target: Path) -> None:
    """A second name for the same bytes, where the file system is the same."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _entries(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from folder.iterdir()


def _folders(above: Path) -> list[Path]:
    return [each for each in _entries(above) if len(each.name) == 2 and each.is_dir()]


def _files(folder: Path) -> list[Stored]:
    found = []
    for each in _entries(folder):
        with suppress(FileNotFoundError):
            if is_name(each.name) and each.is_file():
                found.append(_stored(each.name, each.lstat()))
    return found
