"""What this node saw behind the links of posts, by address. Which link a post has stands in the post."""

from collections.abc import Collection, Sequence
from datetime import datetime

from node.model.ids import Ids
from node.model.preview import Page, Preview
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us, us_or_none

_MOST_TOLD = 500


def to_preview(row: Row) -> Preview:
    return Preview(
        url=row["url"],
        page=Page(
            title=row["title"],
            description=row["description"],
            site=row["site"],
            author=row["author"],
            language=row["language"],
            image=row["image"],
            image_text=row["image_text"],
            published_at=moment_or_none(row["published_at"]),
        ),
        id=row["id"],
        seen_at=moment(row["seen_at"]),
        subject_post=row["post_id"],
        subject_account=row["account_id"],
    )


async def previews_of(db: Database, urls: Collection[str]) -> dict[str, Preview]:
    rows = await db.rows(f"SELECT * FROM previews WHERE {db.among_texts('url')}", db.listed(set(urls)))
    return {row["url"]: to_preview(row) for row in rows}


async def linking_ids(db: Database, post_id: int) -> Sequence[int]:
    """Posts that are shown with a preview of that one."""
    rows = await db.rows(
        "SELECT p.id FROM previews v JOIN posts p ON p.link = v.url WHERE v.post_id = ? ORDER BY p.id DESC LIMIT ?",
        post_id,
        _MOST_TOLD,
    )
    return [row["id"] for row in rows]


class Previews:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def find(self, url: str) -> Preview | None:
        row = await self._db.row("SELECT * FROM previews WHERE url = ?", url)
        return None if row is None else to_preview(row)

    async def get(self, number: int) -> Preview | None:
        row = await self._db.row("SELECT * FROM previews WHERE id = ?", number)
        return None if row is None else to_preview(row)

    async def put(self, seen: Preview, now: datetime) -> None:
        """What is there now; the posts that link it are shown anew. Without a title there is nothing to show."""
        page = seen.page
        await self._db.run(
            "INSERT INTO previews (id, url, title, description, site, author, language, image, image_text, published_at,"
            " post_id, account_id, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET title = excluded.title, description = excluded.description,"
            " site = excluded.site, author = excluded.author, language = excluded.language, image = excluded.image,"
            " image_text = excluded.image_text, published_at = excluded.published_at, post_id = excluded.post_id,"
            " account_id = excluded.account_id, seen_at = excluded.seen_at",
            self._ids.new(),
            seen.url,
            page.title,
            page.description,
            page.site,
            page.author,
            page.language,
            page.image,
            page.image_text,
            us_or_none(page.published_at),
            seen.subject_post,
            seen.subject_account,
            us(now),
        )
        rows = await self._db.rows("SELECT id FROM posts WHERE link = ? ORDER BY id DESC LIMIT ?", seen.url, _MOST_TOLD)
        for row in rows:
            self._tell("post", row["id"])

    async def own_posts(self, url: str, *, since: int, limit: int) -> Sequence[int]:
        """Ids, from `since` on, of what anybody may read of ours with that link."""
        rows = await self._db.rows(
            "SELECT id FROM posts WHERE link = ? AND id >= ? AND is_local AND deleted_at IS NULL"
            " AND visibility IN ('public', 'unlisted') ORDER BY id DESC LIMIT ?",
            url,
            since,
            limit,
        )
        return [row["id"] for row in rows]

    async def prune(self, before: datetime) -> None:
        """What no post and no short link leads to any more."""
        await self._db.run(
            "DELETE FROM previews WHERE seen_at < ? AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.link = previews.url)"
            " AND NOT EXISTS (SELECT 1 FROM short_links l WHERE l.target = previews.url)",
            us(before),
        )
