"""What somebody did with posts: liked, boosted or kept them, or put their thread aside."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from node.store.rows import Database


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of posts. `muted`: their thread is."""

    liked: set[int] = field(default_factory=set)
    boosted: set[int] = field(default_factory=set)
    bookmarked: set[int] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)

    def all(self) -> set[int]:
        """Those with any mark."""
        return self.liked | self.boosted | self.bookmarked | self.muted


async def marks_of(db: Database, ids: Iterable[int], viewer_id: int) -> Marks:
    """Which of these the viewer did something with, in one query; nobody did anything where `viewer_id` is 0."""
    found = Marks()
    if not viewer_id:
        return found
    listed = db.listed(ids)
    rows = await db.rows(
        f"SELECT 'liked' AS what, post_id AS id FROM reactions WHERE account_id = ? AND {db.among('post_id')}"
        f" UNION ALL SELECT 'boosted', boost_of_id FROM posts WHERE {db.among('boost_of_id')} AND author_id = ?"
        "  AND deleted_at IS NULL"
        f" UNION ALL SELECT 'bookmarked', post_id FROM bookmarks WHERE account_id = ? AND {db.among('post_id')}"
        " UNION ALL SELECT 'muted', p.id FROM thread_mutes t JOIN posts p ON p.thread_id = t.thread_id"
        f"  WHERE t.account_id = ? AND {db.among('p.id')}",
        viewer_id,
        listed,
        listed,
        viewer_id,
        viewer_id,
        listed,
        viewer_id,
        listed,
    )
    for row in rows:
        getattr(found, row["what"]).add(row["id"])
    return found
