"""Which tenants an installation has: the folder `tenants.dir`, with a folder for each that has its own `config.toml`.

The folder is the register: the command line changes it, and servers look at it every other second. Nothing about a tenant
stands anywhere else, so one can be carried away, or put back, as it is.

    NAME/config.toml   its settings, as of any node; `node.data_dir` is `NAME/var` where nothing else is said
    NAME/rests         it is disabled: since when, and why, for operators
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from node.config import Config, load
from node.errors import Conflict, Invalid, Misconfigured, NotFound, Problem

CONFIG: Final = "config.toml"
_RESTS: Final = "rests"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One tenant as its folder says. `config` is None where the settings cannot be used: `problem` says why. `rests`: why it is
    disabled; None when it is not."""

    name: str
    folder: Path
    config: Config | None
    problem: str = ""
    rests: str | None = None

    @property
    def hosts(self) -> Sequence[str]:
        """What requests for it name."""
        return () if self.config is None else tuple(dict.fromkeys((self.config.host, self.config.account_domain)))


class Registry:
    """Of the installation whose own settings, and own node, are `main`."""

    def __init__(self, main: Config) -> None:
        self.main = main
        self.folder = main.tenants.dir

    def names(self) -> Sequence[str]:
        try:
            found = sorted(each.name for each in os.scandir(self.folder) if each.is_dir())
        except FileNotFoundError:
            return ()
        return [name for name in found if _NAME.fullmatch(name) and (self.folder / name / CONFIG).is_file()]

    def marks(self) -> Mapping[str, tuple[int, ...]]:
        """By name, what is another one when its settings or its rest have changed."""
        return {name: (_mark(self.folder / name / CONFIG), _mark(self.folder / name / _RESTS)) for name in self.names()}

    def entries(self) -> Sequence[Entry]:
        return [self.read(name) for name in self.names()]

    def read(self, name: str) -> Entry:
        """Raises NotFound."""
        folder = self.place(name)
        if not (folder / CONFIG).is_file():
            raise NotFound(f"there is no tenant {name}")
        try:
            rests: str | None = (folder / _RESTS).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            rests = None
        try:
            return Entry(name, folder, self.settings(folder), rests=rests)
        except Problem as problem:
            return Entry(name, folder, None, problem.reason, rests)

    def settings(self, folder: Path) -> Config:
        """The settings in that folder, with what belongs to the machine: where it listens, which proxies it trusts, how it
        logs. The environment is the installation's and says nothing here. Raises Misconfigured."""
        found, main = load(folder / CONFIG, {}), self.main
        if found.database == main.database:
            raise Misconfigured("database.url is that of the installation's own node")
        node = replace(found.node, listen=main.node.listen, trusted_proxies=main.node.trusted_proxies)
        return replace(found, node=node, log=main.log, tenants=main.tenants)

    def place(self, name: str) -> Path:
        """Where a tenant of that name lives, or would. Raises Invalid."""
        if not _NAME.fullmatch(name):
            raise Invalid(f"a tenant is called by up to 40 of a-z, 0-9 and hyphens, not {name[:60]!r}")
        return self.folder / name

    def coming(self, name: str) -> Path:
        """Where it is put together before anybody sees it. Raises Conflict when there is one of that name, or when it is being
        put together already."""
        if self.place(name).exists():
            raise Conflict(f"there is a tenant {name} already")
        folder = self.folder / f".{name}.new"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise Conflict(f"{folder} is there: another command is at work, or one was cut off; remove it") from None
        return folder

    def refuse_taken(self, config: Config) -> None:
        """Raises Conflict when a name or the database of it belongs to another node here."""
        others = [("the installation's own node", self.main)]
        others += [(f"the tenant {each.name}", each.config) for each in self.entries() if each.config is not None]
        for whose, other in others:
            if {config.host, config.account_domain} & {other.host, other.account_domain}:
                raise Conflict(f"{config.host} and {config.account_domain} are taken: {whose} has {other.host}")
            if config.database == other.database:
                raise Conflict(f"database.url is that of {whose}")

    def settle(self, coming: Path, name: str) -> None:
        """It is there from now on."""
        coming.rename(self.place(name))

    def rest(self, name: str, why: str) -> None:
        """Disable it: servers let go of it within seconds. Raises NotFound."""
        (self.read(name).folder / _RESTS).write_text(f"{' '.join(why.split())}\n", encoding="utf-8")

    def wake(self, name: str) -> None:
        """Enable it again. Raises NotFound."""
        (self.read(name).folder / _RESTS).unlink(missing_ok=True)


def _mark(file: Path) -> int:
    """0 for a file that is not there."""
    try:
        found = file.stat()
    except OSError:
        return 0
    return found.st_mtime_ns ^ found.st_size ^ found.st_ino
