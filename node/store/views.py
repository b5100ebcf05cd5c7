"""Posts with all that a page shows of them, in a fixed number of queries however many they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from node.model.account import Account
from node.model.consent import consent_of, needs_relation
from node.model.media import Media
from node.model.poll import Poll
from node.model.post import MentionRef, Post, PostView, QuoteView
from node.model.preview import Preview
from node.model.quick import quick
from node.model.quote import SHOWN, Quote, QuoteState
from node.store.accounts import to_account
from node.store.attachments import media_of, polls_of
from node.store.marks import Marks, marks_of
from node.store.posts import to_post
from node.store.previews import previews_of
from node.store.quotes import followings, kept_apart, quotes_of
from node.store.readable import READABLE, READABLE_PARAMS
from node.store.rows import Database


@dataclass(slots=True)
class _Parts:
    """What was found for the posts at hand, by post id; which of them have anything to look for; and with which the
    viewer did something."""

    posts: dict[int, Post] = field(default_factory=dict)
    with_media: list[int] = field(default_factory=list)
    with_poll: list[int] = field(default_factory=list)
    with_mentions: list[int] = field(default_factory=list)
    with_quote: list[int] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    previews: dict[str, Preview] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    media: dict[int, list[Media]] = field(default_factory=dict)
    polls: dict[int, Poll] = field(default_factory=dict)
    mentions: dict[int, list[MentionRef]] = field(default_factory=dict)
    own: Marks = field(default_factory=Marks)
    pinned: set[int] = field(default_factory=set)
    votes: dict[int, list[int]] = field(default_factory=dict)
    quotes: dict[int, Quote] = field(default_factory=dict)
    apart: dict[int, QuoteState] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    following: set[int] = field(default_factory=set)
    followers: set[int] = field(default_factory=set)
    viewer_uri: str = ""


async def load_views(db: Database, ids: Sequence[int], viewer_id: int) -> list[PostView]:
    parts = _Parts()
    await _load_posts(db, ids, parts)
    await _load_posts(db, [post.boost_of_id for post in parts.posts.values() if post.boost_of_id is not None], parts)
    if not parts.posts:
        return []
    if parts.with_quote:
        await _load_quotes(db, parts, viewer_id)
    if parts.links:
        await _load_previews(db, parts)
    await _load_accounts(db, parts)
    if parts.with_media:
        parts.media = await media_of(db, parts.with_media)
    if parts.with_poll:
        parts.polls = await polls_of(db, parts.with_poll)
    if parts.with_mentions:
        await _load_mentions(db, parts)
    if viewer_id:
        await _load_own(db, parts, viewer_id)
        await _load_consent(db, parts, viewer_id)
    await _load_pins(db, parts)
    views = _assemble(parts, viewer_id)
    return [views[number] for number in ids if number in views]


def _assemble(parts: _Parts, viewer_id: int) -> dict[int, PostView]:
    plain: dict[int, PostView] = {}
    for post in parts.posts.values():
        author = parts.accounts.get(post.author_id)
        if author is None or author.is_gone:
            continue
        view = _view(post, author, parts, viewer_id)
        if author.sensitized_at is not None and post.id in parts.media and author.id != viewer_id:
            view = replace(view, post=replace(post, sensitive=True))  # its author sees, and keeps, what they said
        plain[post.id] = view
    views = {number: _quoting(view, plain, parts) for number, view in plain.items()}
    for number, view in plain.items():
        if view.post.boost_of_id is not None:
            boosted = views.get(view.post.boost_of_id)
            if boosted is None:
                del views[number]
            else:
                views[number] = replace(view, boosted=boosted)
    return views


def _quoting(view: PostView, plain: Mapping[int, PostView], parts: _Parts) -> PostView:
    """With what it quotes; what that quotes in turn is only named."""
    quote, quoted = _quote_view(view.post, plain, parts)
    if quote is None:
        return view
    if quoted is not None:
        inner, _ = _quote_view(quoted.post, plain, parts)
        quote = replace(quote, view=replace(quoted, quote=inner))
    return replace(view, quote=quote)


def _quote_view(post: Post, plain: Mapping[int, PostView], parts: _Parts) -> tuple[QuoteView | None, PostView | None]:
    """How the quote stands for the viewer, and what is quoted if they are shown it."""
    if post.quote_uri is None:
        return None, None
    quote = parts.quotes.get(post.id)
    if quote is None or quote.state is not QuoteState.ACCEPTED:
        return QuoteView(state=QuoteState.PENDING if quote is None else quote.state, quoted_uri=post.quote_uri), None
    state, quoted = QuoteState.ACCEPTED, plain.get(quote.quoted_id or 0)
    if quote.quoted_id not in parts.posts:
        state = QuoteState.DELETED
    elif quoted is None or quote.quoted_id in parts.closed:
        state = QuoteState.UNAUTHORIZED
    else:
        state = parts.apart.get(quoted.author.id, state)
    shown = quoted if state in SHOWN else None
    made = QuoteView(
        state=state,
        quoted_uri=quote.quoted_uri,
        stamp_uri=quote.stamp_uri,
        quoted_id=None if shown is None else quote.quoted_id,
    )
    return made, shown


_make_view = quick(PostView)


def _view(post: Post, author: Account, parts: _Parts, viewer_id: int) -> PostView:
    return _make_view(
        post=post,
        author=author,
        mentions=tuple(parts.mentions.get(post.id, ())),
        media=tuple(parts.media.get(post.id, ())),
        poll=parts.polls.get(post.id),
        replied_to=None if post.in_reply_to_account_id is None else parts.accounts.get(post.in_reply_to_account_id),
        has_liked=post.id in parts.own.liked,
        has_boosted=post.id in parts.own.boosted,
        has_bookmarked=post.id in parts.own.bookmarked,
        has_muted=post.id in parts.own.muted,
        is_pinned=post.id in parts.pinned,
        own_votes=tuple(parts.votes.get(post.id, ())),
        consent=consent_of(
            post,
            author,
            viewer_id,
            parts.viewer_uri,
            follows=author.id in parts.following,
            followed=author.id in parts.followers,
        ),
        **({} if post.link is None else _preview(post, post.link, parts)),
    )


def _preview(post: Post, link: str, parts: _Parts) -> dict[str, Any]:
    """What this node saw there counts more than what the author's server says of it."""
    seen = parts.previews.get(link)
    if seen is not None and seen.subject_account is not None:
        account, about = parts.accounts.get(seen.subject_account), parts.posts.get(seen.subject_post or 0)
        hidden = seen.subject_post is not None and (about is None or not about.visibility.is_open)
        if account is None or account.is_gone or hidden:
            return {}
        return {"preview": seen, "preview_post": about, "preview_account": account}
    if seen is None or not seen.page.title:
        return {} if post.link_claim is None else {"preview": Preview(url=link, page=post.link_claim)}
    return {"preview": seen}


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
        if row["quote_uri"] is not None:
            parts.with_quote.append(number)
        if row["link"] is not None:
            parts.links.add(row["link"])


