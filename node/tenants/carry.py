"""A tenant in one file, for backup and for moving to another installation (row 116): a gzipped tar.

    tenant.json        what it is, and each file with its size and SHA-256
    config.toml        its settings, without comments, without where data and database are
    database.sqlite3   everything that is stored, keys included; also when it was on PostgreSQL
    data/...           the rest of its data folder: media, dumps, coat of arms

Names, keys and ids stay, so its followers elsewhere notice nothing. What lies outside the data folder (an S3 bucket, files
named by their whole path) stays where it is. The file opens everything the tenant can do: only its owner may read it.
"""

import asyncio
import errno
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

import node
from node.config import Config
from node.errors import Invalid, Misconfigured
from node.store.copy import copy
from node.store.database import newest_schema
from node.store.opening import open_store, sqlite_path
from node.tenants.registry import CONFIG, Registry
from node.tenants.rest import at_rest
from node.tenants.written import written

FORMAT: Final = "allmende-tenant/1"
_MANIFEST: Final = "tenant.json"
_DATABASE: Final = "database.sqlite3"
_DATA: Final = "data"
_MADE_ANEW: Final = frozenset({"static-copy", "coming", "control.sock"})
_PIECE: Final = 1 << 20
_MOST_MANIFEST: Final = 256 << 20


class Part(msgspec.Struct, frozen=True):
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """`schema`: of the database; a program that knows only older ones refuses the file."""

    format: str
    version: str
    schema: int
    name: str
    base_url: str
    at: datetime
    files: dict[str, Part]


async def export(registry: Registry, name: str, target: Path, now: datetime) -> Manifest:
    """Write the tenant into a new file; meanwhile it rests. Raises NotFound, Conflict, Misconfigured, and OSError when the
    file is there or the disk is full."""
    if await asyncio.to_thread(target.exists):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    async with at_rest(registry, name, "export") as config:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".allmende-") as folder:
            database = await _whole_database(config, Path(folder))
            text = _portable(registry.place(name) / CONFIG)
            return await asyncio.to_thread(_write, config, name, database, text, target, now)


async def _whole_database(config: Config, folder: Path) -> Path:
    """As one SQLite file: its own one, or a copy of what is on PostgreSQL."""
    store = await open_store(config.database.url)
    path = sqlite_path(config.database.url)
    if path is not None:
        await store.close()  # the log is written back with that
        return path
    target = await open_store(f"sqlite:///{folder / _DATABASE}")
    try:
        await copy(store, target, lambda _table, _rows: None)
    finally:
        await target.close()
        await store.close()
    return folder / _DATABASE


def _portable(file: Path) -> str:
    """The settings without what belongs to this place."""
    document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    document.pop("database", None)
    document["node"] = {key: value for key, value in document["node"].items() if key not in {"data_dir", "listen"}}
    return written(document)


def _write(config: Config, name: str, database: Path, settings: str, target: Path, now: datetime) -> Manifest:
    """Blocking."""
    files = {_DATABASE: database, **{f"{_DATA}/{place}": path for place, path in _data(config, database)}}
    parts = {place: _part(path) for place, path in files.items()}
    text = settings.encode()
    parts[CONFIG] = Part(len(text), hashlib.sha256(text).hexdigest())
    manifest = Manifest(FORMAT, node.__version__, newest_schema(), name, config.origin, now, parts)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123  # Path.open takes no mode for a new file
        try:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
                _add(tar, _MANIFEST, msgspec.json.encode(manifest), now)
                _add(tar, CONFIG, text, now)
                for place, path in files.items():
                    tar.add(path, place, recursive=False, filter=_plain)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            target.unlink()
            raise
    return manifest


def _data(config: Config, database: Path) -> Iterator[tuple[str, Path]]:
    folder, skipped = config.node.data_dir, {database.name + ending for ending in ("", "-wal", "-shm", ".lock")}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        own = place.parts[0] in _MADE_ANEW or (path.parent == database.parent and path.name in skipped)
        if path.is_file() and not path.is_symlink() and not own:
            yield place.as_posix(), path


def _part(path: Path) -> Part:
    summed = hashlib.sha256()
    with path.open("rb") as data:
        while piece := data.read(_PIECE):
            summed.update(piece)
    return Part(path.stat().st_size, summed.hexdigest())


