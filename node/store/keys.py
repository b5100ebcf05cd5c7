"""Keys of actors. Ours have their private half; others' are as their own document listed them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from node.store.rows import Database, Row, Tell, moment, us


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """`kind` is rsa or ed25519; `public` a PEM or a Multikey (`z...`), `private` a PKCS8 PEM (ours only)."""

    uri: str
    account_id: int
    kind: str
    public: str
    private: str | None
    fetched_at: datetime


def _to_key(row: Row) -> StoredKey:
    return StoredKey(
        uri=row["uri"],
        account_id=row["account_id"],
        kind=row["kind"],
        public=row["public"],
        private=row["private"],
        fetched_at=moment(row["fetched_at"]),
    )


class Keys:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def find(self, uri: str) -> StoredKey | None:
        row = await self._db.row("SELECT * FROM keys WHERE uri = ?", uri)
        return None if row is None else _to_key(row)

    async def of(self, account_id: int) -> Sequence[StoredKey]:
        rows = await self._db.rows("SELECT * FROM keys WHERE account_id = ? ORDER BY kind DESC", account_id)
        return [_to_key(row) for row in rows]

    async def replace(self, account_id: int, keys: Sequence[StoredKey], *, own: Collection[str] = ()) -> None:
        """From now on these are the account's keys, and no others. A key URI another account holds is left to it, but
        for those in `own`: they lie in this very account's document, so nobody else's can have them."""
        await self._db.run("DELETE FROM keys WHERE account_id = ?", account_id)
        for uri in own:
            row = await self._db.row("DELETE FROM keys WHERE uri = ? AND private IS NULL RETURNING account_id", uri)
            if row is not None:
                self._tell("actor", row["account_id"])
        await self._db.run_many(
            "INSERT INTO keys (uri, account_id, kind, public, private, fetched_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (uri) DO NOTHING",
            [(key.uri, account_id, key.kind, key.public, key.private, us(key.fetched_at)) for key in keys],
        )
        self._tell("actor", account_id)
