"""Where the files of a node lie: what every storage can do, and which one the settings mean (decision 0015).

A file is put there once, whole, under a name nobody can guess, and never changed; so whoever has a name may read, and
may keep what was read for ever. Storages know nothing of posts and people: which files are needed says the database.
"""

import os
import re
import secrets
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from node.config import Config
from node.errors import Unavailable

_NAME: Final = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,8}")
_LONGEST: Final = 41
_RETRY_AFTER: Final = 60.0

UPLOADS: Final = "media"
CACHE: Final = "media-cache"
"""Folders in `node.data_dir`, or in the node's folder of the bucket: what is ours, and what can be fetched again."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is there. `size` in bytes."""

    name: str
    size: int
    modified: datetime


class Storage(Protocol):
    """Every method raises Unavailable when the disk or the service fails, and ValueError for what is no name."""

    async def put(self, name: str, source: Path, mime: str) -> None:
        """Keep the file: whole and safe on disk when this returns, or not there at all. `source` stays where it is."""

    async def find(self, name: str) -> Stored | None: ...

    def read(self, name: str, start: int = 0, length: int | None = None) -> AsyncGenerator[bytes, None]:
        """Its bytes from `start` on, `length` of them, in pieces. Raises NotFound before the first when it is not there."""

    async def delete(self, names: Iterable[str]) -> None:
        """What is not there any more is no error."""

    def names(self) -> AsyncGenerator[Stored, None]:
        """Every file, in no order."""

    async def tidy(self, before: datetime) -> int:
        """Remove what was begun before that moment and never finished; returns how many there were."""


def disk_failed(error: OSError | str) -> Unavailable:
    """A disk that is full, read-only or unplugged, in our words; `error` may be how the system says it."""
    why = error if isinstance(error, str) else os.strerror(error.errno or 0)
    return Unavailable(f"the folder of the files fails: {why}", retry_after=_RETRY_AFTER)


def new_name(ending: str) -> str:
    """`<128 random bits>.<ending>`: whoever knows it was told (T-142)."""
    return checked(f"{secrets.token_hex(16)}.{ending}")


def is_name(text: str) -> bool:
    """Whether it can be the name of a file. Nothing else ever reaches a disk or a service (T-267)."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def checked(name: str) -> str:
    if not is_name(name):
        raise ValueError(f"not a file's name: {name!r}")
    return name


def key_of(name: str) -> str:
    """`ab/cd/abcd....jpg`: in folders of two levels, so that none of them gets long. The same everywhere, so that a
    folder can be copied to a bucket and back."""
    checked(name)
    return f"{name[:2]}/{name[2:4]}/{name}"


def open_storage(config: Config, folder: str = UPLOADS) -> Storage:
    """The storage the settings name. Connects to nothing yet."""
    if config.media.storage == "s3":
        from node.media.storage_s3 import S3Storage  # noqa: PLC0415  # costs 15 MB where nobody needs it

        return S3Storage(config.media, f"{config.hostname}/{folder}")
    from node.media.storage_disk import DiskStorage  # noqa: PLC0415  # imports this file

    return DiskStorage(config.node.data_dir / folder)