async def _load_quotes(db: Database, parts: _Parts, viewer_id: int) -> None:
    """What is quoted, and how what that quotes stands; which of it the viewer may not read, and whom they are kept
    from."""
    outer = await quotes_of(db, parts.with_quote)
    parts.quotes.update(outer)
    parts.with_quote.clear()
    await _load_posts(db, _accepted(outer.values()), parts)
    if parts.with_quote:
        inner = await quotes_of(db, parts.with_quote)
        parts.quotes.update(inner)
        outer |= inner
        found = await db.rows(
            f"SELECT * FROM posts WHERE {db.among('id')} AND deleted_at IS NULL",
            db.listed(_accepted(inner.values()) - parts.posts.keys()),
        )
        parts.posts.update({row["id"]: to_post(row) for row in found})
    quoted = {number: parts.posts[number] for number in _accepted(outer.values()) if number in parts.posts}
    private = {number for number, post in quoted.items() if not post.visibility.is_open}
    if private:
        rows = await db.rows(
            f"SELECT p.id FROM posts p WHERE {db.among('p.id')} AND ({READABLE})",
            db.listed(private),
            *[viewer_id] * READABLE_PARAMS,
        )
        parts.closed = private - {row["id"] for row in rows}
    if viewer_id and quoted:
        parts.apart = await kept_apart(db, {post.author_id for post in quoted.values()}, viewer_id)


def _accepted(quotes: Iterable[Quote]) -> set[int]:
    return {quote.quoted_id for quote in quotes if quote.quoted_id is not None and quote.state is QuoteState.ACCEPTED}


async def _load_consent(db: Database, parts: _Parts, viewer_id: int) -> None:
    """Who follows whom, where a rule for quotes asks for it."""
    asked = {
        author.id
        for post in parts.posts.values()
        if (author := parts.accounts.get(post.author_id)) is not None and needs_relation(post, author)
    } - {viewer_id}
    if asked:
        parts.following, parts.followers, parts.viewer_uri = await followings(db, asked, viewer_id)


async def _load_previews(db: Database, parts: _Parts) -> None:
    """With the posts of ours that are linked; what those link or quote in turn is not shown there."""
    parts.previews = await previews_of(db, parts.links)
    subjects = [each.subject_post for each in parts.previews.values() if each.subject_post is not None]
    await _load_posts(db, subjects, parts)


async def _load_accounts(db: Database, parts: _Parts) -> None:
    wanted = {post.author_id for post in parts.posts.values()}
    wanted |= {each.subject_account for each in parts.previews.values() if each.subject_account is not None}
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
    parts.own = await marks_of(db, parts.posts, viewer_id)
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
