"""Collections of recommended accounts, and who stands in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.collection import Collection, CollectionItem, CollectionView, Featured, ItemState
from node.store.accounts import to_account
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none

_LIVING = "{0}.deleted_at IS NULL AND {0}.suspended_at IS NULL"


def _to_collection(row: Row) -> Collection:
    return Collection(
        id=row["id"],
        uri=row["uri"],
        url=row["url"],
        account_id=row["account_id"],
        name=row["name"],
        description=row["description"],
        language=row["language"],
        tag=row["tag"],
        sensitive=bool(row["sensitive"]),
        discoverable=bool(row["discoverable"]),
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
        fetched_at=moment_or_none(row["fetched_at"]),
    )


def _to_item(row: Row) -> CollectionItem:
    return CollectionItem(
        id=row["id"],
        collection_id=row["collection_id"],
        account_id=row["account_id"],
        state=ItemState(row["state"]),
        uri=row["uri"],
        stamp_uri=row["stamp_uri"],
        request_uri=row["request_uri"],
        created_at=moment(row["created_at"]),
    )


class Collections:
    """What changes a collection tells `collection` (its id) and `collections` (its owner's)."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    # The collections themselves

    async def put(self, made: Collection) -> None:
        """Store it, or what has changed of it."""
        await self._db.run(
            "INSERT INTO collections (id, uri, url, account_id, name, description, language, tag, sensitive,"
            " discoverable, created_at, updated_at, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET url = excluded.url, name = excluded.name,"
            " description = excluded.description, language = excluded.language, tag = excluded.tag,"
            " sensitive = excluded.sensitive, discoverable = excluded.discoverable,"
            " updated_at = excluded.updated_at, fetched_at = excluded.fetched_at",
            made.id,
            made.uri,
            made.url,
            made.account_id,
            made.name,
            made.description,
            made.language,
            made.tag,
            made.sensitive,
            made.discoverable,
            us(made.created_at),
            us(made.updated_at),
            us_or_none(made.fetched_at),
        )
        self._changed(made)

    async def remove(self, found: Collection) -> None:
        await self._db.run("DELETE FROM collections WHERE id = ?", found.id)
        self._changed(found)

    def _changed(self, found: Collection) -> None:
        self._tell("collection", found.id)
        self._tell("collections", found.account_id)

    async def find(self, collection_id: int) -> Collection | None:
        row = await self._db.row("SELECT * FROM collections WHERE id = ?", collection_id)
        return None if row is None else _to_collection(row)

    async def find_by_uri(self, uri: str) -> Collection | None:
        row = await self._db.row("SELECT * FROM collections WHERE uri = ?", uri)
        return None if row is None else _to_collection(row)

    async def count(self, account_id: int) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM collections WHERE account_id = ?", account_id))

    async def of_account(
        self, account_id: int, *, hidden: bool = False, offset: int = 0, limit: int = 1_000
    ) -> Sequence[Collection]:
        """Those it keeps, newest first; `hidden`: also what is not to be discovered."""
        rows = await self._db.rows(
            "SELECT * FROM collections WHERE account_id = ? AND (discoverable OR ?) ORDER BY id DESC LIMIT ? OFFSET ?",
            account_id,
            hidden,
            limit,
            offset,
        )
        return [_to_collection(row) for row in rows]

    async def with_account(
        self, account_id: int, viewer_id: int, *, offset: int = 0, limit: int = 1_000
    ) -> Sequence[Collection]:
        """Those that feature it with its consent, newest first. Who is featured sees them all; others only what may be
        discovered, and nobody those of who is gone or blocks them."""
        rows = await self._db.rows(
            "SELECT c.* FROM collection_items i JOIN collections c ON c.id = i.collection_id"
            " JOIN accounts a ON a.id = c.account_id"
            f" WHERE i.account_id = ? AND i.state = 'accepted' AND {_LIVING.format('a')}"
            " AND (c.discoverable OR i.account_id = ? OR c.account_id = ?)"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = c.account_id AND b.target_id = ?)"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ? AND b.target_id = c.account_id)"
            " ORDER BY c.id DESC LIMIT ? OFFSET ?",
            account_id,
            viewer_id,
            viewer_id,
            viewer_id,
            viewer_id,
            limit,
            offset,
        )
        return [_to_collection(row) for row in rows]

    async def views(self, found: Sequence[Collection], viewer_id: int = 0) -> list[CollectionView]:
        """As the viewer (0: anybody) is shown them, in two queries: only who consented and is neither gone nor on
        either side of a block with the viewer; its owner also sees who has not answered yet."""
        owners = {
            row["id"]: to_account(row)
            for row in await self._db.rows(
                f"SELECT * FROM accounts WHERE {self._db.among('id')}",
                self._db.listed({each.account_id for each in found}),
            )
        }
        rows = await self._db.rows(
            "SELECT i.id AS item_id, i.collection_id, i.state, i.uri AS item_uri, i.stamp_uri, i.request_uri,"
            " i.created_at AS featured_at, a.* FROM collection_items i"
            " JOIN collections c ON c.id = i.collection_id JOIN accounts a ON a.id = i.account_id"
            f" WHERE {self._db.among('i.collection_id')} AND {_LIVING.format('a')}"
            " AND (i.state = 'accepted' OR (i.state = 'pending' AND c.account_id = ? AND c.fetched_at IS NULL))"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ? AND b.target_id = a.id)"
            " AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = ?)"
            " ORDER BY i.id",
            self._db.listed({each.id for each in found}),
            viewer_id,
            viewer_id,
            viewer_id,
        )
        items: dict[int, list[Featured]] = {}
        for row in rows:
            items.setdefault(row["collection_id"], []).append(Featured(_to_featured(row), to_account(row)))
        return [
            CollectionView(each, owners[each.account_id], tuple(items.get(each.id, ())))
            for each in found
            if each.account_id in owners
        ]

    # Who stands in them

    async def put_item(self, found: Collection, item: CollectionItem) -> None:
        """Add it, or store what became of it."""
        await self._db.run(
            "INSERT INTO collection_items (id, collection_id, account_id, uri, state, stamp_uri, request_uri, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (collection_id, account_id) DO UPDATE SET uri = excluded.uri,"
            " state = excluded.state, stamp_uri = excluded.stamp_uri, request_uri = excluded.request_uri",
            item.id,
            item.collection_id,
            item.account_id,
            item.uri,
            item.state.value,
            item.stamp_uri,
            item.request_uri,
            us(item.created_at),
        )
        self._changed(found)

    async def remove_item(self, found: Collection, item_id: int) -> None:
        await self._db.run("DELETE FROM collection_items WHERE id = ? AND collection_id = ?", item_id, found.id)
        self._changed(found)

    async def items(self, collection_id: int) -> Sequence[CollectionItem]:
        """All of them, in whatever state, in their order."""
        rows = await self._db.rows("SELECT * FROM collection_items WHERE collection_id = ? ORDER BY id", collection_id)
        return [_to_item(row) for row in rows]

    async def find_item(self, collection_id: int, account_id: int) -> CollectionItem | None:
        row = await self._db.row(
            "SELECT * FROM collection_items WHERE collection_id = ? AND account_id = ?", collection_id, account_id
        )
        return None if row is None else _to_item(row)

    async def find_item_by_request(self, request_uri: str) -> CollectionItem | None:
        row = await self._db.row("SELECT * FROM collection_items WHERE request_uri = ?", request_uri)
        return None if row is None else _to_item(row)

    async def items_by_stamp(self, stamp_uri: str) -> Sequence[CollectionItem]:
        rows = await self._db.rows("SELECT * FROM collection_items WHERE stamp_uri = ? ORDER BY id", stamp_uri)
        return [_to_item(row) for row in rows]

    async def items_between(self, owner_id: int, account_id: int) -> Sequence[CollectionItem]:
        """Where the owner features the account."""
        rows = await self._db.rows(
            "SELECT i.* FROM collection_items i JOIN collections c ON c.id = i.collection_id"
            " WHERE c.account_id = ? AND i.account_id = ? ORDER BY i.id",
            owner_id,
            account_id,
        )
        return [_to_item(row) for row in rows]

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Collection]:
        rows = await self._db.rows(f"SELECT * FROM collections WHERE {self._db.among('id')}", self._db.listed(set(ids)))
        return {row["id"]: _to_collection(row) for row in rows}

    async def find_item_by_uri(self, uri: str) -> CollectionItem | None:
        row = await self._db.row("SELECT * FROM collection_items WHERE uri = ?", uri)
        return None if row is None else _to_item(row)

    async def stale(self, before: datetime, *, limit: int) -> Sequence[str]:
        """Ids of those from elsewhere that were not looked at since; the longest waiting first."""
        rows = await self._db.rows(
            "SELECT uri FROM collections WHERE fetched_at < ? ORDER BY fetched_at LIMIT ?", us(before), limit
        )
        return [row["uri"] for row in rows]

    async def forget_account(self, account_id: int) -> None:
        """It is deleted: it recommends nobody, and nobody recommends it."""
        rows = await self._db.rows("SELECT * FROM collections WHERE account_id = ?", account_id)
        named = await self._db.rows(
            "SELECT c.* FROM collections c JOIN collection_items i ON i.collection_id = c.id WHERE i.account_id = ?",
            account_id,
        )
        await self._db.run("DELETE FROM collections WHERE account_id = ?", account_id)
        await self._db.run("DELETE FROM collection_items WHERE account_id = ?", account_id)
        for row in (*rows, *named):
            self._changed(_to_collection(row))


def _to_featured(row: Row) -> CollectionItem:
    return CollectionItem(
        id=row["item_id"],
        collection_id=row["collection_id"],
        account_id=row["id"],
        state=ItemState(row["state"]),
        uri=row["item_uri"],
        stamp_uri=row["stamp_uri"],
        request_uri=row["request_uri"],
        created_at=moment(row["featured_at"]),
    )
