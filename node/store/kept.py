"""Drafts that are kept, the files that are kept with them, and what is said about them where advice is asked.

SQL that says of a draft `d` whether it is answered says it as `Advised.is_answered` does.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from node.model.draft import Draft
from node.model.kept import Advised, Comment, Kept, Request, Seen, Side
from node.model.media import Media
from node.store.attachments import to_media
from node.store.rows import Database, Row, from_json, moment, moment_or_none, to_json, us, us_or_none

_ANSWERED: Final = (
    "EXISTS (SELECT 1 FROM draft_comments c WHERE c.draft_id = d.id AND c.side <> 'writer' AND c.version = d.version"
    " AND c.at >= d.asked_at AND c.id = (SELECT MAX(m.id) FROM draft_comments m WHERE m.draft_id = d.id))"
)


def _to_kept(row: Row) -> Kept:
    asked_at = moment_or_none(row["asked_at"])
    request = None
    if asked_at is not None:
        request = Request(
            question=row["question"],
            asks_office=bool(row["asks_office"]),
            login_id=row["asked_by"],
            at=asked_at,
        )
    return Kept(
        id=row["id"],
        account_id=row["account_id"],
        login_id=row["login_id"],
        draft=msgspec.json.decode(row["draft"], type=Draft),
        media_ids=tuple(from_json(row["media_ids"])),
        poll_seconds=row["poll_seconds"],
        publish_at=moment_or_none(row["publish_at"]),
        created_at=moment(row["created_at"]),
        changed_at=moment(row["changed_at"]),
        version=row["version"],
        request=request,
    )


def _to_comment(row: Row) -> Comment:
    return Comment(
        id=row["id"],
        draft_id=row["draft_id"],
        side=Side(row["side"]),
        text=row["text"],
        version=row["version"],
        at=moment(row["at"]),
        login_id=row["login_id"],
        office=row["office"],
        approves=bool(row["approves"]),
    )


class KeptDrafts:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Kept) -> None:
        """Its files are kept with it from now on."""
        await self._db.run(
            "INSERT INTO kept_drafts (id, account_id, login_id, draft, media_ids, poll_seconds, publish_at, version,"
            " created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.login_id,
            to_json(made.draft),
            to_json(made.media_ids),
            made.poll_seconds,
            us_or_none(made.publish_at),
            made.version,
            us(made.created_at),
            us(made.changed_at),
        )
        await self._hold(made)

    async def change(self, made: Kept) -> bool:
        """What it says, and the number of that version, which is one more than before; what is asked about it stays. False
        when somebody was quicker."""
        changed = await self._db.run(
            "UPDATE kept_drafts SET login_id = ?, draft = ?, media_ids = ?, poll_seconds = ?, publish_at = ?,"
            " version = ?, changed_at = ? WHERE id = ? AND version = ?",
            made.login_id,
            to_json(made.draft),
            to_json(made.media_ids),
            made.poll_seconds,
            us_or_none(made.publish_at),
            made.version,
            us(made.changed_at),
            made.id,
            made.version - 1,
        )
        if changed:
            await self._release(made.id, made.changed_at)
            await self._hold(made)
        return bool(changed)

    async def hold(self, draft_id: int) -> None:
        """Whoever else changes it or says something about it waits until this transaction is over."""
        await self._db.run("UPDATE kept_drafts SET version = version WHERE id = ?", draft_id)

    async def find(self, draft_id: int) -> Kept | None:
        row = await self._db.row("SELECT * FROM kept_drafts WHERE id = ?", draft_id)
        return None if row is None else _to_kept(row)

    async def of_account(self, account_id: int) -> Sequence[Kept]:
        """All of the account's, the last changed first; there are never many."""
        rows = await self._db.rows(
            "SELECT * FROM kept_drafts WHERE account_id = ? ORDER BY changed_at DESC, id DESC LIMIT 1000", account_id
        )
        return [_to_kept(row) for row in rows]

    async def count(self, account_id: int) -> int:
        return int(await self._db.value("SELECT COUNT(*) FROM kept_drafts WHERE account_id = ?", account_id))

    async def take(self, seen: Seen, account_id: int, now: datetime) -> bool:
        """Out of the list, to be published in the same transaction. False when it is gone, another account's, or has been
        changed meanwhile."""
        taken = await self._db.run(
            "DELETE FROM kept_drafts WHERE id = ? AND account_id = ? AND version = ?", seen.id, account_id, seen.version
        )
        if taken:
            await self._release(seen.id, now)
        return bool(taken)

    async def remove(self, draft_id: int, now: datetime) -> None:
        await self._db.run("DELETE FROM kept_drafts WHERE id = ?", draft_id)
        await self._release(draft_id, now)

    async def forget_account(self, account_id: int, now: datetime) -> None:
        """It is deleted, and with it what it kept."""
        for found in await self.of_account(account_id):
            await self.remove(found.id, now)

    # Advice

    async def ask(self, draft_id: int, request: Request) -> None:
        await self._db.run(
            "UPDATE kept_drafts SET asked_at = ?, asked_by = ?, question = ?, asks_office = ? WHERE id = ?",
            us(request.at),
            request.login_id,
            request.question,
            request.asks_office,
            draft_id,
        )

    async def withdraw(self, draft_id: int) -> None:
        """Nobody is asked any longer; what was said stays with the draft."""
        await self._db.run(
            "UPDATE kept_drafts SET asked_at = NULL, asked_by = NULL, question = '', asks_office = ? WHERE id = ?",
            False,
            draft_id,
        )

    async def asked(self, *, before: int, limit: int, office: bool = False) -> Sequence[Kept]:
        """Those on which advice is asked, the newest first, ids below `before`; of `office` only where it is asked, too."""
        rows = await self._db.rows(
            "SELECT d.* FROM kept_drafts d JOIN accounts a ON a.id = d.account_id WHERE d.asked_at IS NOT NULL"
            f" AND a.deleted_at IS NULL AND d.id < ?{' AND d.asks_office' if office else ''} ORDER BY d.id DESC LIMIT ?",
            before,
            limit,
        )
        return [_to_kept(row) for row in rows]

    async def count_waiting(self, *, except_login: int | None) -> int:
        """On how many somebody other than that person waits for advice."""
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM kept_drafts d WHERE d.asked_at IS NOT NULL AND NOT {_ANSWERED}"
                " AND (d.asked_by IS NULL OR d.asked_by <> ?)",
                except_login or 0,
            )
        )

    async def count_answered(self, account_id: int) -> int:
        """On how many of the account's there is advice that nobody has replied to."""
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM kept_drafts d WHERE d.account_id = ? AND d.asked_at IS NOT NULL AND {_ANSWERED}",
                account_id,
            )
        )

    async def say(self, made: Comment) -> None:
        await self._db.run(
            "INSERT INTO draft_comments (id, draft_id, side, login_id, office, text, approves, version, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.draft_id,
            made.side.value,
            made.login_id,
            made.office,
            made.text,
            made.approves,
            made.version,
            us(made.at),
        )

    async def with_advice(self, found: Iterable[Kept]) -> Sequence[Advised]:
        """Each with its files, in their order, and what was said about it; a file that is gone is left out."""
        found = list(found)
        if not found:
            return []
        ids = self._db.listed({each.id for each in found})
        said = await self._db.rows(f"SELECT * FROM draft_comments WHERE {self._db.among('draft_id')} ORDER BY id", ids)
        files = await self._db.rows(f"SELECT * FROM media WHERE {self._db.among('draft_id')}", ids)
        comments: dict[int, list[Comment]] = {}
        for row in said:
            comments.setdefault(row["draft_id"], []).append(_to_comment(row))
        media = {(row["draft_id"], row["id"]): to_media(row) for row in files}
        return [
            Advised(kept=each, media=_media(each, media), comments=tuple(comments.get(each.id, ()))) for each in found
        ]

    # Files

    async def _hold(self, made: Kept) -> None:
        await self._db.run(
            f"UPDATE media SET draft_id = ?, loose_since = NULL WHERE {self._db.among('id')} AND account_id = ?",
            made.id,
            self._db.listed(made.media_ids),
            made.account_id,
        )

    async def _release(self, draft_id: int, now: datetime) -> None:
        """Its files may hang on any post again, and are swept where they do not."""
        await self._db.run(
            "UPDATE media SET draft_id = NULL, loose_since = CASE WHEN post_id IS NULL THEN ? ELSE loose_since END"
            " WHERE draft_id = ?",
            us(now),
            draft_id,
        )


def _media(kept: Kept, known: dict[tuple[int, int], Media]) -> tuple[Media, ...]:
    return tuple(known[kept.id, number] for number in kept.media_ids if (kept.id, number) in known)
