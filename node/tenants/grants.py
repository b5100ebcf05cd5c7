"""Who has a part in all tenants: the file `grants.json` in the folder of the tenants, with hashes only."""

import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from node.errors import Conflict, Invalid, Misconfigured, NotFound
from node.model.grant import PREFIX, Grant, Part
from node.model.secret import hash_of, new_secret

_LABEL: Final = 100
_MOST: Final = 100


class _Row(msgspec.Struct, frozen=True):
    id: str
    part: Part
    label: str
    created_at: datetime
    secret_hash: str

    @property
    def grant(self) -> Grant:
        return Grant(id=self.id, part=self.part, label=self.label, created_at=self.created_at)


class Grants:
    """`find` looks at the file again when it has changed, so what is revoked ends at once in every process."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "grants.json"
        self._known: dict[str, Grant] = {}
        self._mark: tuple[int, ...] = ()

    def find(self, secret: str) -> Grant | None:
        mark = self._mark_now()
        if mark != self._mark:
            self._known = {row.secret_hash: row.grant for row in self._rows()}
            self._mark = mark
        return self._known.get(hash_of(secret))

    def all(self) -> Sequence[Grant]:
        return [row.grant for row in self._rows()]

    def add(self, part: Part, label: str, now: datetime) -> tuple[Grant, str]:
        """The grant, and its secret, which is nowhere else. Raises Invalid, Conflict."""
        label = " ".join(label.split())
        if not label or len(label) > _LABEL or not label.isprintable():
            raise Invalid(f"say in up to {_LABEL} characters who it is for")
        rows, secret = self._rows(), PREFIX + new_secret()
        if len(rows) >= _MOST:
            raise Conflict(f"there are {_MOST} of them already: revoke those that are not needed")
        made = _Row(secrets.token_hex(4), part, label, now, hash_of(secret))
        self._write([*rows, made])
        return made.grant, secret

    def revoke(self, grant_id: str) -> Grant:
        """Raises NotFound."""
        rows = self._rows()
        found = next((row for row in rows if row.id == grant_id), None)
        if found is None:
            raise NotFound(f"nobody has the grant {grant_id[:40]}")
        self._write([row for row in rows if row is not found])
        return found.grant

    def _mark_now(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _rows(self) -> list[_Row]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=list[_Row])
        except FileNotFoundError:
            return []
        except msgspec.DecodeError as error:
            raise Misconfigured(f"{self._file} cannot be read: {error}") from error

    def _write(self, rows: Sequence[_Row]) -> None:
        """Whole or not at all: another file takes its place."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        coming = self._file.with_suffix(".new")
        with open(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:  # noqa: PTH123  # Path.open takes no mode for a new file
            out.write(msgspec.json.format(msgspec.json.encode(rows)))
            out.flush()
            os.fsync(out.fileno())
        coming.replace(self._file)
