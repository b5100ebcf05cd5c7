"""Filters that people set, with their words and posts. What they do is worked out in `timelines/filters.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from node.model.filters import Filter, FilterAction, FilteredPost, FilterPlace, Keyword
from node.model.ids import Ids
from node.store.rows import Database, Row, Tell, from_json, moment_or_none, to_json, us_or_none


def _to_filter(row: Row, keywords: Sequence[Keyword], posts: Sequence[FilteredPost]) -> Filter:
    return Filter(
        id=row["id"],
        account_id=row["account_id"],
        title=row["title"],
        places=tuple(FilterPlace(each) for each in from_json(row["contexts"])),
        action=FilterAction(row["action"]),
        expires_at=moment_or_none(row["expires_at"]),
        keywords=tuple(keywords),
        posts=tuple(posts),
    )


def _to_keyword(row: Row) -> Keyword:
    return Keyword(row["id"], row["filter_id"], row["keyword"], bool(row["whole_word"]))


def _to_post(row: Row) -> FilteredPost:
    return FilteredPost(row["id"], row["filter_id"], row["post_id"])


class Filters:
    """Each change tells `filters` (what is compiled and what is streamed) and `follow` (what is kept of home)."""

    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def of_account(self, account_id: int) -> Sequence[Filter]:
        """All of them, oldest first, also those that have expired."""
        rows = await self._db.rows("SELECT * FROM filters WHERE account_id = ? ORDER BY id", account_id)
        return await self._whole(rows)

    async def find(self, filter_id: int, account_id: int) -> Filter | None:
        """If it is the account's own."""
        rows = await self._db.rows("SELECT * FROM filters WHERE id = ? AND account_id = ?", filter_id, account_id)
        found = await self._whole(rows)
        return found[0] if found else None

    async def _whole(self, rows: Sequence[Row]) -> Sequence[Filter]:
        keywords: dict[int, list[Keyword]] = {row["id"]: [] for row in rows}
        posts: dict[int, list[FilteredPost]] = {row["id"]: [] for row in rows}
        if rows:
            ids = self._db.listed(keywords)
            among = self._db.among("filter_id")
            for row in await self._db.rows(f"SELECT * FROM filter_keywords WHERE {among} ORDER BY id", ids):
                keywords[row["filter_id"]].append(_to_keyword(row))
            for row in await self._db.rows(f"SELECT * FROM filter_posts WHERE {among} ORDER BY id", ids):
                posts[row["filter_id"]].append(_to_post(row))
        return [_to_filter(row, keywords[row["id"]], posts[row["id"]]) for row in rows]

    async def find_by_keyword(self, keyword_id: int, account_id: int) -> tuple[Filter, Keyword] | None:
        """If it is the account's own."""
        filter_id = await self._db.value("SELECT filter_id FROM filter_keywords WHERE id = ?", keyword_id)
        found = None if filter_id is None else await self.find(filter_id, account_id)
        return None if found is None else (found, next(each for each in found.keywords if each.id == keyword_id))

    async def find_by_post(self, entry_id: int, account_id: int) -> tuple[Filter, FilteredPost] | None:
        """By the entry's id, not the post's; if it is the account's own."""
        filter_id = await self._db.value("SELECT filter_id FROM filter_posts WHERE id = ?", entry_id)
        found = None if filter_id is None else await self.find(filter_id, account_id)
        return None if found is None else (found, next(each for each in found.posts if each.id == entry_id))

    async def add(self, new: Filter) -> Filter:
        """Its id is made here; what hangs on it is added apart."""
        made = replace(new, id=self._ids.new(), keywords=(), posts=())
        await self._db.run(
            "INSERT INTO filters (id, account_id, title, contexts, action, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.title,
            to_json(made.places),
            made.action.value,
            us_or_none(made.expires_at),
        )
        self._changed(made.account_id)
        return made

    async def change(self, changed: Filter) -> None:
        """All but its words and posts."""
        await self._db.run(
            "UPDATE filters SET title = ?, contexts = ?, action = ?, expires_at = ? WHERE id = ?",
            changed.title,
            to_json(changed.places),
            changed.action.value,
            us_or_none(changed.expires_at),
            changed.id,
        )
        self._changed(changed.account_id)

    async def remove(self, found: Filter) -> None:
        await self._db.run("DELETE FROM filters WHERE id = ?", found.id)
        self._changed(found.account_id)

    async def add_keyword(self, found: Filter, keyword: str, *, whole_word: bool) -> Keyword:
        made = Keyword(self._ids.new(), found.id, keyword, whole_word)
        await self._db.run(
            "INSERT INTO filter_keywords (id, filter_id, keyword, whole_word) VALUES (?, ?, ?, ?)",
            made.id,
            made.filter_id,
            made.keyword,
            made.whole_word,
        )
        self._changed(found.account_id)
        return made

    async def change_keyword(self, found: Filter, changed: Keyword) -> None:
        await self._db.run(
            "UPDATE filter_keywords SET keyword = ?, whole_word = ? WHERE id = ?",
            changed.keyword,
            changed.whole_word,
            changed.id,
        )
        self._changed(found.account_id)

    async def remove_keywords(self, found: Filter, keyword_ids: Iterable[int]) -> None:
        await self._db.run(
            f"DELETE FROM filter_keywords WHERE filter_id = ? AND {self._db.among('id')}",
            found.id,
            self._db.listed(set(keyword_ids)),
        )
        self._changed(found.account_id)

    async def add_post(self, found: Filter, post_id: int) -> FilteredPost:
        made = FilteredPost(self._ids.new(), found.id, post_id)
        await self._db.run(
            "INSERT INTO filter_posts (id, filter_id, post_id) VALUES (?, ?, ?)", made.id, made.filter_id, made.post_id
        )
        self._changed(found.account_id)
        return made

    async def remove_post(self, found: Filter, entry: FilteredPost) -> None:
        await self._db.run("DELETE FROM filter_posts WHERE id = ?", entry.id)
        self._changed(found.account_id)

    def _changed(self, account_id: int) -> None:
        self._tell("filters", account_id)
        self._tell("follow", account_id)
