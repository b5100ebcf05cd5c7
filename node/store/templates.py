"""Templates of posts, answers and sheets, and the packs of them that an office offers."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from node.errors import NotFound
from node.model.proposal import Outcome
from node.model.template import Pack, PackOffer, Template, TemplateKind
from node.store.rows import Database, Now, Row, moment, moment_or_none, to_json, us


class Templates:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def put(self, template: Template, login_id: int | None) -> None:
        """In place of the one with its key, if there is one."""
        await self._db.run(
            "INSERT INTO templates (key, kind, content, changed_at, login_id) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, content = excluded.content,"
            " changed_at = excluded.changed_at, login_id = excluded.login_id",
            template.key,
            template.kind.value,
            to_json(template),
            us(self._now()),
            login_id,
        )

    async def find(self, key: str) -> Template | None:
        content = await self._db.value("SELECT content FROM templates WHERE key = ?", key)
        return None if content is None else _to_template(content)

    async def by_keys(self, keys: Iterable[str]) -> Mapping[str, Template]:
        rows = await self._db.rows(
            f"SELECT key, content FROM templates WHERE {self._db.among_texts('key')}", self._db.listed(keys)
        )
        return {row["key"]: _to_template(row["content"]) for row in rows}

    async def all(self) -> Sequence[Template]:
        """By name."""
        return _by_name(await self._db.rows("SELECT content FROM templates"))

    async def of_kind(self, kind: TemplateKind) -> Sequence[Template]:
        """By name."""
        return _by_name(await self._db.rows("SELECT content FROM templates WHERE kind = ?", kind.value))

    async def count(self) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM templates"))

    async def remove(self, key: str) -> bool:
        """False when there is none."""
        return await self._db.run("DELETE FROM templates WHERE key = ?", key) == 1

    async def add_offer(self, made: PackOffer) -> PackOffer:
        """The open one of that name says this from now on; returns it as it is kept."""
        row = await self._db.row(
            "INSERT INTO pack_offers (id, name, content, offered_by, offered_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (name) WHERE outcome = '' DO UPDATE SET content = excluded.content,"
            " offered_by = excluded.offered_by, offered_at = excluded.offered_at RETURNING *",
            made.id,
            made.pack.name,
            to_json(made.pack),
            made.offered_by,
            us(made.offered_at),
        )
        if row is None:  # pragma: no cover  # RETURNING always gives it
            raise NotFound("there is no such offer")
        return _to_offer(row)

    async def count_open_offers(self) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM pack_offers WHERE outcome = ''"))

    async def offers(self, *, before: int, limit: int) -> Sequence[PackOffer]:
        """The newest first, only ids below `before`."""
        rows = await self._db.rows("SELECT * FROM pack_offers WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
        return [_to_offer(row) for row in rows]

    async def open_offers(self, *, limit: int) -> Sequence[PackOffer]:
        """The oldest first."""
        rows = await self._db.rows("SELECT * FROM pack_offers WHERE outcome = '' ORDER BY id LIMIT ?", limit)
        return [_to_offer(row) for row in rows]

    async def find_offer(self, offer_id: int) -> PackOffer | None:
        row = await self._db.row("SELECT * FROM pack_offers WHERE id = ?", offer_id)
        return None if row is None else _to_offer(row)

    async def decide_offer(self, offer_id: int, outcome: Outcome, login_id: int | None) -> bool:
        """False when it has been decided already."""
        changed = await self._db.run(
            "UPDATE pack_offers SET outcome = ?, decided_at = ?, login_id = ? WHERE id = ? AND outcome = ''",
            outcome.value,
            us(self._now()),
            login_id,
            offer_id,
        )
        return changed == 1


def _to_template(content: str) -> Template:
    return msgspec.json.decode(content, type=Template)


def _by_name(rows: Sequence[Row]) -> Sequence[Template]:
    return sorted((_to_template(row["content"]) for row in rows), key=lambda each: (each.name.casefold(), each.key))


def _to_offer(row: Row) -> PackOffer:
    return PackOffer(
        id=row["id"],
        pack=msgspec.json.decode(row["content"], type=Pack),
        offered_by=row["offered_by"],
        offered_at=moment(row["offered_at"]),
        outcome=Outcome(row["outcome"]),
        decided_at=moment_or_none(row["decided_at"]),
        login_id=row["login_id"],
    )
