"""The small pictures on pages that lie as files (`static_copy.py`): as many as the budget of bytes allows, those of the start
page and of the newest posts first.

A picture lies there while one of the pages shows it, and not a moment longer: with the last page that showed it, it goes.
Pictures of other servers stay away; they are not ours to keep. Films and sounds do, too: they are too large for it.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final

from node.errors import NotFound, Unavailable
from node.media.storage import Storage
from node.media.types import ALL
from node.web.static_files import put

FOLDER: Final = "media"
_ENDINGS: Final = "|".join(each.ending for each in ALL if each.family == "image")
_SHOWN: Final = re.compile(rf'\s(?:src|poster)="/media/([0-9a-f]{{32}}\.(?:{_ENDINGS}))"'.encode())


class StaticPictures:
    """Of one node. `show` and `forget` say what the pages show, `fill` brings it."""

    def __init__(self, folder: Path, storage: Storage, budget: int) -> None:
        self._folder = folder / FOLDER
        self._storage = storage
        self._budget = budget
        self._shown: dict[str, Sequence[str]] = {}
        self._sizes: dict[str, int] = {}
        self._missing: set[str] = set()
        self._is_filled = True

    def show(self, path: str, body: bytes) -> None:
        """What the page at `path` shows now."""
        names = [name.decode() for name in dict.fromkeys(_SHOWN.findall(body))]
        before = self._shown.get(path, ())
        self._shown[path] = names
        self._missing.difference_update(names)
        self._is_filled = self._is_filled and names == before
        self._leave(before)

    def forget(self, path: str) -> None:
        """The page is gone."""
        before = self._shown.pop(path, ())
        self._is_filled = self._is_filled and not before
        self._leave(before)

    def sweep(self) -> None:
        """What lies there of another time goes."""
        for file in self._folder.glob("*"):
            if file.name not in self._sizes:
                file.unlink(missing_ok=True)

    async def fill(self) -> None:
        """Bring what is not there yet. What has to make room for something more important goes first."""
        if self._is_filled:
            return
        self._is_filled = True
        chosen = await self._chosen()
        for name in self._sizes.keys() - chosen.keys():
            self._remove(name)
        try:
            for name, size in chosen.items():
                if name not in self._sizes:
                    await self._bring(name, size)
        except OSError:
            self._is_filled = False
            raise

    async def _chosen(self) -> Mapping[str, int]:
        """What fits, with its bytes."""
        left = self._budget
        chosen: dict[str, int] = {}
        wanted = dict.fromkeys(name for path in sorted(self._shown, key=_rank) for name in self._shown.get(path, ()))
        for name in wanted:
            size = await self._size(name)
            if size is not None and size <= left:
                chosen[name] = size
                left -= size
        return chosen

    async def _size(self, name: str) -> int | None:
        if name in self._sizes:
            return self._sizes[name]
        if name in self._missing:
            return None
        try:
            found = await self._storage.find(name)
        except Unavailable:
            self._is_filled = False
            return None
        if found is None:
            self._missing.add(name)
            return None
        return found.size

    async def _bring(self, name: str, size: int) -> None:
        body = bytearray()
        try:
            async with aclosing(self._storage.read(name, 0, size)) as pieces:
                async for piece in pieces:
                    body += piece
        except NotFound:
            self._missing.add(name)
            return
        except Unavailable:
            self._is_filled = False
            return
        if self._is_wanted(name):  # its post may have been deleted while it was read
            put(self._folder / name, bytes(body))
            self._sizes[name] = len(body)

    def _leave(self, names: Sequence[str]) -> None:
        for name in names:
            if not self._is_wanted(name):
                self._remove(name)

    def _is_wanted(self, name: str) -> bool:
        return any(name in names for names in self._shown.values())

    def _remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
        self._sizes.pop(name, None)


def _rank(path: str) -> tuple[int, int]:
    """The start page, then all that is no post, then the posts, the newest first."""
    number = path.rpartition("/")[2]
    if path == "/":
        return 0, 0
    return (2, -int(number)) if number.isdecimal() else (1, 0)
