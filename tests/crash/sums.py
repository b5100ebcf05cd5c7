"""Whether a database holds together: every count is what counting gives, and no page of the file is damaged."""

import sqlite3

from node.store.database import Store, Tx
from node.store.opening import sqlite_path

RECOUNTED = {
    "posts of": """
        SELECT a.uri, a.posts_count, (SELECT COUNT(*) FROM posts p
            WHERE p.author_id = a.id AND p.deleted_at IS NULL AND p.boost_of_id IS NULL) FROM accounts a""",
    "followers of": """
        SELECT a.uri, a.followers_count, (SELECT COUNT(*) FROM follows f WHERE f.followed_id = a.id AND f.accepted)
        FROM accounts a""",
    "followed by": """
        SELECT a.uri, a.following_count, (SELECT COUNT(*) FROM follows f WHERE f.follower_id = a.id AND f.accepted)
        FROM accounts a""",
    "replies to": """
        SELECT p.uri, p.replies_count, (SELECT COUNT(*) FROM posts r
            WHERE r.in_reply_to_id = p.id AND r.deleted_at IS NULL) FROM posts p""",
    "likes of": """
        SELECT p.uri, p.likes_count, (SELECT COUNT(DISTINCT r.account_id) FROM reactions r WHERE r.post_id = p.id)
        FROM posts p""",
    "mentions told": """
        SELECT a.uri, (SELECT COUNT(*) FROM notifications n WHERE n.account_id = a.id AND n.event = 'mention'),
            (SELECT COUNT(*) FROM posts r JOIN posts p ON p.id = r.in_reply_to_id WHERE p.author_id = a.id)
        FROM accounts a WHERE a.host IS NULL""",
    "Creates of": """
        SELECT p.uri, (SELECT COUNT(*) FROM activities c WHERE c.object_uri = p.uri AND c.kind = 'Create'), 1
        FROM posts p WHERE p.is_local""",
}
"""Whose, what is stored, what counting gives."""


async def wrong_sums(store: Store) -> list[tuple[str, str, int, int]]:
    async def recount(tx: Tx) -> list[tuple[str, str, int, int]]:
        found = [(what, *row.values()) for what, sql in RECOUNTED.items() for row in await tx.db.rows(sql)]
        return [each for each in found if each[2] != each[3]]

    return await store.read(recount)


def damage(database_url: str) -> list[str]:
    """What SQLite finds wrong with a file that nobody has open."""
    path = sqlite_path(database_url)
    if path is None:
        return []
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        found += connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    return [str(each) for each in found if each != ("ok",)]
