"""Which post quotes which, and with whose consent."""

from collections.abc import Iterable, Sequence

from node.model.quote import Quote, QuoteState
from node.model.slice import Slice
from node.store.readable import READABLE, READABLE_PARAMS
from node.store.rows import Database, Row, Tell, bounds, cut, moment, newest_first, us


def _to_quote(row: Row) -> Quote:
    return Quote(
        post_id=row["post_id"],
        author_id=row["author_id"],
        quoted_uri=row["quoted_uri"],
        quoted_id=row["quoted_id"],
        quoted_author_id=row["quoted_author_id"],
        state=QuoteState(row["state"]),
        stamp_uri=row["stamp_uri"],
        request_uri=row["request_uri"],
        created_at=moment(row["created_at"]),
    )


class Quotes:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def put(self, quote: Quote) -> None:
        """Add it or save what is new of it; what is quoted counts the accepted ones."""
        before = await self.find(quote.post_id)
        await self._db.run(
            "INSERT INTO quotes (post_id, author_id, quoted_uri, quoted_id, quoted_author_id, state, stamp_uri, request_uri,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post_id) DO UPDATE SET"
            " quoted_uri = excluded.quoted_uri, quoted_id = excluded.quoted_id,"
            " quoted_author_id = excluded.quoted_author_id, state = excluded.state, stamp_uri = excluded.stamp_uri,"
            " request_uri = excluded.request_uri",
            quote.post_id,
            quote.author_id,
            quote.quoted_uri,
            quote.quoted_id,
            quote.quoted_author_id,
            quote.state.value,
            quote.stamp_uri,
            quote.request_uri,
            us(quote.created_at),
        )
        self._tell("post", quote.post_id)
        for quoted_id in {_counted(quote), None if before is None else _counted(before)} - {None}:
            await recount(self._db, [quoted_id] if quoted_id else [], self._tell)

    async def remove(self, post_id: int) -> None:
        """The post no longer quotes anything."""
        await forget_quote(self._db, post_id, self._tell)

    async def find(self, post_id: int) -> Quote | None:
        """By the post that quotes."""
        row = await self._db.row("SELECT * FROM quotes WHERE post_id = ?", post_id)
        return None if row is None else _to_quote(row)

    async def find_by_request(self, request_uri: str) -> Quote | None:
        row = await self._db.row("SELECT * FROM quotes WHERE request_uri = ?", request_uri)
        return None if row is None else _to_quote(row)

    async def by_stamp(self, stamp_uri: str) -> Sequence[Quote]:
        """A post may name any stamp as its own, so there may be several."""
        rows = await self._db.rows("SELECT * FROM quotes WHERE stamp_uri = ? ORDER BY post_id LIMIT 100", stamp_uri)
        return [_to_quote(row) for row in rows]

    async def of_post(self, quoted_id: int, viewer_id: int, piece: Slice) -> Sequence[int]:
        """Posts with an accepted quote of it, newest first, as far as the viewer may read them."""
        rows = await self._db.rows(
            "SELECT q.post_id FROM quotes q JOIN posts p ON p.id = q.post_id"
            " WHERE q.quoted_id = ? AND q.state = 'accepted' AND p.deleted_at IS NULL"
            f" AND ({READABLE}) AND {cut('q.post_id', piece)}",
            quoted_id,
            *[viewer_id] * READABLE_PARAMS,
            *bounds(piece),
        )
        return [row["post_id"] for row in newest_first(rows, piece)]

    async def local_quoting(self, quoted_id: int) -> Sequence[int]:
        """Posts of ours with an accepted quote of it."""
        rows = await self._db.rows(
            "SELECT q.post_id FROM quotes q JOIN posts p ON p.id = q.post_id"
            " WHERE q.quoted_id = ? AND q.state = 'accepted' AND p.is_local AND p.deleted_at IS NULL ORDER BY q.post_id",
            quoted_id,
        )
        return [row["post_id"] for row in rows]


