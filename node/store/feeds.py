"""What feeds list: public posts, each at its author's own word. Boosts stand in none.

Who does not want to be found (`discoverable`, of others `indexable`: FEP-5feb) stands in no feed but their own; who is
silenced or suspended in none at all.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from node.model.account import Account
from node.model.ids import HIGHEST
from node.store.accounts import to_account
from node.store.directory import NO_PERSON
from node.store.rows import Database

_OPEN = (
    "p.visibility = 'public' AND p.deleted_at IS NULL AND p.boost_of_id IS NULL AND a.deleted_at IS NULL"
    " AND a.suspended_at IS NULL AND a.silenced_at IS NULL AND p.id < ?"
)
_OWN_THREAD = "(p.in_reply_to_uri IS NULL OR p.in_reply_to_account_id = p.author_id)"
_NEWEST = " ORDER BY p.id DESC LIMIT ?"


class Feeds:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of_node(self, *, before: int = HIGHEST, limit: int) -> Sequence[int]:
        """What the channels here say of themselves, newest first."""
        return await self._ids(
            f"SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author_id WHERE p.is_local AND {_OPEN}"
            f" AND {_OWN_THREAD} AND a.discoverable{_NEWEST}",
            before,
            limit,
        )

    async def of_channel(self, account_id: int, *, answers: bool, before: int = HIGHEST, limit: int) -> Sequence[int]:
        """Its own posts, newest first; `answers`: those to others as well."""
        return await self._ids(
            f"SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author_id WHERE p.author_id = ? AND {_OPEN}"
            + ("" if answers else f" AND {_OWN_THREAD}")
            + _NEWEST,
            account_id,
            before,
            limit,
        )

    async def of_tag(self, tag: str, *, before: int = HIGHEST, limit: int) -> Sequence[int]:
        """From here, and from everywhere of who consents; `tag` folded, without the sign."""
        return await self._ids(
            "SELECT p.id FROM post_tags t JOIN posts p ON p.id = t.post_id JOIN accounts a ON a.id = p.author_id"
            f" WHERE t.tag = ? AND {_OPEN} AND ((p.is_local AND a.discoverable) OR (NOT p.is_local AND a.indexable))"
            + _NEWEST,
            tag,
            before,
            limit,
        )

    async def of_album(self, album_id: int, *, before: int = HIGHEST, limit: int) -> Sequence[int]:
        """Posts whose pictures are in it, newest first."""
        return await self._ids(
            "SELECT DISTINCT p.id FROM album_pictures x JOIN posts p ON p.id = x.post_id"
            f" JOIN accounts a ON a.id = p.author_id WHERE x.album_id = ? AND {_OPEN}{_NEWEST}",
            album_id,
            before,
            limit,
        )

    async def accounts(self, offices: Iterable[str], *, people: bool, limit: int) -> Sequence[Account]:
        """People of this node, or its channels, that may be found, by name. `offices` are the names of whom an organisation
        calls its channels."""
        channels = NO_PERSON.format(named=self._db.among_texts("u.folded_name"))
        rows = await self._db.rows(
            "SELECT u.* FROM accounts u WHERE u.host = '' AND u.discoverable AND u.kind <> 'Application'"
            " AND u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.silenced_at IS NULL"
            f" AND {'NOT ' if people else ''}{channels} ORDER BY u.folded_name LIMIT ?",
            self._db.listed({name.lower() for name in offices}),
            limit,
        )
        return [to_account(row) for row in rows]

    async def public_of(self, ids: Sequence[int]) -> set[int]:
        """Which of these a feed may show."""
        rows = await self._db.rows(
            f"SELECT p.id FROM posts p JOIN accounts a ON a.id = p.author_id WHERE {self._db.among('p.id')} AND {_OPEN}",
            self._db.listed(ids),
            HIGHEST,
        )
        return {row["id"] for row in rows}

    async def _ids(self, sql: str, *params: Any) -> list[int]:
        return [row["id"] for row in await self._db.rows(sql, *params)]
