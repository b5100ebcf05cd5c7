"""Who is on this node, for the directory (S11): channels with what they last posted openly, and the months of an archive.

Shown are accounts of ours that want to be found and are neither gone nor limited; not the node's own actor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from node.model.account import Account
from node.model.ids import id_before
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.rows import Database, bounds, cut, moment_or_none, newest_first, us

# Of `u`
_SHOWN = """u.host = '' AND u.kind <> 'Application' AND u.discoverable AND u.deleted_at IS NULL
 AND u.suspended_at IS NULL AND u.silenced_at IS NULL"""
_OPEN = "p.visibility IN ('public', 'unlisted') AND p.deleted_at IS NULL"
# The newest of `u` by the index over authors and ids, so that it costs one row however much somebody wrote
_LAST = f"""(SELECT p.published_at FROM posts p WHERE p.author_id = u.id AND p.boost_of_id IS NULL AND {_OPEN}
 ORDER BY p.id DESC LIMIT 1)"""
# What stands on a profile, as far as everybody may read it
_ON_PROFILE = f"""{_OPEN} AND (p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)
 AND (p.boost_of_id IS NULL OR EXISTS (SELECT 1 FROM posts o WHERE o.id = p.boost_of_id
  AND o.visibility IN ('public', 'unlisted') AND o.deleted_at IS NULL))"""
# What the directory lists as a channel: whatever is no person, and what an organisation names as its own, whoever made it
NO_PERSON = "(u.kind <> 'Person' OR {named})"
# Ids of what is written here are made when it is published; a clock may have been set a little meanwhile
_SHARE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """`posted_at` is when it last posted for everybody."""

    account: Account
    posted_at: datetime | None


class Directory:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def named(self, names: Iterable[str]) -> Sequence[Listed]:
        """Those of these names that are shown, in no order that means something."""
        return await self._listed(
            f"{self._db.among_texts('u.folded_name')} ORDER BY u.id", self._db.listed({name.lower() for name in names})
        )

    async def besides(
        self, names: Iterable[str], *, people: bool, after: str = "", limit: int = 20
    ) -> Sequence[Listed]:
        """People, or all that is none, but for these names; by name, behind `after`."""
        return await self._listed(
            f"u.kind {'=' if people else '<>'} 'Person' AND NOT {self._db.among_texts('u.folded_name')}"
            " AND u.folded_name > ? ORDER BY u.folded_name LIMIT ?",
            self._db.listed({name.lower() for name in names}),
            after,
            limit,
        )

    async def names(self, *, limit: int = 2_000) -> Sequence[tuple[int, str]]:
        """Id and shown name of all that are shown, most followed first: to look for words in them, which no engine folds
        as we do."""
        rows = await self._db.rows(
            f"SELECT u.id, u.display_name, u.name FROM accounts u WHERE {_SHOWN} ORDER BY u.followers_count DESC, u.id LIMIT ?",
            limit,
        )
        return [(row["id"], row["display_name"] or row["name"]) for row in rows]

    async def _listed(self, which: str, *params: Any) -> Sequence[Listed]:
        rows = await self._db.rows(
            f"SELECT u.*, {_LAST} AS posted_at FROM accounts u WHERE {_SHOWN} AND {which}", *params
        )
        return [Listed(to_account(row), moment_or_none(row["posted_at"])) for row in rows]

    async def moments(self, account_id: int) -> Sequence[int]:
        """When everything on its profile was published, in microseconds and no order: a month is a matter of the time
        zone, which no engine here is asked about."""
        rows = await self._db.rows(
            f"SELECT p.published_at FROM posts p WHERE p.author_id = ? AND {_ON_PROFILE}", account_id
        )
        return [row["published_at"] for row in rows]

    async def between(self, account_id: int, begins: datetime, ends: datetime, piece: Slice) -> Sequence[int]:
        """Ids of what an account of ours published for its profile from `begins` to before `ends`, newest first."""
        near = replace(
            piece,
            before=min(piece.before, id_before(ends + _SHARE)),
            after=max(piece.after, id_before(begins - _SHARE)),
        )
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p WHERE p.author_id = ? AND {_ON_PROFILE} AND p.published_at >= ?"
            f" AND p.published_at < ? AND {cut('p.id', near)}",
            account_id,
            us(begins),
            us(ends),
            *bounds(near),
        )
        return [row["id"] for row in newest_first(rows, near)]

    async def beside(
        self, account_id: int, begins: datetime, ends: datetime
    ) -> tuple[datetime | None, datetime | None]:
        """When an account of ours last published something for its profile before `begins`, and first from `ends` on."""
        earlier = await self._db.value(
            f"SELECT p.published_at FROM posts p WHERE p.author_id = ? AND {_ON_PROFILE} AND p.published_at < ?"
            " AND p.id < ? ORDER BY p.id DESC LIMIT 1",
            account_id,
            us(begins),
            id_before(begins + _SHARE),
        )
        later = await self._db.value(
            f"SELECT p.published_at FROM posts p WHERE p.author_id = ? AND {_ON_PROFILE} AND p.published_at >= ?"
            " AND p.id > ? ORDER BY p.id LIMIT 1",
            account_id,
            us(ends),
            id_before(ends - _SHARE),
        )
        return moment_or_none(earlier), moment_or_none(later)
