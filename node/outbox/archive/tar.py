"""The container: a tar, plain or gzipped. Written with the standard library, read by ourselves, because a stranger's file must
not be able to do more than name files and their bytes: no links, no paths that lead elsewhere, no headers without end, nothing
the manifest did not announce (T-265, T-267).

All of it is blocking work: callers go through a thread.
"""

import gzip
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from node.errors import Invalid, TooLarge
from node.outbox.archive.shape import MANIFEST, MOST_MANIFEST, Entry, Manifest, is_place, read_manifest

ENDINGS: Final = (".tar", ".tar.gz", ".tgz")
_BLOCK: Final = 512
_PIECE: Final = 256 * 1024
_MOST_HEADER: Final = 64 * 1024
_FILES, _FOLDER, _EXTENDED = (b"0", b"\0"), b"5", (b"x", b"g")
_SPARE: Final = 256 * 1024 * 1024
_DAMAGED: Final = "the archive is damaged, or no archive at all"

Step = Callable[[int], None]


def digest(path: Path) -> Entry:
    summed, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            summed.update(piece)
            size += len(piece)
    return Entry(summed.hexdigest(), size)


def pack(folder: Path, files: Mapping[str, Entry], manifest: bytes, target: Path, step: Step) -> None:
    """Nobody but this user may read `target`, from its first byte on; the same files give the same bytes. Raises
    FileExistsError."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw:
            with _packing(raw, zipped=target.name.endswith("gz")) as out:
                _add(out, MANIFEST, io.BytesIO(manifest), len(manifest))
                for path, entry in sorted(files.items()):
                    with (folder / path).open("rb") as file:
                        _add(out, path, file, entry.bytes)
                    step(1)
            raw.flush()
            os.fsync(raw.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@contextmanager
def _packing(raw: BinaryIO, *, zipped: bool) -> Iterator[tarfile.TarFile]:
    if not zipped:
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as out:
            yield out
        return
    with (
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as pressed,
        tarfile.open(fileobj=pressed, mode="w", format=tarfile.GNU_FORMAT) as out,
    ):
        yield out


def _add(out: tarfile.TarFile, path: str, file: BinaryIO, size: int) -> None:
    member = tarfile.TarInfo(path)
    member.size, member.mode = size, 0o600
    out.addfile(member, file)


def unpack(path: Path, folder: Path, free: int, step: Step) -> Manifest:
    """Every file of the archive into the folder, which is empty, checked against the manifest. `free` is how many bytes the
    disk has. Raises Invalid, TooLarge."""
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            with gzip.GzipFile(fileobj=raw) if zipped else raw as data:
                return _unpack(data, folder, free, step)  # type: ignore[arg-type]  # a GzipFile reads as a BinaryIO does
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Invalid(_DAMAGED) from None


def _unpack(data: BinaryIO, folder: Path, free: int, step: Step) -> Manifest:
    members = _members(data)
    name, size = next(members, ("", 0))
    if name != MANIFEST:
        raise Invalid("this is no archive of an Allmende account: it does not begin with a manifest.yml")
    if size > MOST_MANIFEST:
        raise TooLarge("the manifest of the archive is too large")
    manifest = read_manifest(_exactly(data, size))
    _skip_padding(data, size)
    if sum(entry.bytes for entry in manifest.files.values()) > free - _SPARE:
        raise TooLarge("the disk has no room for what is in the archive")
    missing = dict(manifest.files)
    for name, size in members:
        entry = missing.pop(name, None)
        if entry is None or entry.bytes != size or not is_place(name):
            raise Invalid(f"the archive has a file its manifest does not tell of: {name[:80]!r}")
        _keep(data, folder / name, entry)
        _skip_padding(data, size)
        step(1)
    if missing:
        raise Invalid(f"a file is missing from the archive: {min(missing)}")
    return manifest


def _keep(data: BinaryIO, target: Path, entry: Entry) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    summed, left = sha256(), entry.bytes
    with target.open("xb") as out:
        while left:
            piece = data.read(min(left, _PIECE))
            if not piece:
                raise Invalid(_DAMAGED)
            summed.update(piece)
            out.write(piece)
            left -= len(piece)
    if summed.hexdigest() != entry.sha256:
        raise Invalid(f"a file of the archive is damaged: {target.name}")


def _members(data: BinaryIO) -> Iterator[tuple[str, int]]:
    """Name and size of each file; its bytes are to be read before the next is asked for."""
    while True:
        header = data.read(_BLOCK)
        if not header.strip(b"\0"):  # the end: empty blocks, or nothing any longer
            return
        if len(header) < _BLOCK or not _is_header(header):
            raise Invalid(_DAMAGED)
        kind, size = header[156:157], _number(header[124:136])
        name = header[:100].rstrip(b"\0").decode("ascii", "replace").removeprefix("./")
        if kind in _EXTENDED and size <= _MOST_HEADER:  # times and owners, which another tar may have added
            _exactly(data, size)
            _skip_padding(data, size)
        elif kind in _FILES and size >= 0:
            yield name, size
        elif kind != _FOLDER or size:
            raise Invalid(f"the archive has something in it that is no file: {name[:80]!r}")


def _is_header(header: bytes) -> bool:
    summed = sum(header) - sum(header[148:156]) + 8 * 32
    return _number(header[148:156]) == summed


def _number(field: bytes) -> int:
    """Octal; beyond eight gigabytes binary, as GNU writes it. Negative for what is no number."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError:
        return -1


def _exactly(data: BinaryIO, size: int) -> bytes:
    found = data.read(size)
    if len(found) != size:
        raise Invalid(_DAMAGED)
    return found


def _skip_padding(data: BinaryIO, size: int) -> None:
    data.read(-size % _BLOCK)
