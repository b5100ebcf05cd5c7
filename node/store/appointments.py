"""When events are: written beside the post, and looked for by calendars. In calendars stands what is public, at its author's
word or passed on by a channel here; nobody in them is silenced, suspended or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from node.model.appointment import Appointment
from node.store.rows import Database, Tell, to_json, us

# Of `p`, the event, and its author `a`
_PUBLIC = """p.visibility = 'public' AND p.deleted_at IS NULL AND a.deleted_at IS NULL AND a.suspended_at IS NULL
 AND a.silenced_at IS NULL"""
# Of `c`, an account: a channel of ours that may be found
_CHANNEL = """c.host = '' AND c.kind <> 'Application' AND c.discoverable AND c.deleted_at IS NULL AND c.suspended_at IS NULL
 AND c.silenced_at IS NULL"""
_PASSED_ON = "b.visibility = 'public' AND b.deleted_at IS NULL"
_OF_ALL = f"""(EXISTS (SELECT 1 FROM accounts c WHERE c.id = p.author_id AND {_CHANNEL})
 OR EXISTS (SELECT 1 FROM posts b JOIN accounts c ON c.id = b.author_id WHERE b.boost_of_id = e.post_id AND {_PASSED_ON}
  AND {_CHANNEL}))"""
_OF_ONE = f"""e.post_id IN (SELECT o.id FROM posts o WHERE o.author_id = ? AND o.appointment <> ''
 UNION SELECT b.boost_of_id FROM posts b WHERE b.author_id = ? AND b.boost_of_id IS NOT NULL AND {_PASSED_ON})"""


def read_appointment(text: str) -> Appointment | None:
    return msgspec.json.decode(text, type=Appointment) if text else None


def write_appointment(appointment: Appointment | None) -> str:
    return to_json(appointment) if appointment is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`channel_id` 0: the calendar of all channels that may be found; else of this one, of which the caller knows that it
    is shown. Events that are not over at `over_after`, and begin in the span from `begins` to before `ends`."""

    channel_id: int = 0
    over_after: datetime | None = None
    begins: datetime | None = None
    ends: datetime | None = None


class Appointments:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def put(self, post_id: int, appointment: Appointment | None) -> None:
        await self._db.run("DELETE FROM appointments WHERE post_id = ?", post_id)
        if appointment is not None:
            await self._db.run(
                "INSERT INTO appointments (post_id, starts_at, over_at) VALUES (?, ?, ?)",
                post_id,
                us(appointment.starts_at),
                us(appointment.over_at),
            )
        self._tell("calendar")

    async def listed(self, wanted: Wanted, *, skip: int = 0, limit: int) -> Sequence[int]:
        """Ids of the events, by when they begin."""
        sql, params = _selected("e.post_id, e.starts_at", wanted)
        rows = await self._db.rows(f"{sql} ORDER BY e.starts_at, e.post_id LIMIT ? OFFSET ?", *params, limit, skip)
        return [row["post_id"] for row in rows]

    async def starts(self, wanted: Wanted) -> Sequence[int]:
        """When they begin, in microseconds and no order: months are a matter of the time zone, which no engine here is
        asked about."""
        sql, params = _selected("e.starts_at", wanted)
        return [row["starts_at"] for row in await self._db.rows(sql, *params)]

    async def announces(self, channel_id: int) -> bool:
        """Whether it has public events of its own."""
        found = await self._db.value(
            "SELECT 1 FROM posts WHERE author_id = ? AND appointment <> '' AND visibility = 'public' LIMIT 1",
            channel_id,
        )
        return found is not None


def at_time(after: datetime | None, before: datetime | None) -> tuple[str, list[Any]]:
    """A condition on `p`, a post, and its parameters: it is an event that goes on after, and has begun before."""
    conditions, times = [], []
    for condition, at in (("x.over_at > ?", after), ("x.starts_at < ?", before)):
        if at is not None:
            conditions.append(condition)
            times.append(us(at))
    return f"p.id IN (SELECT x.post_id FROM appointments x WHERE {' AND '.join(conditions)})", times


def _selected(columns: str, wanted: Wanted) -> tuple[str, list[Any]]:
    """Each event once, however many channels pass it on."""
    conditions, params = [_PUBLIC], []
    for condition, at in (
        ("e.over_at > ?", wanted.over_after),
        ("e.starts_at >= ?", wanted.begins),
        ("e.starts_at < ?", wanted.ends),
    ):
        if at is not None:
            conditions.append(condition)
            params.append(us(at))
    conditions.append(_OF_ONE if wanted.channel_id else _OF_ALL)
    params += [wanted.channel_id] * 2 if wanted.channel_id else []
    sources = "appointments e JOIN posts p ON p.id = e.post_id JOIN accounts a ON a.id = p.author_id"
    return f"SELECT {columns} FROM {sources} WHERE {' AND '.join(conditions)}", params
