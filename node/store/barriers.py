"""Who is kept out: mail hosts and addresses that get no login, networks that may not ask. Tells `network`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network

from node.model.host import and_above
from node.model.ids import Ids
from node.model.moderation import (
    DAYS_REMEMBERED,
    EmailBlock,
    EmailHostBlock,
    Network,
    NetworkBlock,
    Severity,
    plain_email_hash,
)
from node.model.slice import Slice
from node.store.rows import (
    EPOCH,
    Database,
    Now,
    Row,
    Tell,
    bounds,
    cut,
    moment,
    moment_or_none,
    newest_first,
    us,
    us_or_none,
)


def _to_email_host(row: Row) -> EmailHostBlock:
    return EmailHostBlock(id=row["id"], host=row["host"], created_at=moment(row["created_at"]))


def _to_email(row: Row) -> EmailBlock:
    return EmailBlock(id=row["id"], email_hash=row["email_hash"], created_at=moment(row["created_at"]))


def _to_network(row: Row) -> NetworkBlock:
    return NetworkBlock(
        id=row["id"],
        network=ip_network(row["network"]),
        severity=Severity(row["severity"]),
        comment=row["comment"],
        created_at=moment(row["created_at"]),
        expires_at=moment_or_none(row["expires_at"]),
    )


class Barriers:
    """Each `add_` returns None where there is one already."""

    def __init__(self, db: Database, tell: Tell, ids: Ids, now: Now) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids
        self._now = now

    async def refuses_email(self, email: str) -> bool:
        """Whether nobody gets a login with this address: by its host and all above it, or by the address itself."""
        host = email.strip().lower().rpartition("@")[2]
        found = await self._db.value(
            f"SELECT 1 FROM email_host_blocks WHERE {self._db.among_texts('host')}"
            " UNION ALL SELECT 1 FROM email_blocks WHERE email_hash = ? LIMIT 1",
            self._db.listed(and_above(host)),
            plain_email_hash(email),
        )
        return found is not None

    async def turns_away(self, email: str) -> bool:
        """As `refuses_email`, and counted where it is for the host."""
        refused = await self.refuses_email(email)
        if refused:
            today = self._today()
            await self._db.run("DELETE FROM email_host_refusals WHERE day <= ?", today - DAYS_REMEMBERED)
            await self._db.run(
                f"INSERT INTO email_host_refusals (block_id, day, number) SELECT id, ?, 1 FROM email_host_blocks"
                f" WHERE {self._db.among_texts('host')}"
                " ON CONFLICT (block_id, day) DO UPDATE SET number = email_host_refusals.number + 1",
                today,
                self._db.listed(and_above(email.strip().lower().rpartition("@")[2])),
            )
        return refused

    def _today(self) -> int:
        return (self._now() - EPOCH) // timedelta(days=1)

    async def _with_refusals(self, rows: Sequence[Row]) -> list[EmailHostBlock]:
        counted = await self._db.rows(
            f"SELECT block_id, day, number FROM email_host_refusals WHERE {self._db.among('block_id')}",
            self._db.listed([row["id"] for row in rows]),
        )
        numbers = {(row["block_id"], row["day"]): row["number"] for row in counted}
        days = range(self._today(), self._today() - DAYS_REMEMBERED, -1)
        return [
            replace(_to_email_host(row), refusals=tuple(numbers.get((row["id"], day), 0) for day in days))
            for row in rows
        ]

    async def add_email_host(self, host: str) -> EmailHostBlock | None:
        row = await self._db.row(
            "INSERT INTO email_host_blocks (id, host, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (host) DO NOTHING RETURNING *",
            self._ids.new(),
            host,
            us(self._now()),
        )
        return None if row is None else _to_email_host(row)

    async def find_email_host(self, block_id: int) -> EmailHostBlock | None:
        rows = await self._db.rows("SELECT * FROM email_host_blocks WHERE id = ?", block_id)
        return next(iter(await self._with_refusals(rows)), None)

    async def email_hosts(self, piece: Slice) -> Sequence[EmailHostBlock]:
        rows = await self._db.rows(f"SELECT * FROM email_host_blocks WHERE {cut('id', piece)}", *bounds(piece))
        return await self._with_refusals(newest_first(rows, piece))

    async def remove_email_host(self, block_id: int) -> None:
        await self._db.run("DELETE FROM email_host_blocks WHERE id = ?", block_id)

    async def add_email(self, email_hash: str) -> EmailBlock | None:
        row = await self._db.row(
            "INSERT INTO email_blocks (id, email_hash, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT (email_hash) DO NOTHING RETURNING *",
            self._ids.new(),
            email_hash,
            us(self._now()),
        )
        return None if row is None else _to_email(row)

    async def find_email(self, block_id: int) -> EmailBlock | None:
        row = await self._db.row("SELECT * FROM email_blocks WHERE id = ?", block_id)
        return None if row is None else _to_email(row)

    async def find_email_by_hash(self, email_hash: str) -> EmailBlock | None:
        row = await self._db.row("SELECT * FROM email_blocks WHERE email_hash = ?", email_hash)
        return None if row is None else _to_email(row)

    async def emails(self, piece: Slice) -> Sequence[EmailBlock]:
        rows = await self._db.rows(f"SELECT * FROM email_blocks WHERE {cut('id', piece)}", *bounds(piece))
        return [_to_email(row) for row in newest_first(rows, piece)]

    async def remove_email(self, block_id: int) -> None:
        await self._db.run("DELETE FROM email_blocks WHERE id = ?", block_id)

    async def add_network(
        self, network: Network, severity: Severity, comment: str, expires_at: datetime | None
    ) -> NetworkBlock | None:
        row = await self._db.row(
            "INSERT INTO network_blocks (id, network, severity, comment, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (network) DO NOTHING RETURNING *",
            self._ids.new(),
            str(network),
            severity.value,
            comment,
            us(self._now()),
            us_or_none(expires_at),
        )
        self._tell("network", network)
        return None if row is None else _to_network(row)

    async def save_network(self, block: NetworkBlock) -> bool:
        """False when another block is about that network."""
        other = await self._db.value(
            "SELECT 1 FROM network_blocks WHERE network = ? AND id <> ?", str(block.network), block.id
        )
        if other is not None:
            return False
        await self._db.run(
            "UPDATE network_blocks SET network = ?, severity = ?, comment = ?, expires_at = ? WHERE id = ?",
            str(block.network),
            block.severity.value,
            block.comment,
            us_or_none(block.expires_at),
            block.id,
        )
        self._tell("network", block.network)
        return True

    async def find_network(self, block_id: int) -> NetworkBlock | None:
        row = await self._db.row("SELECT * FROM network_blocks WHERE id = ?", block_id)
        return None if row is None else _to_network(row)

    async def networks(self, piece: Slice) -> Sequence[NetworkBlock]:
        rows = await self._db.rows(f"SELECT * FROM network_blocks WHERE {cut('id', piece)}", *bounds(piece))
        return [_to_network(row) for row in newest_first(rows, piece)]

    async def shut_networks(self) -> Sequence[NetworkBlock]:
        """Those that may not ask for anything, also where that has ended in the meantime."""
        rows = await self._db.rows("SELECT * FROM network_blocks WHERE severity = ?", Severity.ACCESS.value)
        return [_to_network(row) for row in rows]

    async def remove_networks(self, ids: Iterable[int]) -> None:
        await self._db.run(f"DELETE FROM network_blocks WHERE {self._db.among('id')}", self._db.listed(set(ids)))
        self._tell("network", "removed")

    async def prune_networks(self) -> int:
        """Those that have ended: no address is kept longer than it is needed."""
        return await self._db.run("DELETE FROM network_blocks WHERE expires_at <= ?", us(self._now()))
