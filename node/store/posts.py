"""Posts: adding, editing, deleting, and putting together what a page shows of them (`views`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from node.errors import NotFound
from node.model.account import Account
from node.model.ids import HIGHEST, Ids, is_dated
from node.model.label import AiUse
from node.model.language import is_simple
from node.model.post import NewPost, Policy, Post, PostVersion
from node.model.preview import Page
from node.model.quick import quick
from node.model.visibility import Visibility
from node.store.appointments import read_appointment, write_appointment
from node.store.attachments import (
    add_media,
    add_mentions,
    add_poll,
    add_tags,
    clear_attachments,
    leave_albums,
    with_known_ids,
)
from node.store.cases import read_said, write_said
from node.store.conversations import forget_direct
from node.store.corrections import Corrections
from node.store.deletions import note_deletion
from node.store.emojis import read_emojis
from node.store.parting import parting
from node.store.places import read_place, write_place
from node.store.previews import linking_ids
from node.store.quotes import forget_quote, quoting_ids
from node.store.rows import Database, Row, Tell, from_json, moment, moment_or_none, to_json, us, us_or_none
from node.store.tags import recount_featured
from node.store.threads import Threads

_make_post = quick(Post)
_VISIBILITIES = {each.value: each for each in Visibility}
_AI_USES = {each.value: each for each in AiUse}
_NO_POLICY = Policy()


def to_post(row: Row) -> Post:
    return _make_post(
        id=row["id"],
        uri=row["uri"],
        url=row["url"],
        author_id=row["author_id"],
        is_local=bool(row["is_local"]),
        kind=row["kind"],
        visibility=_VISIBILITIES[row["visibility"]],
        content=row["content"],
        contents={} if row["contents"] == "{}" else from_json(row["contents"]),
        summary=row["summary"],
        name=row["name"],
        language=row["language"],
        sensitive=bool(row["sensitive"]),
        source=row["source"],
        source_format=row["source_format"],
        in_reply_to_id=row["in_reply_to_id"],
        in_reply_to_uri=row["in_reply_to_uri"],
        in_reply_to_account_id=row["in_reply_to_account_id"],
        boost_of_id=row["boost_of_id"],
        quote_uri=row["quote_uri"],
        thread_id=row["thread_id"],
        context_uri=row["context_uri"],
        published_at=moment(row["published_at"]),
        edited_at=moment_or_none(row["edited_at"]),
        deleted_at=moment_or_none(row["deleted_at"]),
        tags=() if row["tags"] == "[]" else tuple(from_json(row["tags"])),
        written_tags=tuple(from_json(row["written_tags"])) if row["written_tags"] else (),
        application=row["application"],
        application_url=row["application_url"],
        ai=_AI_USES[row["ai"]],
        automated=bool(row["automated"]),
        policy=_NO_POLICY if row["policy"] == "{}" else msgspec.json.decode(row["policy"], type=Policy),
        replies_count=row["replies_count"],
        likes_count=row["likes_count"],
        boosts_count=row["boosts_count"],
        quotes_count=row["quotes_count"],
        emojis=read_emojis(row["emojis"]),
        correction=row["correction"],
        corrected_at=moment_or_none(row["corrected_at"]),
        link=row["link"],
        link_claim=_read_claim(row["link_claim"]),
        place=read_place(row["place"]),
        appointment=read_appointment(row["appointment"]),
        case_said=read_said(row["case_said"]),
    )


def _read_claim(text: str) -> Page | None:
    return msgspec.json.decode(text, type=Page) if text else None


def _claim(new: NewPost) -> str:
    return to_json(new.link_claim) if new.link_claim is not None else ""


def _policy(policy: Policy) -> str:
    return "{}" if policy == _NO_POLICY else to_json(policy)


_INSERT = """INSERT INTO posts (id, uri, url, author_id, is_local, kind, visibility, content, contents, summary, name,
 language, sensitive, source, source_format, in_reply_to_id, in_reply_to_uri, in_reply_to_account_id, boost_of_id,
 quote_uri, thread_id, context_uri, published_at, edited_at, tags, policy, has_media, has_poll, has_mentions, application,
 ai, automated, link, link_claim, place, appointment, written_tags, application_url, case_said)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
 ON CONFLICT (uri) DO NOTHING"""


def _added(new: NewPost, parent: Row | None, thread_id: int, replies: int) -> Post:
    """What a row just written says; reading it again would cost as much as writing it."""
    return _make_post(
        id=new.id,
        uri=new.uri,
        url=new.url,
        author_id=new.author.id,
        is_local=new.author.is_local,
        kind=new.kind,
        visibility=new.visibility,
        content=new.content,
        contents=new.contents,
        summary=new.summary,
        name=new.name,
        language=new.language,
        sensitive=new.sensitive,
        source=new.source,
        source_format=new.source_format,
        in_reply_to_id=None if parent is None else parent["id"],
        in_reply_to_uri=new.in_reply_to_uri,
        in_reply_to_account_id=None if parent is None else parent["author_id"],
        boost_of_id=new.boost_of_id,
        quote_uri=new.quote_uri,
        thread_id=thread_id,
        context_uri=new.context_uri,
        published_at=new.published_at,
        edited_at=new.edited_at,
        deleted_at=None,
        tags=new.tags,
        written_tags=new.written_tags,
        policy=new.policy,
        application=new.application,
        application_url=new.application_url,
        ai=new.ai,
        automated=new.automated,
        link=new.link,
        link_claim=new.link_claim,
        place=new.place,
        appointment=new.appointment,
        case_said=new.case_said,
        replies_count=replies,
        likes_count=0,
        boosts_count=0,
    )


def _written_tags(new: NewPost) -> str:
    return to_json(new.shown_tags) if new.shown_tags != new.tags else ""


def _has_easy(language: str | None, contents: Iterable[str]) -> bool:
    return any(is_simple(tag) for tag in (language or "", *contents))


def _values(new: NewPost, parent: Row | None, thread_id: int) -> tuple[object, ...]:
    """In the order of `_INSERT`."""
    return (
        new.id,
        new.uri,
        new.url,
        new.author.id,
        new.author.is_local,
        new.kind,
        new.visibility.value,
        new.content,
        to_json(new.contents) if new.contents else "{}",
        new.summary,
        new.name,
        new.language,
        new.sensitive,
        new.source,
        new.source_format,
        None if parent is None else parent["id"],
        new.in_reply_to_uri,
        None if parent is None else parent["author_id"],
        new.boost_of_id,
        new.quote_uri,
        thread_id,
        new.context_uri,
        us(new.published_at),
        us_or_none(new.edited_at),
        to_json(new.tags) if new.tags else "[]",
        _policy(new.policy),
        bool(new.media),
        new.poll is not None,
        bool(new.mentions),
        new.application,
        new.ai.value,
        new.automated,
        new.link,
        _claim(new),
        write_place(new.place),
        write_appointment(new.appointment),
        _written_tags(new),
        new.application_url,
        write_said(new.case_said),
    )


class Posts:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._threads = Threads(db)
        self._corrections = Corrections(db, tell, ids)

    async def find(self, post_id: int) -> Post | None:
        """Also deleted ones: `deleted_at` says so."""
        row = await self._db.row("SELECT * FROM posts WHERE id = ?", post_id)
        return None if row is None else to_post(row)

    async def get(self, post_id: int) -> Post:
        found = await self.find(post_id)
        if found is None or found.deleted_at is not None:
            raise NotFound("there is no such post")
        return found

    async def find_by_uri(self, uri: str) -> Post | None:
        row = await self._db.row("SELECT * FROM posts WHERE uri = ?", uri)
        return None if row is None else to_post(row)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Post]:
        """Living posts by id."""
        rows = await self._db.rows(
            f"SELECT * FROM posts WHERE {self._db.among('id')} AND deleted_at IS NULL",
            self._db.listed(set(ids)),
        )
        return {row["id"]: to_post(row) for row in rows}

    async def known_uris(self, uris: Iterable[str]) -> set[str]:
        """Which of them are stored, deleted ones included."""
        rows = await self._db.rows(
            f"SELECT uri FROM posts WHERE {self._db.among_texts('uri')}",
            self._db.listed(set(uris)),
        )
        return {row["uri"] for row in rows}

    async def add(self, new: NewPost) -> Post | None:
        """Store it with all that hangs on it, join it to its thread, raise the counters.

        None when its URI is already known, deleted ones included: what is gone does not come back.
        """
        parent = None if new.in_reply_to_uri is None else await self._parent(new.in_reply_to_uri)
        new = await self._with_free_id(new)
        thread_id = new.id if parent is None else parent["thread_id"]
        if not await self._db.run(_INSERT, *_values(new, parent, thread_id)):
            return None
        await self._note_easy(new)
        if new.mentions:
            await add_mentions(self._db, new.id, new.mentions)
        if new.tags and new.visibility is not Visibility.DIRECT:
            await add_tags(self._db, new.id, new, new.visibility)
            await self._tagged(new.author.id, new.visibility, new.tags, is_local=new.author.is_local)
        if new.media:
            await add_media(self._db, new.id, new.media)
        if new.poll is not None:
            await add_poll(self._db, new.id, new.poll)
            self._tell("polls")
        await self._count_in(new, parent)
        waiting = await self._threads.adopt(new.id, new.uri, new.author.id, thread_id)
        self._tell("post", new.id)
        self._tell("author", new.author.id)
        for child in waiting:
            self._tell("post", child["id"])
            self._tell("author", child["author_id"])
        return _added(new, parent, thread_id, len(waiting))

    async def _parent(self, uri: str) -> Row | None:
        return await self._db.row("SELECT id, author_id, thread_id FROM posts WHERE uri = ?", uri)

    async def _with_free_id(self, new: NewPost) -> NewPost:
        """Ids of dated posts are drawn, so one may be taken (decision 0006)."""
        if not is_dated(new.id):
            return new
        number = new.id
        while await self._db.value("SELECT 1 FROM posts WHERE id = ?", number) is not None:
            number += 1
        return new if number == new.id else replace(new, id=number)

    async def _tagged(self, author_id: int, visibility: Visibility, tags: Collection[str], *, is_local: bool) -> None:
        """Whoever follows these hashtags may see something new, and their author may show them on the profile."""
        if visibility is Visibility.PUBLIC:
            for tag in tags:
                self._tell("tag", tag)
        if tags and is_local and visibility.is_open:
            await recount_featured(self._db, author_id, tags)

    async def _count_in(self, new: NewPost, parent: Row | None) -> None:
        if new.boost_of_id is not None:
            await self._db.run("UPDATE posts SET boosts_count = boosts_count + 1 WHERE id = ?", new.boost_of_id)
            self._tell("counts", new.boost_of_id)
            return
        at = us(new.published_at)
        await self._db.run(
            "UPDATE accounts SET posts_count = posts_count + 1,"
            " last_post_at = CASE WHEN last_post_at IS NULL OR last_post_at < ? THEN ? ELSE last_post_at END"
            " WHERE id = ?",
            at,
            at,
            new.author.id,
        )
        if parent is not None:
            await self._db.run("UPDATE posts SET replies_count = replies_count + 1 WHERE id = ?", parent["id"])
            self._tell("replies", parent["id"])

    async def edit(self, post: Post, changed: NewPost, *, now: datetime) -> Post:
        """Replace what the post says, keeping the version before; id, author, thread and visibility stay."""
        await self._keep_version(post)
        if changed.correction:
            await self._corrections.add(post.id, changed.correction, now)
        await self._note_easy(changed, post)
        await self._db.run(
            "UPDATE posts SET url = ?, kind = ?, content = ?, contents = ?, summary = ?, name = ?, language = ?,"
            " sensitive = ?, source = ?, source_format = ?, edited_at = ?, tags = ?, policy = ?, has_media = ?,"
            " has_poll = ?, has_mentions = ?, quote_uri = ?, ai = ?, automated = ?, link = ?,"
            " link_claim = ?, place = ?, appointment = ?, written_tags = ? WHERE id = ?",
            changed.url,
            changed.kind,
            changed.content,
            to_json(changed.contents),
            changed.summary,
            changed.name,
            changed.language,
            changed.sensitive,
            changed.source,
            changed.source_format,
            us(changed.edited_at or now),
            to_json(changed.tags),
            _policy(changed.policy),
            bool(changed.media),
            changed.poll is not None,
            bool(changed.mentions),
            changed.quote_uri,
            changed.ai.value,
            changed.automated,
            changed.link,
            _claim(changed),
            write_place(changed.place),
            write_appointment(changed.appointment),
            _written_tags(changed),
            post.id,
        )
        media = await with_known_ids(self._db, post.id, changed.media)
        await clear_attachments(self._db, post.id, poll=changed.poll is None, now=now)
        await add_mentions(self._db, post.id, changed.mentions)
        if post.visibility is not Visibility.DIRECT:
            await add_tags(self._db, post.id, changed, post.visibility)
            tags = {*post.tags, *changed.tags}
            await self._tagged(post.author_id, post.visibility, tags, is_local=post.is_local)
        await add_media(self._db, post.id, media)
        await leave_albums(self._db, self._tell, post.id)
        if changed.poll is not None:
            await add_poll(self._db, post.id, changed.poll)
            self._tell("polls")
        for number in (post.id, *await linking_ids(self._db, post.id)):
            self._tell("post", number)
        return await self.get(post.id)

    async def _keep_version(self, post: Post) -> None:
        await self._db.run(
            "INSERT INTO post_versions (post_id, at, content, summary, name, sensitive, files, options)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post_id, at) DO NOTHING",
            post.id,
            us(post.edited_at or post.published_at),
            post.content,
            post.summary,
            post.name,
            post.sensitive,
            *await self._hung_on(post.id),
        )

    async def _note_easy(self, new: NewPost, before: Post | None = None) -> None:
        """Whether it is there in Leichte Sprache (A19)."""
        is_easy = _has_easy(new.language, new.contents)
        if is_easy != (before is not None and _has_easy(before.language, before.contents)):
            number = new.id if before is None else before.id
            await self._db.run("UPDATE posts SET has_easy = ? WHERE id = ?", is_easy, number)
        if is_easy:
            self._tell("easy")

    async def _hung_on(self, post_id: int) -> tuple[str, str]:
        """Its files and the options of its poll, as a version keeps them."""
        files = await self._db.rows(
            "SELECT url, description FROM media WHERE post_id = ? ORDER BY position, id", post_id
        )
        options = await self._db.rows("SELECT title FROM poll_options WHERE post_id = ? ORDER BY position", post_id)
        return (
            to_json([[row["url"], row["description"]] for row in files]),
            to_json([row["title"] for row in options]),
        )

    async def set_policy(self, post_id: int, policy: Policy) -> None:
        await self._db.run("UPDATE posts SET policy = ? WHERE id = ?", _policy(policy), post_id)
        self._tell("post", post_id)

    async def raise_counts(self, post_id: int, *, replies: int = 0, likes: int = 0, boosts: int = 0) -> None:
        """The origin says it has that many: ours are a part of them, so counts only rise."""
        await self._db.run(
            "UPDATE posts SET replies_count = CASE WHEN replies_count < ? THEN ? ELSE replies_count END,"
            " likes_count = CASE WHEN likes_count < ? THEN ? ELSE likes_count END,"
            " boosts_count = CASE WHEN boosts_count < ? THEN ? ELSE boosts_count END WHERE id = ?",
            replies,
            replies,
            likes,
            likes,
            boosts,
            boosts,
            post_id,
        )
        self._tell("counts", post_id)

    async def delete(self, post: Post, *, now: datetime) -> None:
        """Wipe what it said and all that hangs on it; the row stays as a tombstone, so that it cannot come back.
        What was public is noted as deleted (`deletions.py`)."""
        await note_deletion(self._db, post.id, now)
        wiped = await self._db.run(
            "UPDATE posts SET deleted_at = ?, content = '', contents = '{}', summary = '', name = '', source = '',"
            " tags = '[]', emojis = '[]', has_media = FALSE, has_poll = FALSE, has_mentions = FALSE, quote_uri = NULL,"
            " correction = '', corrected_at = NULL, has_easy = FALSE,"
            " link = NULL, link_claim = '', place = '', appointment = '', written_tags = '', case_said = ''"
            " WHERE id = ? AND deleted_at IS NULL",
            us(now),
            post.id,
        )
        if not wiped:
            return
        self._tell("deleted", (await parting(self._db, post.id)).key())
        if post.is_boost or post.appointment is not None:
            self._tell("calendar")
        await clear_attachments(self._db, post.id, poll=True, now=now)
        await leave_albums(self._db, self._tell, post.id)
        for sql in (
            "DELETE FROM post_versions WHERE post_id = ?",
            "DELETE FROM corrections WHERE post_id = ?",
            "DELETE FROM reactions WHERE post_id = ?",
            "DELETE FROM pins WHERE post_id = ?",
            "DELETE FROM notifications WHERE post_id = ?",
            "DELETE FROM bookmarks WHERE post_id = ?",
            "DELETE FROM post_texts WHERE post_id = ?",
            "DELETE FROM places WHERE post_id = ?",
            "DELETE FROM appointments WHERE post_id = ?",
            "DELETE FROM posts WHERE boost_of_id = ?",
        ):
            await self._db.run(sql, post.id)
        if post.boost_of_id is not None:
            await self._db.run(
                "UPDATE posts SET boosts_count = CASE WHEN boosts_count > 0 THEN boosts_count - 1 ELSE 0 END WHERE id = ?",
                post.boost_of_id,
            )
            self._tell("counts", post.boost_of_id)
        else:
            await self._db.run("UPDATE accounts SET posts_count = posts_count - 1 WHERE id = ?", post.author_id)
        if post.in_reply_to_id is not None:
            await self._db.run(
                "UPDATE posts SET replies_count = CASE WHEN replies_count > 0 THEN replies_count - 1 ELSE 0 END WHERE id = ?",
                post.in_reply_to_id,
            )
            self._tell("post", post.in_reply_to_id)
        await forget_quote(self._db, post.id, self._tell)
        if post.visibility is Visibility.DIRECT:
            await forget_direct(self._db, post.id, self._tell)
        for number in (post.id, *await quoting_ids(self._db, post.id), *await linking_ids(self._db, post.id)):
            self._tell("post", number)
        self._tell("account", post.author_id)
        if post.tags and post.is_local and post.visibility.is_open:
            await recount_featured(self._db, post.author_id, post.tags)

    async def find_boost(self, author_id: int, boosted_id: int) -> Post | None:
        row = await self._db.row(
            "SELECT * FROM posts WHERE boost_of_id = ? AND author_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
            boosted_id,
            author_id,
        )
        return None if row is None else to_post(row)

    async def boosters(self, post_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[int]:
        """Account ids of those who boosted it, for whomever, newest account first: who is to learn of it, not to be shown."""
        rows = await self._db.rows(
            "SELECT DISTINCT author_id FROM posts WHERE boost_of_id = ? AND deleted_at IS NULL AND author_id < ?"
            " ORDER BY author_id DESC LIMIT ?",
            post_id,
            before,
            limit,
        )
        return [row["author_id"] for row in rows]

    async def open_boosts(self, post_id: int, *, before: int = HIGHEST, limit: int = 40) -> Sequence[tuple[int, str]]:
        """Id and URI of the boosts anybody may see, newest first; not of accounts that are gone."""
        rows = await self._db.rows(
            "SELECT p.id, p.uri FROM posts p JOIN accounts a ON a.id = p.author_id"
            " WHERE p.boost_of_id = ? AND p.deleted_at IS NULL AND p.visibility IN ('public', 'unlisted') AND p.id < ?"
            " AND a.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY p.id DESC LIMIT ?",
            post_id,
            before,
            limit,
        )
        return [(row["id"], row["uri"]) for row in rows]

    async def versions(self, post_id: int) -> Sequence[PostVersion]:
        """What it said before, oldest first; not what it says now."""
        rows = await self._db.rows("SELECT * FROM post_versions WHERE post_id = ? ORDER BY at", post_id)
        return [
            PostVersion(
                moment(row["at"]),
                row["content"],
                row["summary"],
                row["name"],
                bool(row["sensitive"]),
                tuple((url, text) for url, text in from_json(row["files"])) if row["files"] else None,
                tuple(from_json(row["options"])) if row["options"] else None,
            )
            for row in rows
        ]

    async def mentioned_ids(self, post_id: int) -> Sequence[int]:
        rows = await self._db.rows("SELECT account_id FROM mentions WHERE post_id = ? ORDER BY account_id", post_id)
        return [row["account_id"] for row in rows]

    async def ids_by(self, author_id: int, *, after: int = 0, limit: int = 200) -> Sequence[int]:
        """Living posts and boosts of an account, oldest first: for going through all of them."""
        rows = await self._db.rows(
            "SELECT id FROM posts WHERE author_id = ? AND id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
            author_id,
            after,
            limit,
        )
        return [row["id"] for row in rows]

    async def pin(self, account: Account, post_id: int, *, now: datetime) -> bool:
        added = await self._db.run(
            "INSERT INTO pins (account_id, post_id, pinned_at) VALUES (?, ?, ?) ON CONFLICT (account_id, post_id) DO NOTHING",
            account.id,
            post_id,
            us(now),
        )
        self._tell("account", account.id)
        self._tell("post", post_id)
        return bool(added)

    async def unpin(self, account: Account, post_id: int) -> bool:
        removed = await self._db.run("DELETE FROM pins WHERE account_id = ? AND post_id = ?", account.id, post_id)
        self._tell("account", account.id)
        self._tell("post", post_id)
        return bool(removed)

    async def pinned_ids(self, account_id: int) -> Sequence[int]:
        """Latest pinned first."""
        rows = await self._db.rows(
            "SELECT post_id FROM pins WHERE account_id = ? ORDER BY pinned_at DESC, post_id DESC LIMIT 50", account_id
        )
        return [row["post_id"] for row in rows]

    async def count_local(self) -> int:
        found: Any = await self._db.value(
            "SELECT COUNT(*) FROM posts WHERE is_local AND deleted_at IS NULL AND boost_of_id IS NULL"
            " AND visibility IN ('public', 'unlisted')"
        )
        return int(found)
