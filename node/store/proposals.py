"""What an office that advises proposes to block, until those who administer have decided."""

from collections.abc import Sequence

from node.errors import NotFound
from node.model.host import Policy
from node.model.proposal import BlockProposal, Outcome
from node.store.rows import Database, Now, Row, moment, moment_or_none, us


class Proposals:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def add(self, made: BlockProposal) -> BlockProposal:
        """The open one about that host says this from now on; returns it as it is kept."""
        row = await self._db.row(
            "INSERT INTO block_proposals (id, host, policy, reason, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (host) WHERE outcome = '' DO UPDATE SET policy = excluded.policy, reason = excluded.reason,"
            " proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at RETURNING *",
            made.id,
            made.host,
            made.policy.value,
            made.reason,
            made.proposed_by,
            us(made.proposed_at),
        )
        if row is None:  # pragma: no cover  # RETURNING always gives it
            raise NotFound("there is no such proposal")
        return _to_proposal(row)

    async def count_open(self) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM block_proposals WHERE outcome = ''"))

    async def page(self, *, before: int, limit: int) -> Sequence[BlockProposal]:
        """The newest first, only ids below `before`."""
        rows = await self._db.rows("SELECT * FROM block_proposals WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
        return [_to_proposal(row) for row in rows]

    async def open(self, *, limit: int) -> Sequence[BlockProposal]:
        """The oldest first."""
        rows = await self._db.rows("SELECT * FROM block_proposals WHERE outcome = '' ORDER BY id LIMIT ?", limit)
        return [_to_proposal(row) for row in rows]

    async def decided(self, *, limit: int) -> Sequence[BlockProposal]:
        """The last one decided first."""
        rows = await self._db.rows(
            "SELECT * FROM block_proposals WHERE outcome <> '' ORDER BY decided_at DESC, id DESC LIMIT ?", limit
        )
        return [_to_proposal(row) for row in rows]

    async def find(self, proposal_id: int) -> BlockProposal | None:
        row = await self._db.row("SELECT * FROM block_proposals WHERE id = ?", proposal_id)
        return None if row is None else _to_proposal(row)

    async def decide(self, proposal_id: int, outcome: Outcome, login_id: int | None) -> bool:
        """False when it has been decided already."""
        changed = await self._db.run(
            "UPDATE block_proposals SET outcome = ?, decided_at = ?, login_id = ? WHERE id = ? AND outcome = ''",
            outcome.value,
            us(self._now()),
            login_id,
            proposal_id,
        )
        return changed == 1


def _to_proposal(row: Row) -> BlockProposal:
    return BlockProposal(
        id=row["id"],
        host=row["host"],
        policy=Policy(row["policy"]),
        reason=row["reason"],
        proposed_by=row["proposed_by"],
        proposed_at=moment(row["proposed_at"]),
        outcome=Outcome(row["outcome"]),
        decided_at=moment_or_none(row["decided_at"]),
        login_id=row["login_id"],
    )
