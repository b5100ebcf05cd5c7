"""Going through everything public, piece by piece: what nightly dumps are made of. Each question touches a bounded number
of rows, however few of them are wanted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from node.config.organizations import EVERYBODY
from node.store.channels import IS_CHANNEL
from node.store.deletions import CONCERNED, OPEN_POST
from node.store.rows import Database, moment_or_none

_SHOWN = "u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.silenced_at IS NULL"


@dataclass(frozen=True, slots=True)
class Piece:
    """Ids up to `last` were looked at. `channels`: the public posts among them that concern channels here, with the names
    of those."""

    last: int
    channels: dict[int, tuple[str, ...]]


class Dumping:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def piece(self, offices: Collection[str], *, after: int, limit: int) -> Piece | None:
        """None when there is nothing more."""
        rows = await self._db.rows("SELECT id FROM posts WHERE id > ? ORDER BY id LIMIT ?", after, limit)
        if not rows:
            return None
        return Piece(rows[-1]["id"], await self.channels_of((row["id"] for row in rows), offices))

    async def channels_of(self, post_ids: Iterable[int], offices: Collection[str]) -> dict[int, tuple[str, ...]]:
        """Of these posts those that anybody may read and that are of, or said to, channels here. Of people here only
        `offices` are channels, the names of those an organisation names as its own, or EVERYBODY."""
        named = "'*'" if EVERYBODY.issubset(offices) else "a.folded_name"
        channel = f"({IS_CHANNEL} OR {self._db.among_texts(named)})"
        which = f"{self._db.among('p.id')} AND {OPEN_POST}"
        listed = self._db.listed(set(post_ids))
        rows = await self._db.rows(
            f"SELECT c.post_id, a.name FROM ({CONCERNED.format(which=which)}) AS c JOIN accounts a ON a.id = c.account_id"
            f" JOIN posts d ON d.id = c.post_id JOIN accounts u ON u.id = d.author_id WHERE {_SHOWN}"
            f" AND {channel} ORDER BY c.post_id, a.name",
            *[listed] * 4,
            self._db.listed({name.lower() for name in offices}),
        )
        found: dict[int, tuple[str, ...]] = {}
        for row in rows:
            found[row["post_id"]] = (*found.get(row["post_id"], ()), row["name"])
        return found

    async def sizes_of_hosts(self, hosts: Iterable[str]) -> dict[str, int]:
        """How many accounts of each of these servers are known here."""
        rows = await self._db.rows(
            f"SELECT host, COUNT(*) AS n FROM accounts WHERE {self._db.among_texts('host')} GROUP BY host",
            self._db.listed(set(hosts)),
        )
        return {row["host"]: row["n"] for row in rows}

    async def newest(self) -> datetime | None:
        """When a channel here published last."""
        found = await self._db.value(
            "SELECT published_at FROM posts WHERE is_local AND deleted_at IS NULL AND boost_of_id IS NULL"
            " AND visibility IN ('public', 'unlisted') ORDER BY id DESC LIMIT 1"
        )
        return moment_or_none(found)
