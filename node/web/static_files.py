"""How a file is written that the web server in front may read at any moment (`static_copy.py`)."""

import contextlib
import os
import time
from pathlib import Path
from typing import Final

_WRITTEN_SECONDS: Final = 60.0


def put(file: Path, body: bytes) -> None:
    """Whoever reads meanwhile gets the whole of the one or of the other; where the disk is full, what was there stays."""
    for folder in _missing(file.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # for the web server, whatever the umask: what lies here is public
    half = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        half.write_bytes(body)
        half.chmod(0o644)
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def cut_off(folder: Path) -> list[Path]:
    """What a process was killed over; another one may be writing right now."""
    found, before = [], time.time() - _WRITTEN_SECONDS
    for file in folder.rglob(".*.*"):
        with contextlib.suppress(FileNotFoundError):
            if file.is_file() and file.stat().st_mtime < before:
                found.append(file)
    return found


def _missing(folder: Path) -> list[Path]:
    """The folders above that are not there yet, and this one; the outermost first."""
    return [each for each in (*reversed(folder.parents), folder) if not each.is_dir()]
