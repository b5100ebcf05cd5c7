"""The tickets that letters carry in their links: single use, hashed, with an end (T-237)."""

from datetime import datetime

from node.model.factor import Purpose, Ticket
from node.store.rows import Database, Row, moment, us


def _to_ticket(row: Row) -> Ticket:
    return Ticket(
        login_id=row["login_id"],
        purpose=Purpose(row["purpose"]),
        email=row["email"],
        expires_at=moment(row["expires_at"]),
    )


class Tickets:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, secret_hash: str, ticket: Ticket, *, alone: bool = True) -> None:
        """`alone`: those before it, of the same person for the same purpose, are worth nothing from now on."""
        if alone:
            await self.end(ticket.login_id, ticket.purpose)
        await self._db.run(
            "INSERT INTO tickets (secret_hash, login_id, purpose, email, expires_at) VALUES (?, ?, ?, ?, ?)",
            secret_hash,
            ticket.login_id,
            ticket.purpose.value,
            ticket.email,
            us(ticket.expires_at),
        )

    async def find(self, secret_hash: str, now: datetime) -> Ticket | None:
        """It is still good afterwards."""
        row = await self._db.row(
            "SELECT t.* FROM tickets t JOIN logins l ON l.id = t.login_id"
            " WHERE t.secret_hash = ? AND t.expires_at > ? AND l.disabled_at IS NULL",
            secret_hash,
            us(now),
        )
        return None if row is None else _to_ticket(row)

    async def use(self, secret_hash: str, now: datetime) -> Ticket | None:
        """What it is good for, once."""
        ticket = await self.find(secret_hash, now)
        used = await self._db.run("DELETE FROM tickets WHERE secret_hash = ?", secret_hash)
        return ticket if used else None

    async def end(self, login_id: int, *purposes: Purpose) -> None:
        for purpose in purposes or tuple(Purpose):
            await self._db.run("DELETE FROM tickets WHERE login_id = ? AND purpose = ?", login_id, purpose.value)

    async def prune(self, now: datetime) -> None:
        await self._db.run("DELETE FROM tickets WHERE expires_at <= ?", us(now))
