"""How a request of an authority is answered: its proposals, its steps, what is handed over. Functions on a transaction, loaded
when a request comes. What changes a stage says whether it was still the one that was expected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from node.model.disclosure import Datum, Disclosure, Extract, Item, Law, Muzzle, Step, StepKind
from node.store.database import Tx
from node.store.disclosures import day_or_none, to_disclosure
from node.store.rows import moment, us

_MOST: Final = 500


async def propose(tx: Tx, number: int, login_id: int, items: Sequence[Item], *, is_whole: bool) -> bool:
    """False when it is not open."""
    changed = await tx.db.run(
        "UPDATE disclosures SET stage = 'proposed', round = round + 1, is_whole = ?, proposed_by = ?, released_by = NULL"
        " WHERE id = ? AND stage = 'open'",
        is_whole,
        login_id,
        number,
    )
    if not changed:
        return False
    await tx.db.run("DELETE FROM disclosure_items WHERE disclosure_id = ?", number)
    await tx.db.run_many(
        "INSERT INTO disclosure_items (disclosure_id, datum, law, basis, first_day, last_day) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                number,
                each.datum.value,
                each.law.value,
                each.basis,
                "" if each.first is None else each.first.isoformat(),
                "" if each.last is None else each.last.isoformat(),
            )
            for each in items
        ],
    )
    return True


async def items_of(tx: Tx, number: int) -> Sequence[Item]:
    """In the order of their kinds."""
    rows = await tx.db.rows("SELECT * FROM disclosure_items WHERE disclosure_id = ?", number)
    found = {
        Datum(row["datum"]): Item(
            datum=Datum(row["datum"]),
            law=Law(row["law"]),
            basis=row["basis"],
            first=day_or_none(row["first_day"]),
            last=day_or_none(row["last_day"]),
        )
        for row in rows
    }
    return [found[each] for each in Datum if each in found]


async def send_back(tx: Tx, number: int, proposal: int) -> bool:
    """False when that proposal is no longer the one that stands."""
    changed = await tx.db.run(
        "UPDATE disclosures SET stage = 'open', released_by = NULL"
        " WHERE id = ? AND round = ? AND stage IN ('proposed', 'released')",
        number,
        proposal,
    )
    return bool(changed)


async def release(tx: Tx, number: int, proposal: int, login_id: int) -> bool:
    """False when that proposal is no longer the one that stands, or it was their own."""
    changed = await tx.db.run(
        "UPDATE disclosures SET stage = 'released', released_by = ?"
        " WHERE id = ? AND round = ? AND stage = 'proposed' AND proposed_by <> ?",
        login_id,
        number,
        proposal,
        login_id,
    )
    return bool(changed)


async def keep_extract(tx: Tx, number: int, digest: str, extract: Extract) -> bool:
    """Once only: False when there was one, or nothing is released."""
    changed = await tx.db.run(
        "UPDATE disclosures SET digest = ? WHERE id = ? AND stage = 'released' AND digest = ''", digest, number
    )
    if not changed:
        return False
    await tx.db.run(
        "INSERT INTO disclosure_extracts (disclosure_id, body, made_at, expires_at) VALUES (?, ?, ?, ?)",
        number,
        extract.body,
        us(extract.made_at),
        us(extract.expires_at),
    )
    return True


async def find_extract(tx: Tx, number: int) -> Extract | None:
    row = await tx.db.row("SELECT * FROM disclosure_extracts WHERE disclosure_id = ?", number)
    return None if row is None else Extract(row["body"], moment(row["made_at"]), moment(row["expires_at"]))


async def drop_extract(tx: Tx, number: int) -> bool:
    return bool(await tx.db.run("DELETE FROM disclosure_extracts WHERE disclosure_id = ?", number))


async def drop_old_extracts(tx: Tx) -> int:
    return await tx.db.run("DELETE FROM disclosure_extracts WHERE expires_at <= ?", us(tx.now))


async def count_extracts(tx: Tx) -> int:
    """Those that were made and not yet handed over."""
    return int(await tx.db.value("SELECT COUNT(*) FROM disclosure_extracts") or 0)


async def add_step(tx: Tx, number: int, step: Step) -> None:
    await tx.db.run(
        "INSERT INTO disclosure_steps (id, disclosure_id, kind, login_id, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
        tx.ids.new(),
        number,
        step.kind.value,
        step.login_id,
        step.reason,
        us(step.at),
    )


async def steps_of(tx: Tx, number: int) -> Sequence[Step]:
    """The first first."""
    rows = await tx.db.rows("SELECT * FROM disclosure_steps WHERE disclosure_id = ? ORDER BY id LIMIT ?", number, _MOST)
    return [Step(StepKind(row["kind"]), row["login_id"], moment(row["at"]), row["reason"]) for row in rows]


async def set_muzzle(tx: Tx, number: int, muzzle: Muzzle) -> bool:
    """False when the person has been told, or two persons have just agreed on the way it is. Who reviews reads it, too: a
    proposal that stands has another number then."""
    changed = await tx.db.run(
        "UPDATE disclosures SET silence = ?, silent_until = ?, silence_ground = ?,"
        " round = round + CASE WHEN stage = 'proposed' THEN 1 ELSE 0 END"
        " WHERE id = ? AND told_at IS NULL AND stage <> 'released'",
        muzzle.silence.value,
        "" if muzzle.until is None else muzzle.until.isoformat(),
        muzzle.ground,
        number,
    )
    return bool(changed)


async def note_told(tx: Tx, found: Disclosure) -> bool:
    """False when they had been told, or what may be told has changed since it was looked at."""
    changed = await tx.db.run(
        "UPDATE disclosures SET told_at = ? WHERE id = ? AND told_at IS NULL AND silence = ? AND silent_until = ?",
        us(tx.now),
        found.id,
        found.muzzle.silence.value,
        "" if found.muzzle.until is None else found.muzzle.until.isoformat(),
    )
    return bool(changed)


async def untold(tx: Tx) -> Sequence[Disclosure]:
    """Those whose data were given and whose people have not been told, whether or not they may be."""
    rows = await tx.db.rows(
        "SELECT * FROM disclosures WHERE outcome IN ('all', 'partly') AND digest <> '' AND told_at IS NULL"
        " AND account_id > 0 AND silence <> 'always'"
        " ORDER BY id LIMIT ?",
        _MOST,
    )
    return [to_disclosure(row) for row in rows]


async def take_pressing(tx: Tx, *, usual: datetime, emergency: datetime) -> Sequence[Disclosure]:
    """Open ones due before that, each once."""
    rows = await tx.db.rows(
        "UPDATE disclosures SET warned_at = ? WHERE outcome = 'open' AND warned_at IS NULL AND due_at IS NOT NULL"
        " AND due_at <= CASE WHEN is_emergency THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END RETURNING *",
        us(tx.now),
        us(emergency),
        us(usual),
    )
    return [to_disclosure(row) for row in rows]
