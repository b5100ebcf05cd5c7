"""Files on their way in: kept in `data_dir/uploads` until the worker has made of them what is shown.

A file that is being received ends in `.part` and goes when its request ends. One that is taken is on disk for good
before the database says so, and is named by its row until it is worked on.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from node.config import Config, MediaSettings
from node.errors import Unprocessable
from node.media.storage import disk_failed
from node.media.types import HEAD, FileType, sniff

P = ParamSpec("P")
T = TypeVar("T")

PART: Final = ".part"
_KEPT_SECONDS: Final = 2 * 24 * 3600
_MEGABYTE: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was received; `size` in bytes."""

    path: Path
    size: int


def uploads_folder(config: Config) -> Path:
    return config.node.data_dir / "uploads"


def new_part(config: Config) -> Path:
    """Where the next file is received."""
    folder = uploads_folder(config)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{secrets.token_hex(16)}{PART}"


async def on_disk(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it on another thread. Raises Unavailable when the disk fails: it may be full."""
    try:
        return await asyncio.to_thread(act, *args, **kwargs)
    except OSError as error:
        raise disk_failed(error) from error


async def take(sent: Sent, settings: MediaSettings, *, only_picture: bool = False) -> tuple[str, FileType]:
    """Keep what was received; returns its name among the uploads and what it is.

    Raises Unprocessable for what is not taken here: then it goes with its request; Unavailable when the disk fails.
    """
    return await on_disk(_take, sent, settings, only_picture)


def _take(sent: Sent, settings: MediaSettings, only_picture: bool) -> tuple[str, FileType]:  # noqa: FBT001  # called by `take` alone
    with sent.path.open("rb") as file:
        found = sniff(file.read(HEAD))
        os.fsync(file.fileno())
    if found is None or (only_picture and found.family != "image"):
        raise Unprocessable("Validation failed: File content type is invalid, File is invalid", code="file_type")
    most = settings.image_bytes if found.family == "image" else settings.file_bytes
    if sent.size > most:
        raise Unprocessable(
            f"Validation failed: File file size must be less than {most / _MEGABYTE:g} MB",
            code="file_large",
            most=f"{most / _MEGABYTE:g}",
        )
    taken = sent.path.with_suffix("")
    sent.path.rename(taken)
    return taken.name, found


async def forget(config: Config, *names: str) -> None:
    """What was worked on, or is no longer wanted; by their names among the uploads, or their paths."""
    folder = uploads_folder(config)
    await asyncio.to_thread(_forget, [folder / name for name in names if name])


def _forget(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


async def forget_old(config: Config) -> int:
    """Whatever lies there for two days: no row names it any longer (T-329). Returns how many files there were."""
    return await asyncio.to_thread(_forget_old, uploads_folder(config), time.time() - _KEPT_SECONDS)


def _forget_old(folder: Path, before: float) -> int:
    old = [path for path in folder.glob("*") if path.stat().st_mtime < before]
    _forget(old)
    return len(old)
