"""Copies of our posts on other platforms, what was taken over from feeds, and the lags of both (A03)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from node.model.ids import HIGHEST
from node.model.syndication import CopyState, Import, Simultaneity, Syndication
from node.store.rows import Database, Row, moment, moment_or_none, us, us_or_none

_MICROSECOND = timedelta(microseconds=1)
# Of what may be told: the post is still there, public, and its author is shown
_PUBLIC = """EXISTS (SELECT 1 FROM posts p JOIN accounts u ON u.id = p.author_id WHERE p.id = {id} AND p.deleted_at IS NULL
 AND p.visibility = 'public' AND u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.silenced_at IS NULL)"""
# Nearest-rank percentiles: the n-th of the sorted lags, counted from 1
_MONTH = """WITH lags (account_id, connector, kind, lag) AS (
  SELECT account_id, connector, kind, lag FROM syndications WHERE at >= ? AND at < ? AND lag IS NOT NULL
  UNION ALL SELECT account_id, connector, 'feed', published_at - imported_at FROM imports
   WHERE imported_at >= ? AND imported_at < ? AND NOT archive),
 ranked AS (SELECT account_id, connector, kind, lag,
  ROW_NUMBER() OVER (PARTITION BY account_id, connector, kind ORDER BY lag) AS place,
  COUNT(*) OVER (PARTITION BY account_id, connector, kind) AS n FROM lags)
 SELECT account_id, connector, kind, n, MAX(CASE WHEN place = (n + 1) / 2 THEN lag END) AS median,
  MAX(CASE WHEN place = (n * 95 + 99) / 100 THEN lag END) AS p95, MAX(lag) AS most,
  SUM(CASE WHEN lag < 0 THEN 1 ELSE 0 END) AS early
 FROM ranked GROUP BY account_id, connector, kind, n ORDER BY account_id, connector, kind"""


def _to_syndication(row: Row) -> Syndication:
    return Syndication(
        id=row["id"],
        post_id=row["post_id"],
        account_id=row["account_id"],
        connector=row["connector"],
        kind=row["kind"],
        state=CopyState(row["state"]),
        remote_id=row["remote_id"],
        url=row["url"],
        sent=row["sent"],
        why=row["why"],
        tries=row["tries"],
        published_at=moment(row["published_at"]),
        attempted_at=moment_or_none(row["attempted_at"]),
        fetchable_at=moment_or_none(row["fetchable_at"]),
        at=moment_or_none(row["at"]),
        withdrawn_at=moment_or_none(row["withdrawn_at"]),
    )


def _to_import(row: Row) -> Import:
    return Import(
        connector=row["connector"],
        entry=row["entry"],
        post_id=row["post_id"],
        account_id=row["account_id"],
        url=row["url"],
        digest=row["digest"],
        published_at=moment(row["published_at"]),
        imported_at=moment(row["imported_at"]),
        archive=bool(row["archive"]),
    )


class Syndications:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, new: Syndication) -> bool:
        """False when the connector has a copy of the post to make already."""
        added = await self._db.run(
            "INSERT INTO syndications (id, post_id, account_id, connector, kind, published_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (post_id, connector) DO NOTHING",
            new.id,
            new.post_id,
            new.account_id,
            new.connector,
            new.kind,
            us(new.published_at),
        )
        return bool(added)

    async def find(self, syndication_id: int) -> Syndication | None:
        row = await self._db.row("SELECT * FROM syndications WHERE id = ?", syndication_id)
        return None if row is None else _to_syndication(row)

    async def take(self, syndication_id: int, now: datetime, until: datetime) -> bool:
        """Nobody else works on it until then. False when somebody does."""
        taken = await self._db.run(
            "UPDATE syndications SET leased_until = ? WHERE id = ? AND leased_until <= ?",
            us(until),
            syndication_id,
            us(now),
        )
        return bool(taken)

    async def release_all(self) -> None:
        """At the start of the only process: nobody works on any."""
        await self._db.run("UPDATE syndications SET leased_until = 0 WHERE leased_until > 0")

    async def save(self, changed: Syndication, *, keep: bool = False) -> None:
        """What has become of it. It is free again, unless it is to be kept."""
        lag = changed.lag
        await self._db.run(
            "UPDATE syndications SET state = ?, remote_id = ?, url = ?, sent = ?, why = ?, tries = ?, attempted_at = ?,"
            f" fetchable_at = ?, at = ?, lag = ?, withdrawn_at = ?{'' if keep else ', leased_until = 0'} WHERE id = ?",
            changed.state.value,
            changed.remote_id,
            changed.url,
            changed.sent,
            changed.why,
            changed.tries,
            us_or_none(changed.attempted_at),
            us_or_none(changed.fetchable_at),
            us_or_none(changed.at),
            None if lag is None else lag // _MICROSECOND,
            us_or_none(changed.withdrawn_at),
            changed.id,
        )

    async def of_posts(self, post_ids: Iterable[int]) -> dict[int, list[Syndication]]:
        found: dict[int, list[Syndication]] = {}
        for row in await self._db.rows(
            f"SELECT * FROM syndications WHERE {self._db.among('post_id')} ORDER BY id",
            self._db.listed(set(post_ids)),
        ):
            found.setdefault(row["post_id"], []).append(_to_syndication(row))
        return found

    async def page(
        self, *, account_id: int | None = None, before: int = HIGHEST, limit: int = 100
    ) -> Sequence[Syndication]:
        """Copies of posts that anybody may read, newest first; `account_id`: of one channel."""
        whose = "" if account_id is None else "s.account_id = ? AND "
        rows = await self._db.rows(
            f"SELECT s.* FROM syndications s WHERE {whose}s.id < ? AND {_PUBLIC.format(id='s.post_id')}"
            " ORDER BY s.id DESC LIMIT ?",
            *(() if account_id is None else (account_id,)),
            before,
            limit,
        )
        return [_to_syndication(row) for row in rows]

    async def counts(self) -> dict[tuple[str, CopyState], int]:
        """By connector and state."""
        rows = await self._db.rows("SELECT connector, state, COUNT(*) AS n FROM syndications GROUP BY connector, state")
        return {(row["connector"], CopyState(row["state"])): row["n"] for row in rows}

    async def last_trouble(self) -> dict[str, str]:
        """What went wrong last, by connector."""
        rows = await self._db.rows(
            "SELECT connector, why FROM syndications s WHERE why <> '' AND id = (SELECT MAX(t.id) FROM syndications t"
            " WHERE t.connector = s.connector AND t.why <> '')"
        )
        return {row["connector"]: row["why"] for row in rows}

    async def month(self, begins: datetime, ends: datetime) -> Sequence[Simultaneity]:
        """The lags of that month, by channel and connector; of archives that were taken over there are none."""
        first, last = us(begins), us(ends)
        rows = await self._db.rows(_MONTH, first, last, first, last)
        return [
            Simultaneity(
                account_id=row["account_id"],
                connector=row["connector"],
                kind=row["kind"],
                count=row["n"],
                median=row["median"] * _MICROSECOND,
                p95=row["p95"] * _MICROSECOND,
                most=row["most"] * _MICROSECOND,
                early=int(row["early"]),
            )
            for row in rows
        ]

    # What feeds brought

    async def add_import(self, new: Import) -> bool:
        """False when the entry was taken over before."""
        added = await self._db.run(
            "INSERT INTO imports (connector, entry, post_id, account_id, url, digest, published_at, imported_at,"
            " archive) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connector, entry) DO NOTHING",
            new.connector,
            new.entry,
            new.post_id,
            new.account_id,
            new.url,
            new.digest,
            us(new.published_at),
            us(new.imported_at),
            new.archive,
        )
        return bool(added)

    async def renew_import(self, connector: str, entry: str, digest: str) -> None:
        await self._db.run("UPDATE imports SET digest = ? WHERE connector = ? AND entry = ?", digest, connector, entry)

    async def find_import(
        self, connector: str, entry: str, digest: str, published_at: datetime | None
    ) -> Import | None:
        """By its name; else, for feeds that call the same thing by another name each time, by all else it says."""
        row = await self._db.row(
            "SELECT * FROM imports WHERE connector = ? AND (entry = ? OR (url <> '' AND digest = ?"
            " AND published_at = COALESCE(?, published_at))) ORDER BY CASE WHEN entry = ? THEN 0 ELSE 1 END LIMIT 1",
            connector,
            entry,
            digest,
            us_or_none(published_at),
            entry,
        )
        return None if row is None else _to_import(row)

    async def imports_of(self, post_ids: Iterable[int]) -> dict[int, Import]:
        rows = await self._db.rows(
            f"SELECT * FROM imports WHERE {self._db.among('post_id')}", self._db.listed(set(post_ids))
        )
        return {row["post_id"]: _to_import(row) for row in rows}

    async def imports_page(
        self, *, account_id: int | None = None, before: int = HIGHEST, limit: int = 100
    ) -> Sequence[Import]:
        """Posts that came from feeds, as far as anybody may read them, newest first; without archives."""
        whose = "" if account_id is None else "i.account_id = ? AND "
        rows = await self._db.rows(
            f"SELECT i.* FROM imports i WHERE {whose}i.post_id < ? AND NOT i.archive AND {_PUBLIC.format(id='i.post_id')}"
            " ORDER BY i.post_id DESC LIMIT ?",
            *(() if account_id is None else (account_id,)),
            before,
            limit,
        )
        return [_to_import(row) for row in rows]
