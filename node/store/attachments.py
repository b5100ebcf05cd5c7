"""The rows that hang on a post: mentions, tags, media, poll."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from node.model.label import AiUse
from node.model.media import Media, MediaState, Place
from node.model.poll import Option, Poll
from node.model.post import NewPost
from node.model.visibility import Visibility
from node.store.rows import Database, Row, Tell, from_json, moment_or_none, to_json, us, us_or_none


async def add_mentions(db: Database, post_id: int, account_ids: Sequence[int]) -> None:
    if account_ids:
        await db.run_many(
            "INSERT INTO mentions (post_id, account_id) VALUES (?, ?) ON CONFLICT (post_id, account_id) DO NOTHING",
            [(post_id, account_id) for account_id in account_ids],
        )


async def add_tags(db: Database, post_id: int, new: NewPost, visibility: Visibility) -> None:
    """How a tag is written in what only some may read is kept on the post alone: all tags of a name share how they look."""
    if new.tags:
        written = new.shown_tags if visibility.is_open else ("",) * len(new.tags)
        await db.run_many(
            "INSERT INTO post_tags (tag, post_id, written) VALUES (?, ?, ?) ON CONFLICT (tag, post_id) DO NOTHING",
            [(tag, post_id, shown) for tag, shown in zip(new.tags, written, strict=True)],
        )


async def add_media(db: Database, post_id: int, media: Sequence[Media]) -> None:
    """Each has its id from `Ids`; one stored before (an upload) is joined to the post."""
    if media:
        await db.run_many(
            "INSERT INTO media (id, post_id, position, url, mime, kind, description, blurhash, width, height, focus,"
            " credit, licence, ai) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " post_id = excluded.post_id, position = excluded.position, description = excluded.description,"
            " focus = excluded.focus, credit = excluded.credit, licence = excluded.licence, ai = excluded.ai,"
            " loose_since = NULL, was_shown = TRUE",
            [
                (
                    each.id,
                    post_id,
                    position,
                    each.url,
                    each.mime,
                    each.kind,
                    each.description,
                    each.blurhash,
                    each.width,
                    each.height,
                    focus_text(each.focus),
                    each.credit,
                    each.licence,
                    each.ai.value,
                )
                for position, each in enumerate(media)
            ],
        )


async def leave_albums(db: Database, tell: Tell, post_id: int) -> None:
    """What no longer hangs on the post is in no album, either."""
    gone = "post_id = ? AND media_id NOT IN (SELECT m.id FROM media m WHERE m.post_id = ?)"
    albums = await db.rows(
        f"SELECT id, account_id FROM albums WHERE id IN (SELECT album_id FROM album_pictures WHERE {gone})",
        post_id,
        post_id,
    )
    if albums:
        await db.run(f"DELETE FROM album_pictures WHERE {gone}", post_id, post_id)
    for row in albums:
        tell("album", row["id"])
        tell("albums", row["account_id"])


async def with_known_ids(db: Database, post_id: int, media: Sequence[Media]) -> Sequence[Media]:
    """What hangs on the post already keeps its number when the post is edited, and so its address."""
    rows = await db.rows("SELECT id, url FROM media WHERE post_id = ? AND account_id IS NULL", post_id)
    known = {row["url"]: row["id"] for row in rows}
    return [replace(each, id=known.pop(each.url, each.id)) for each in media]


def focus_text(focus: tuple[float, float] | None) -> str | None:
    return None if focus is None else to_json(focus)


async def add_poll(db: Database, post_id: int, poll: Poll) -> None:
    """Add it, or save what its author changed: other options start anew, the same ones keep the higher counts."""
    before = await db.rows("SELECT title FROM poll_options WHERE post_id = ? ORDER BY position", post_id)
    same = [row["title"] for row in before] == [option.title for option in poll.options]
    await db.run(
        "INSERT INTO polls (post_id, multiple, closes_at, closed_at, voters, hides_totals) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (post_id) DO UPDATE SET multiple = excluded.multiple, closes_at = excluded.closes_at,"
        " closed_at = excluded.closed_at, voters = excluded.voters, hides_totals = excluded.hides_totals",
        post_id,
        poll.multiple,
        us_or_none(poll.closes_at),
        us_or_none(poll.closed_at),
        poll.voters,
        poll.hides_totals,
    )
    if not same:
        await db.run("DELETE FROM poll_options WHERE post_id = ?", post_id)
        await db.run("DELETE FROM votes WHERE post_id = ?", post_id)
    await db.run_many(
        "INSERT INTO poll_options (post_id, position, title, votes) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (post_id, position) DO UPDATE SET votes = excluded.votes",
        [(post_id, position, option.title, option.votes) for position, option in enumerate(poll.options)],
    )


async def clear_attachments(db: Database, post_id: int, *, poll: bool, now: datetime) -> None:
    """Files that were uploaded here are only let go: their author may hang them on another post for a while."""
    await db.run("DELETE FROM mentions WHERE post_id = ?", post_id)
    await db.run("DELETE FROM post_tags WHERE post_id = ?", post_id)
    await db.run("DELETE FROM media WHERE post_id = ? AND account_id IS NULL", post_id)
    await db.run("UPDATE media SET post_id = NULL, loose_since = ? WHERE post_id = ?", us(now), post_id)
    if poll:
        await db.run("DELETE FROM votes WHERE post_id = ?", post_id)
        await db.run("DELETE FROM poll_options WHERE post_id = ?", post_id)
        await db.run("DELETE FROM polls WHERE post_id = ?", post_id)


def to_media(row: Row) -> Media:
    focus = None if row["focus"] is None else tuple(from_json(row["focus"]))
    return Media(
        id=row["id"],
        url=row["url"],
        mime=row["mime"],
        kind=row["kind"],
        description=row["description"],
        blurhash=row["blurhash"],
        width=row["width"],
        height=row["height"],
        focus=None if focus is None else (focus[0], focus[1]),
        credit=row["credit"],
        licence=row["licence"],
        ai=AiUse(row["ai"]),
        post_id=row["post_id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        place=Place(row["place"]),
        created_at=moment_or_none(row["created_at"]),
        state=MediaState(row["state"]),
        failure=row["failure"],
        upload=row["upload"],
        cover=row["cover"],
        name=row["name"],
        preview_name=row["preview_name"],
        size=row["size"],
        duration=None if row["duration_ms"] is None else row["duration_ms"] / 1000,
        preview_width=row["preview_width"],
        preview_height=row["preview_height"],
        colours=() if row["colours"] == "[]" else tuple(from_json(row["colours"])),
    )


async def media_of(db: Database, post_ids: Sequence[int]) -> dict[int, list[Media]]:
    rows = await db.rows(
        f"SELECT * FROM media WHERE {db.among('post_id')} ORDER BY post_id, position",
        db.listed(post_ids),
    )
    found: dict[int, list[Media]] = {}
    for row in rows:
        found.setdefault(row["post_id"], []).append(to_media(row))
    return found


async def polls_of(db: Database, post_ids: Sequence[int]) -> dict[int, Poll]:
    listed = db.listed(post_ids)
    options: dict[int, list[Option]] = {}
    for row in await db.rows(
        f"SELECT * FROM poll_options WHERE {db.among('post_id')} ORDER BY post_id, position",
        listed,
    ):
        options.setdefault(row["post_id"], []).append(Option(row["title"], row["votes"]))
    rows = await db.rows(f"SELECT * FROM polls WHERE {db.among('post_id')}", listed)
    return {
        row["post_id"]: Poll(
            options=tuple(options.get(row["post_id"], ())),
            multiple=bool(row["multiple"]),
            closes_at=moment_or_none(row["closes_at"]),
            closed_at=moment_or_none(row["closed_at"]),
            voters=row["voters"],
            hides_totals=bool(row["hides_totals"]),
        )
        for row in rows
    }
