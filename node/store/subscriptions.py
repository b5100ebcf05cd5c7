"""Who gets a channel's posts by e-mail, and which letters have been queued for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from node.model.subscription import Rhythm, Subscription
from node.store.rows import Database, Row, moment, moment_or_none, us, us_or_none


def _to_subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        account_id=row["account_id"],
        email=row["email"],
        language=row["language"],
        rhythm=Rhythm(row["rhythm"]),
        everything=bool(row["everything"]),
        created_at=moment(row["created_at"]),
        confirmed_at=moment_or_none(row["confirmed_at"]),
        told_id=row["told_id"],
        bounces=row["bounces"],
    )


class Subscriptions:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, made: Subscription) -> None:
        """Nobody has confirmed it yet."""
        await self._db.run(
            "INSERT INTO subscriptions (id, account_id, email, language, rhythm, everything, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.account_id,
            made.email,
            made.language,
            made.rhythm.value,
            made.everything,
            us(made.created_at),
        )

    async def find(self, subscription_id: int) -> Subscription | None:
        row = await self._db.row("SELECT * FROM subscriptions WHERE id = ?", subscription_id)
        return None if row is None else _to_subscription(row)

    async def remove(self, subscription_id: int) -> bool:
        """The address is erased with it."""
        return bool(await self._db.run("DELETE FROM subscriptions WHERE id = ?", subscription_id))

    async def count_unconfirmed(self, email: str | None = None) -> int:
        """Of all, or with that address."""
        if email is None:
            found = await self._db.value("SELECT COUNT(*) FROM subscriptions WHERE confirmed_at IS NULL")
        else:
            found = await self._db.value(
                "SELECT COUNT(*) FROM subscriptions WHERE email = ? AND confirmed_at IS NULL", email
            )
        return int(found)

    async def counts(self) -> Mapping[int, tuple[int, int]]:
        """Of each channel that has any: confirmed ones, and those that wait for it."""
        rows = await self._db.rows(
            "SELECT account_id, SUM(CASE WHEN confirmed_at IS NULL THEN 0 ELSE 1 END) AS confirmed, COUNT(*) AS together"
            " FROM subscriptions GROUP BY account_id"
        )
        return {row["account_id"]: (int(row["confirmed"]), row["together"] - int(row["confirmed"])) for row in rows}

    # The link that confirms

    async def set_link(self, subscription_id: int, secret_hash: str) -> None:
        """In the place of an earlier one."""
        await self._db.run("UPDATE subscriptions SET confirm_hash = ? WHERE id = ?", secret_hash, subscription_id)

    async def find_by_link(self, secret_hash: str, *, since: datetime) -> Subscription | None:
        """None also for one that was asked for before `since` and has not been confirmed."""
        row = await self._db.row(
            "SELECT * FROM subscriptions WHERE confirm_hash = ? AND (confirmed_at IS NOT NULL OR created_at > ?)",
            secret_hash,
            us(since),
        )
        return None if row is None else _to_subscription(row)

    async def confirm(self, found: Subscription, *, now: datetime, due_at: datetime | None, told_id: int) -> None:
        """It takes the place of every other that this address has to the channel."""
        await self._db.run(
            "DELETE FROM subscriptions WHERE account_id = ? AND email = ? AND id <> ?",
            found.account_id,
            found.email,
            found.id,
        )
        await self._db.run(
            "UPDATE subscriptions SET confirmed_at = ?, due_at = ?, told_id = ? WHERE id = ? AND confirmed_at IS NULL",
            us(now),
            us_or_none(due_at),
            told_id,
            found.id,
        )

    # A letter for each post

    async def has_immediate(self, account_id: int) -> bool:
        """Whether anybody wants a letter for each post of the channel."""
        return (
            await self._db.value(
                "SELECT 1 FROM subscriptions WHERE account_id = ? AND confirmed_at IS NOT NULL AND rhythm = ? LIMIT 1",
                account_id,
                Rhythm.EACH.value,
            )
            is not None
        )

    async def claim_letters(self, post_id: int, *, after: int, limit: int) -> tuple[Sequence[int], int | None]:
        """The next subscriptions, of higher ids than `after`, that want this post and had no letter queued for it yet: now
        they have. And the last id looked at; None when there are no more."""
        rows = await self._db.rows(
            "SELECT s.id FROM posts p JOIN subscriptions s ON s.account_id = p.author_id"
            f" WHERE p.id = ? AND s.id > ? AND {_WANTS} ORDER BY s.id LIMIT ?",
            post_id,
            after,
            Rhythm.EACH.value,
            limit,
        )
        if not rows:
            return (), None
        last = rows[-1]["id"]
        claimed = await self._db.rows(
            "INSERT INTO subscription_letters (subscription_id, post_id)"
            " SELECT s.id, p.id FROM posts p JOIN subscriptions s ON s.account_id = p.author_id"
            f" WHERE p.id = ? AND s.id > ? AND {_WANTS} AND s.id <= ?"
            " ON CONFLICT (subscription_id, post_id) DO NOTHING RETURNING subscription_id",
            post_id,
            after,
            Rhythm.EACH.value,
            last,
        )
        return sorted(row["subscription_id"] for row in claimed), last if len(rows) == limit else None

    # Overviews

    async def take_due(
        self, rhythm: Rhythm, *, now: datetime, next_at: datetime, upto: int, limit: int
    ) -> Sequence[tuple[int, int]]:
        """(id, post up to which it was told) of those whose overview is due; the next one is at `next_at` and begins after
        the post `upto`."""
        rows = await self._db.rows(
            "SELECT id, told_id FROM subscriptions WHERE rhythm = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?"
            f" {self._db.skip_locked}",
            rhythm.value,
            us(now),
            limit,
        )
        await self._db.run_many(
            "UPDATE subscriptions SET due_at = ?, told_id = ? WHERE id = ?",
            [(us(next_at), max(upto, row["told_id"]), row["id"]) for row in rows],
        )
        return [(row["id"], row["told_id"]) for row in rows]

    # Mailboxes that are gone

    async def bounced(self, subscription_id: int, *, most: int) -> bool:
        """One letter more that its mailbox did not take; with `most` in a row it is erased. Whether it was."""
        await self._db.run("UPDATE subscriptions SET bounces = bounces + 1 WHERE id = ?", subscription_id)
        return bool(
            await self._db.run("DELETE FROM subscriptions WHERE id = ? AND bounces >= ?", subscription_id, most)
        )

    async def arrived(self, subscription_id: int) -> None:
        await self._db.run("UPDATE subscriptions SET bounces = 0 WHERE id = ? AND bounces > 0", subscription_id)

    # What must not stay

    async def forget_account(self, account_id: int) -> None:
        """The channel is gone."""
        await self._db.run("DELETE FROM subscriptions WHERE account_id = ?", account_id)

    async def forget_email(self, email: str) -> int:
        """Somebody wants their address erased; how many subscriptions it had."""
        return await self._db.run("DELETE FROM subscriptions WHERE email = ?", email)

    async def prune(self, *, unconfirmed: datetime, letters_below: int) -> None:
        """Those nobody has confirmed since then, those of channels that are gone, and which letters were queued for posts
        below that id."""
        await self._db.run("DELETE FROM subscriptions WHERE confirmed_at IS NULL AND created_at <= ?", us(unconfirmed))
        await self._db.run(
            "DELETE FROM subscriptions WHERE account_id IN (SELECT id FROM accounts WHERE host = ''"
            " AND deleted_at IS NOT NULL)"
        )
        await self._db.run("DELETE FROM subscription_letters WHERE post_id < ?", letters_below)


_WANTS = (
    "s.rhythm = ? AND s.confirmed_at IS NOT NULL AND s.confirmed_at <= p.published_at"
    " AND (s.everything OR (p.in_reply_to_uri IS NULL AND p.boost_of_id IS NULL))"
)