def _add(tar: tarfile.TarFile, place: str, data: bytes, now: datetime) -> None:
    info = tarfile.TarInfo(place)
    info.size, info.mode, info.mtime = len(data), 0o600, int(now.timestamp())
    tar.addfile(info, io.BytesIO(data))


def _plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of who ran this machine."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


async def take_in(
    registry: Registry, source: Path, name: str | None, database_url: str | None, check: Callable[[Config], None]
) -> tuple[str, Config]:
    """Make a tenant of such a file, under its old name or another one; all of it or nothing. Raises Invalid for a file that is
    none, or damaged; Conflict when its name, host name or database is taken here; Misconfigured when it is of a newer
    program."""
    manifest = await asyncio.to_thread(_read_manifest, source)
    name = name or manifest.name
    folder = registry.coming(name)
    try:
        await asyncio.to_thread(_extract, source, folder, manifest)
        _place(folder, database_url)
        config = registry.settings(folder)
        check(config)
        await _put_database(config, folder / _DATABASE)
        registry.settle(folder, name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return name, registry.settings(registry.place(name))


def _place(folder: Path, database_url: str | None) -> None:
    """Settings and data where they belong here."""
    (folder / _DATA).mkdir(exist_ok=True)
    (folder / _DATA).rename(folder / "var")
    (folder / "var").chmod(0o700)
    document = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8"))
    if database_url is not None:
        document["database"] = {"url": database_url}
    (folder / CONFIG).write_text(written(document), encoding="utf-8")


async def _put_database(config: Config, file: Path) -> None:
    path = sqlite_path(config.database.url)
    if path is not None:
        file.rename(path)  # noqa: ASYNC240  # the command line waits for nothing else
        await (await open_store(config.database.url)).close()  # brings it up to date, or refuses it
        return
    source = await open_store(f"sqlite:///{file}")
    try:
        target = await open_store(config.database.url)
        try:
            await copy(source, target, lambda _table, _rows: None)
        finally:
            await target.close()
    finally:
        await source.close()
    for left in file.parent.glob(f"{_DATABASE}*"):
        left.unlink()


def _read_manifest(source: Path) -> Manifest:
    """Blocking. Raises Invalid, Misconfigured."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            first = tar.next()
            data = None if first is None or first.name != _MANIFEST else tar.extractfile(first)
            if first is None or data is None or first.size > _MOST_MANIFEST:
                raise Invalid(f"{source.name} is not a tenant's export")
            manifest = msgspec.json.decode(data.read(), type=Manifest)
    except (tarfile.TarError, EOFError, msgspec.DecodeError, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise Invalid(f"{source.name} is not a tenant's export, or damaged") from error
    if manifest.format != FORMAT:
        raise Invalid(f"{source.name} is of a kind this program does not know")
    if manifest.schema > newest_schema():
        raise Misconfigured(f"the export has schema {manifest.schema}, this program knows only {newest_schema()}")
    return manifest


def _extract(source: Path, folder: Path, manifest: Manifest) -> None:
    """Blocking. Only what the manifest tells of, where it is told to be, as it is told to be."""
    missing: dict[str, Part] = dict(manifest.files)
    try:
        with tarfile.open(source, "r:gz") as tar:
            for info in tar:
                if info.name == _MANIFEST:
                    continue
                part = missing.pop(info.name, None)
                if part is None or not info.isreg() or info.size != part.bytes or not _is_place(info.name):
                    raise Invalid(f"the export has something in it that it does not tell of: {info.name[:80]!r}")
                tar.extract(info, folder, filter="data")
                if _part(folder / info.name) != part:
                    raise Invalid(f"a file of the export is damaged: {info.name[:80]}")
                (folder / info.name).chmod(0o600)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Invalid(f"{source.name} is damaged") from error
    if missing:
        raise Invalid(f"a file is missing from the export: {min(missing)[:80]}")
    if not {CONFIG, _DATABASE} <= set(manifest.files):
        raise Invalid("the export has no settings or no database")


def _is_place(name: str) -> bool:
    if name in {CONFIG, _DATABASE}:
        return True
    parts = name.split("/")
    return parts[0] == _DATA and len(parts) > 1 and not {"", ".", ".."} & set(parts) and "\\" not in name
