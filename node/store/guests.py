"""Answers of people without an account, and the links that lead back to them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from node.model.guest import GuestReply, GuestState
from node.model.ids import HIGHEST
from node.store.rows import Database, Row, moment, moment_or_none, us, us_or_none

_OPEN = (GuestState.UNCONFIRMED.value, GuestState.WAITING.value)


def _to_reply(row: Row) -> GuestReply:
    return GuestReply(
        id=row["id"],
        answered_id=row["answered_id"],
        account_id=row["account_id"],
        name=row["name"],
        email=row["email"],
        text=row["text"],
        language=row["language"],
        state=GuestState(row["state"]),
        reason=row["reason"],
        post_id=row["post_id"],
        created_at=moment(row["created_at"]),
        decided_at=moment_or_none(row["decided_at"]),
        forget_at=moment_or_none(row["forget_at"]),
    )


class Guests:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: GuestReply) -> None:
        await self._db.run(
            "INSERT INTO guest_replies (id, answered_id, account_id, name, email, text, language, state, created_at,"
            " forget_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.answered_id,
            made.account_id,
            made.name,
            made.email,
            made.text,
            made.language,
            made.state.value,
            us(made.created_at),
            us_or_none(made.forget_at),
        )

    async def find(self, reply_id: int) -> GuestReply | None:
        row = await self._db.row("SELECT * FROM guest_replies WHERE id = ?", reply_id)
        return None if row is None else _to_reply(row)

    async def count_open(self, email: str | None = None) -> int:
        """How many are neither published nor rejected: of all, or with that address those nobody has confirmed."""
        if email is not None:
            found = await self._db.value(
                "SELECT COUNT(*) FROM guest_replies WHERE email = ? AND state = ?", email, _OPEN[0]
            )
        else:
            found = await self._db.value("SELECT COUNT(*) FROM guest_replies WHERE state IN (?, ?)", *_OPEN)
        return int(found)

    async def is_there(self, answered_id: int, email: str, text: str) -> bool:
        """The form was sent twice."""
        return bool(
            await self._db.value(
                "SELECT COUNT(*) FROM guest_replies WHERE email = ? AND answered_id = ? AND text = ?",
                email,
                answered_id,
                text,
            )
        )

    async def page(
        self,
        state: GuestState,
        *,
        account_ids: Collection[int] | None = None,
        before: int = HIGHEST,
        limit: int = 40,
    ) -> Sequence[GuestReply]:
        """Newest first; `account_ids`: only those to these channels."""
        channels = "" if account_ids is None else f" AND {self._db.among('account_id')}"
        listed = () if account_ids is None else (self._db.listed(list(account_ids)),)
        rows = await self._db.rows(
            f"SELECT * FROM guest_replies WHERE state = ? AND id < ?{channels} ORDER BY id DESC LIMIT ?",
            state.value,
            before,
            *listed,
            limit,
        )
        return [_to_reply(row) for row in rows]

    async def confirm(self, reply_id: int, now: datetime) -> bool:
        """It waits to be looked at. False when it did already, or came too late."""
        return bool(
            await self._db.run(
                "UPDATE guest_replies SET state = ?, forget_at = NULL WHERE id = ? AND state = ? AND forget_at > ?",
                GuestState.WAITING.value,
                reply_id,
                GuestState.UNCONFIRMED.value,
                us(now),
            )
        )

    async def decide(
        self,
        reply_id: int,
        state: GuestState,
        *,
        out_of: Collection[GuestState],
        now: datetime,
        forget_at: datetime,
        reason: str = "",
    ) -> GuestReply | None:
        """Only one who decides is first: None for the others. A published one's text is its post's from now on."""
        row = await self._db.row(
            "UPDATE guest_replies SET state = ?, decided_at = ?, forget_at = ?, reason = ? WHERE id = ?"
            f" AND {self._db.among_texts('state')} RETURNING *",
            state.value,
            us(now),
            us(forget_at),
            reason,
            reply_id,
            self._db.listed([each.value for each in out_of]),
        )
        return None if row is None else _to_reply(row)

    async def find_by_post(self, post_id: int) -> GuestReply | None:
        row = await self._db.row("SELECT * FROM guest_replies WHERE post_id = ?", post_id)
        return None if row is None else _to_reply(row)

    async def note_post(self, reply_id: int, post_id: int | None) -> None:
        """The post it has become, which says its text; None: there is none any longer."""
        await self._db.run("UPDATE guest_replies SET post_id = ?, text = '' WHERE id = ?", post_id, reply_id)

    async def take(self, reply_id: int) -> GuestReply | None:
        """Delete it, with its links; what it was at that very moment, or None when another was faster."""
        row = await self._db.row("DELETE FROM guest_replies WHERE id = ? RETURNING *", reply_id)
        return None if row is None else _to_reply(row)

    # Links

    async def add_link(self, secret_hash: str, reply_id: int) -> None:
        await self._db.run("INSERT INTO guest_links (secret_hash, reply_id) VALUES (?, ?)", secret_hash, reply_id)

    async def find_by_link(self, secret_hash: str, now: datetime) -> GuestReply | None:
        """None also for what should have been confirmed by now."""
        row = await self._db.row(
            "SELECT r.* FROM guest_links l JOIN guest_replies r ON r.id = l.reply_id WHERE l.secret_hash = ?"
            " AND NOT (r.state = ? AND r.forget_at <= ?)",
            secret_hash,
            GuestState.UNCONFIRMED.value,
            us(now),
        )
        return None if row is None else _to_reply(row)

    # What must not stay

    async def forget(self, now: datetime) -> int:
        """Of published ones the address, everything of the others; how many were concerned."""
        erased = await self._db.run(
            "UPDATE guest_replies SET email = NULL, forget_at = NULL WHERE forget_at <= ? AND state = ?",
            us(now),
            GuestState.PUBLISHED.value,
        )
        return erased + await self._db.run("DELETE FROM guest_replies WHERE forget_at <= ?", us(now))

    async def forget_undecided(self, *, mail: datetime, all_of_it: datetime) -> int:
        """Of those about whom nobody has decided since then: their address, later all of them."""
        waiting = GuestState.WAITING.value
        erased = await self._db.run(
            "UPDATE guest_replies SET email = NULL WHERE state = ? AND created_at <= ? AND email IS NOT NULL",
            waiting,
            us(mail),
        )
        return erased + await self._db.run(
            "DELETE FROM guest_replies WHERE state = ? AND created_at <= ?", waiting, us(all_of_it)
        )

    async def names_here(self) -> Sequence[tuple[str, str]]:
        """(name, display name) of everybody who lives here: nobody may be taken for them."""
        rows = await self._db.rows("SELECT name, display_name FROM accounts WHERE host = '' AND deleted_at IS NULL")
        return [(row["name"], row["display_name"]) for row in rows]
