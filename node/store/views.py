"""Posts with all that a page shows of them, in a fixed number of queries however many they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from node.model.account import Account
from node.model.media import Media
from node.model.poll import Poll
from node.model.post import MentionRef, Post, PostView
from node.store.accounts import to_account
from node.store.attachments import media_of, polls_of
from node.store.posts import to_post
from node.store.rows import Database

_OWN = ("liked", "boosted", "bookmarked", "muted")


@dataclass(slots=True)
class _Parts:
    """What was found for the posts at hand, by post id; which of them have anything to look for; and with which the
    viewer did something (`_OWN`)."""

    posts: dict[int, Post] = field(default_factory=dict)
    with_media: list[int] = field(default_factory=list)
    with_poll: list[int] = field(default_factory=list)
    with_mentions: list[int] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)
    media: dict[int, list[Media]] = field(default_factory=dict)
    polls: dict[int, Poll] = field(default_factory=dict)
    mentions: dict[int, list[MentionRef]] = field(default_factory=dict)
    own: dict[str, set[int]] = field(default_factory=lambda: {what: set() for what in _OWN})
    pinned: set[int] = field(default_factory=set)
    votes: dict[int, list[int]] = field(default_factory=dict)


async def load_views(db: Database, ids: Sequence[int], viewer_id: int) -> list[PostView]:
    parts = _Parts()
    await _load_posts(db, ids, parts)
    await _load_posts(db, [post.boost_of_id for post in parts.posts.values() if post.boost_of_id is not None], parts)
    if not parts.posts:
        return []
    await _load_accounts(db, parts)
    if parts.with_media:
        parts.media = await media_of(db, parts.with_media)
    if parts.with_poll:
        parts.polls = await polls_of(db, parts.with_poll)
    if parts.with_mentions:
        await _load_mentions(db, parts)
    if viewer_id:
        await _load_own(db, parts, viewer_id)
    await _load_pins(db, parts)
    views: dict[int, PostView] = {}
    for post in sorted(parts.posts.values(), key=lambda post: post.is_boost):
        author = parts.accounts.get(post.author_id)
        if author is None or author.is_gone or (post.boost_of_id is not None and post.boost_of_id not in views):
            continue
        view = _view(post, author, parts)
        views[post.id] = view if post.boost_of_id is None else replace(view, boosted=views[post.boost_of_id])
    return [views[number] for number in ids if number in views]


def _view(post: Post, author: Account, parts: _Parts) -> PostView:
    return PostView(
        post=post,
        author=author,
        mentions=tuple(parts.mentions.get(post.id, ())),
        media=tuple(parts.media.get(post.id, ())),
        poll=parts.polls.get(post.id),
        replied_to=None if post.in_reply_to_account_id is None else parts.accounts.get(post.in_reply_to_account_id),
        has_liked=post.id in parts.own["liked"],
        has_boosted=post.id in parts.own["boosted"],
        has_bookmarked=post.id in parts.own["bookmarked"],
        has_muted=post.id in parts.own["muted"],
        is_pinned=post.id in parts.pinned,
        own_votes=tuple(parts.votes.get(post.id, ())),
    )


async def _load_posts(db: Database, ids: Iterable[int], parts: _Parts) -> None:
    wanted = set(ids) - parts.posts.keys()
    if not wanted:
        return
    rows = await db.rows(
        f"SELECT * FROM posts WHERE {db.among('id')} AND deleted_at IS NULL",
        db.listed(wanted),
    )
    for row in rows:
        number = row["id"]
        parts.posts[number] = to_post(row)
        if row["has_media"]:
            parts.with_media.append(number)
        if row["has_poll"]:
            parts.with_poll.append(number)
        if row["has_mentions"]:
            parts.with_mentions.append(number)


async def _load_accounts(db: Database, parts: _Parts) -> None:
    wanted = {post.author_id for post in parts.posts.values()}
    wanted |= {post.in_reply_to_account_id for post in parts.posts.values() if post.in_reply_to_account_id is not None}
    rows = await db.rows(
        f"SELECT * FROM accounts WHERE {db.among('id')}",
        db.listed(wanted),
    )
    parts.accounts = {row["id"]: to_account(row) for row in rows}


async def _load_mentions(db: Database, parts: _Parts) -> None:
    rows = await db.rows(
        "SELECT m.post_id, a.id, a.uri, a.url, a.name, a.host FROM mentions m JOIN accounts a ON a.id = m.account_id"
        f" WHERE {db.among('m.post_id')} ORDER BY m.post_id, a.id",
        db.listed(parts.with_mentions),
    )
    for row in rows:
        handle = row["name"] if not row["host"] else f"{row['name']}@{row['host']}"
        parts.mentions.setdefault(row["post_id"], []).append(MentionRef(row["id"], row["uri"], handle, row["url"]))


async def _load_own(db: Database, parts: _Parts, viewer_id: int) -> None:
    listed = db.listed(parts.posts)
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
        parts.own[row["what"]].add(row["id"])
    if parts.with_poll:
        rows = await db.rows(
            f"SELECT post_id, position FROM votes WHERE account_id = ? AND {db.among('post_id')} ORDER BY position",
            viewer_id,
            db.listed(parts.with_poll),
        )
        for row in rows:
            parts.votes.setdefault(row["post_id"], []).append(row["position"])


async def _load_pins(db: Database, parts: _Parts) -> None:
    rows = await db.rows(f"SELECT post_id FROM pins WHERE {db.among('post_id')}", db.listed(parts.posts))
    parts.pinned = {row["post_id"] for row in rows}