def _counted(quote: Quote) -> int | None:
    return quote.quoted_id if quote.state is QuoteState.ACCEPTED else None


async def quotes_of(db: Database, post_ids: Iterable[int]) -> dict[int, Quote]:
    """By the post that quotes."""
    rows = await db.rows(f"SELECT * FROM quotes WHERE {db.among('post_id')}", db.listed(set(post_ids)))
    return {row["post_id"]: _to_quote(row) for row in rows}


async def forget_quote(db: Database, post_id: int, tell: Tell) -> None:
    """The post that quoted is gone, or quotes no longer."""
    row = await db.row("SELECT * FROM quotes WHERE post_id = ?", post_id)
    if row is None:
        return
    await db.run("DELETE FROM quotes WHERE post_id = ?", post_id)
    quoted_id = _counted(_to_quote(row))
    if quoted_id is not None:
        await recount(db, [quoted_id], tell)


async def recount(db: Database, quoted_ids: Iterable[int], tell: Tell) -> None:
    for quoted_id in quoted_ids:
        await db.run(
            "UPDATE posts SET quotes_count = (SELECT COUNT(*) FROM quotes q WHERE q.quoted_id = ? AND q.state = 'accepted')"
            " WHERE id = ?",
            quoted_id,
            quoted_id,
        )
        tell("post", quoted_id)


async def quoting_ids(db: Database, quoted_id: int) -> list[int]:
    """Whose look changes when it is deleted."""
    rows = await db.rows("SELECT post_id FROM quotes WHERE quoted_id = ? LIMIT 10000", quoted_id)
    return [row["post_id"] for row in rows]


async def kept_apart(db: Database, account_ids: Iterable[int], viewer_id: int) -> dict[int, QuoteState]:
    """Of these accounts those whose posts the viewer is not shown, and why; the strongest reason counts."""
    listed = db.listed(set(account_ids))
    rows = await db.rows(
        f"SELECT account_id AS id, 4 AS weight FROM blocks WHERE target_id = ? AND {db.among('account_id')}"
        f" UNION ALL SELECT target_id, 3 FROM blocks WHERE account_id = ? AND {db.among('target_id')}"
        " UNION ALL SELECT a.id, 2 FROM host_mutes h JOIN accounts a ON a.host = h.host"
        f"  WHERE h.account_id = ? AND {db.among('a.id')}"
        f" UNION ALL SELECT target_id, 1 FROM mutes WHERE account_id = ? AND {db.among('target_id')} ORDER BY weight",
        viewer_id,
        listed,
        viewer_id,
        listed,
        viewer_id,
        listed,
        viewer_id,
        listed,
    )
    return {row["id"]: _REASONS[row["weight"]] for row in rows}


_REASONS = (
    QuoteState.ACCEPTED,
    QuoteState.MUTED_ACCOUNT,
    QuoteState.BLOCKED_DOMAIN,
    QuoteState.BLOCKED_ACCOUNT,
    QuoteState.UNAUTHORIZED,
)


async def followings(db: Database, account_ids: Iterable[int], viewer_id: int) -> tuple[set[int], set[int], str]:
    """Of these accounts whom the viewer follows, and who follows the viewer; and the viewer's URI."""
    listed = db.listed(set(account_ids))
    rows = await db.rows(
        f"SELECT followed_id AS id, 1 AS outward FROM follows WHERE follower_id = ? AND accepted AND {db.among('followed_id')}"
        f" UNION ALL SELECT follower_id, 0 FROM follows WHERE followed_id = ? AND accepted AND {db.among('follower_id')}",
        viewer_id,
        listed,
        viewer_id,
        listed,
    )
    uri = await db.value("SELECT uri FROM accounts WHERE id = ?", viewer_id)
    following = {row["id"] for row in rows if row["outward"]}
    return following, {row["id"] for row in rows if not row["outward"]}, uri or ""
