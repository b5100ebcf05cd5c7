"""What this node knows of an account, by kind, for an authority that may ask for it. Persons are numbered within the extract:
who they are says only the kind that was released. Functions on a transaction, loaded when somebody asks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from node.errors import Unprocessable
from node.model.account import Account
from node.model.disclosure import Datum
from node.store.database import Tx
from node.store.rows import Row, moment, us

MOST_ROWS: Final = 5_000

Values: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom; `since` and `before` bound what is of a stretch of time. `persons`: log-in to its number in the extract."""

    account: Account
    persons: Mapping[int, int]
    since: datetime
    before: datetime


async def persons_of(tx: Tx, account_id: int) -> Mapping[int, int]:
    """Those who may, or might, act for it, numbered in the order they joined."""
    rows = await tx.db.rows(
        "SELECT login_id FROM memberships WHERE account_id = ? ORDER BY since, login_id", account_id
    )
    return {row["login_id"]: number for number, row in enumerate(rows, 1)}


async def look_up(tx: Tx, datum: Datum, asked: Asked) -> Values:
    """Raises Unprocessable for more than `MOST_ROWS`."""
    found = await _SOURCES[datum](tx, asked)
    if len(found) > MOST_ROWS:
        raise Unprocessable(f"{datum.value}: these are more than {MOST_ROWS} rows; propose a shorter stretch of days")
    return found


async def _email(tx: Tx, asked: Asked) -> Values:
    rows = await tx.db.rows(
        "SELECT l.id, l.email FROM logins l JOIN memberships m ON m.login_id = l.id WHERE m.account_id = ?"
        " ORDER BY m.since, l.id",
        asked.account.id,
    )
    return [{"person": asked.persons[row["id"]], "email": row["email"]} for row in rows]


async def _registered(_tx: Tx, asked: Asked) -> Values:
    return [{"registered": _time(asked.account.created_at)}]


async def _members(tx: Tx, asked: Asked) -> Values:
    rows = await tx.db.rows("SELECT * FROM memberships WHERE account_id = ? ORDER BY since, login_id", asked.account.id)
    return [
        {
            "person": asked.persons[row["login_id"]],
            "role": row["role"],
            "since": _at(row["since"]),
            "until": _at(row["until"]),
        }
        for row in rows
    ]


async def _sessions(tx: Tx, asked: Asked) -> Values:
    """Of this account only, whatever else the person acts for."""
    rows = await tx.db.rows(
        "SELECT login_id, browser, created_at, used_at FROM sessions WHERE account_id = ? AND expires_at > ?"
        " ORDER BY created_at, secret_hash LIMIT ?",
        asked.account.id,
        us(tx.now),
        MOST_ROWS + 1,
    )
    return [
        {
            "person": asked.persons.get(row["login_id"]),
            "browser": row["browser"],
            "begun": _at(row["created_at"]),
            "last_used": _day(row["used_at"]),
        }
        for row in rows
    ]


async def _apps(tx: Tx, asked: Asked) -> Values:
    rows = await tx.db.rows(
        "SELECT login_id, name, created_at, used_at FROM tokens WHERE account_id = ? ORDER BY id LIMIT ?",
        asked.account.id,
        MOST_ROWS + 1,
    )
    return [
        {
            "person": asked.persons.get(row["login_id"]),
            "app": row["name"],
            "allowed": _at(row["created_at"]),
            "last_used": _day(row["used_at"]),
        }
        for row in rows
    ]


async def _acts(tx: Tx, asked: Asked) -> Values:
    """What was done and when, not to what: that is content. What somebody did as who administers is no usage of theirs."""
    rows = await tx.db.rows(
        "SELECT login_id, kind, at FROM acts WHERE account_id = ? AND at >= ? AND at < ? AND kind <> 'disclose'"
        " ORDER BY id LIMIT ?",
        asked.account.id,
        us(asked.since),
        us(asked.before),
        MOST_ROWS + 1,
    )
    return [
        {"person": asked.persons.get(row["login_id"] or 0), "act": row["kind"], "at": _at(row["at"])} for row in rows
    ]


async def _posts(tx: Tx, asked: Asked) -> Values:
    return await _written(tx, asked, "p.visibility <> 'direct'")


async def _direct(tx: Tx, asked: Asked) -> Values:
    """Those the account wrote; what others wrote to it is theirs."""
    return await _written(tx, asked, "p.visibility = 'direct'")


async def _written(tx: Tx, asked: Asked, which: str) -> Values:
    rows = await tx.db.rows(
        "SELECT p.uri, p.published_at, p.edited_at, p.visibility, p.name, p.summary, p.content FROM posts p"
        f" WHERE p.author_id = ? AND p.deleted_at IS NULL AND p.boost_of_id IS NULL AND {which}"
        " AND p.published_at >= ? AND p.published_at < ? ORDER BY p.id LIMIT ?",
        asked.account.id,
        us(asked.since),
        us(asked.before),
        MOST_ROWS + 1,
    )
    return [_post(row) for row in rows]


def _post(row: Row) -> Mapping[str, Any]:
    return {
        "id": row["uri"],
        "published": _at(row["published_at"]),
        "edited": _at(row["edited_at"]),
        "visibility": row["visibility"],
        "title": row["name"],
        "summary": row["summary"],
        "content": row["content"],
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _at(value: int | None) -> str | None:
    return None if value is None else _time(moment(value))


def _day(value: int | None) -> str | None:
    """What is known to the day only."""
    return None if value is None else f"{moment(value):%Y-%m-%d}"


_SOURCES: Final[Mapping[Datum, Callable[[Tx, Asked], Awaitable[Values]]]] = MappingProxyType(
    {
        Datum.EMAIL: _email,
        Datum.REGISTERED: _registered,
        Datum.MEMBERS: _members,
        Datum.SESSIONS: _sessions,
        Datum.APPS: _apps,
        Datum.ACTS: _acts,
        Datum.POSTS: _posts,
        Datum.DIRECT: _direct,
    }
)
