"""Motions of the members, the votes on them, and what came out.

A secret ballot is two things that share no row, no order and no time: who has voted (`urn_voters`), and one value with all
votes in the order of their random receipts (`urns`). Decision 0031 says what that is worth.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from node.errors import NotFound
from node.model.member import Proxy
from node.model.motion import Ballot, Majority, Motion, OpenVote, Outcome, Rules, Tally, Vote
from node.store.rows import Database, Row, Tell, from_json, moment, moment_or_none, to_json, us, us_or_none

_LISTED = (
    "number, title, content, mover, created_at, post_id, secret, proxies, majority, quorum, opened_at, closes_at, closed_at,"
    " withdrawn_at, outcome, yes_count, no_count, abstain_count, entitled, '' AS minutes, notice_id"
)
"""Without the minutes, which are as long as there are votes."""


class Motions:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, *, title: str, text: str, mover: str, post_id: int, now: datetime) -> Motion:
        """Under the next number."""
        await self._db.in_turn("motions")
        number = int(await self._db.value("SELECT MAX(number) FROM motions") or 0) + 1
        await self._db.run(
            "INSERT INTO motions (number, title, content, mover, post_id, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            number,
            title,
            text,
            mover,
            post_id,
            us(now),
        )
        self._tell("cooperative")
        return await self.get(number)

    async def lock(self, number: int) -> Motion:
        """The motion, on which nobody else votes or decides until this transaction has ended. Raises NotFound."""
        await self._db.in_turn(f"motion {number}")
        return await self.get(number)

    async def get(self, number: int) -> Motion:
        """Raises NotFound."""
        row = await self._db.row("SELECT * FROM motions WHERE number = ?", number)
        if row is None:
            raise NotFound("there is no such motion")
        return to_motion(row)

    async def put(self, motion: Motion) -> None:
        """What changes of a motion; its words do not."""
        await self._db.run(
            "UPDATE motions SET secret = ?, proxies = ?, majority = ?, quorum = ?, opened_at = ?, closes_at = ?, closed_at = ?,"
            " withdrawn_at = ?, outcome = ?, yes_count = ?, no_count = ?, abstain_count = ?, entitled = ?, minutes = ?,"
            " notice_id = ? WHERE number = ?",
            motion.secret,
            motion.proxies,
            motion.rules.majority.value,
            motion.rules.quorum,
            us_or_none(motion.opened_at),
            us_or_none(motion.closes_at),
            us_or_none(motion.closed_at),
            us_or_none(motion.withdrawn_at),
            None if motion.outcome is None else motion.outcome.value,
            motion.tally.yes,
            motion.tally.no,
            motion.tally.abstain,
            motion.tally.entitled,
            motion.minutes,
            motion.notice_id,
            motion.number,
        )
        self._tell("cooperative")

    async def page(self, *, before: int, limit: int) -> Sequence[Motion]:
        """The newest first, without their minutes."""
        rows = await self._db.rows(
            f"SELECT {_LISTED} FROM motions WHERE number < ? ORDER BY number DESC LIMIT ?", before, limit
        )
        return [to_motion(row) for row in rows]

    async def decided(self, *, limit: int) -> Sequence[Motion]:
        """Those that were voted on, the latest decision first; without their minutes."""
        rows = await self._db.rows(
            f"SELECT {_LISTED} FROM motions WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, number DESC LIMIT ?",
            limit,
        )
        return [to_motion(row) for row in rows]

    async def due(self, now: datetime) -> Sequence[int]:
        """Numbers of those whose time is up and that nobody has counted."""
        rows = await self._db.rows(
            "SELECT number FROM motions WHERE opened_at IS NOT NULL AND closed_at IS NULL AND withdrawn_at IS NULL"
            " AND closes_at <= ? ORDER BY closes_at, number",
            us(now),
        )
        return [row["number"] for row in rows]

    async def untold(self) -> Sequence[int]:
        """Numbers of those that are decided, and of which nothing has been published yet."""
        rows = await self._db.rows(
            "SELECT number FROM motions WHERE closed_at IS NOT NULL AND notice_id IS NULL ORDER BY closed_at, number"
        )
        return [row["number"] for row in rows]

    # Who stands in for whom

    async def proxies(self, number: int) -> Sequence[Proxy]:
        rows = await self._db.rows("SELECT member, holder FROM motion_proxies WHERE motion = ? ORDER BY member", number)
        return [Proxy(row["member"], row["holder"]) for row in rows]

    async def put_proxy(self, number: int, proxy: Proxy) -> None:
        await self._db.run(
            "INSERT INTO motion_proxies (motion, member, holder) VALUES (?, ?, ?)"
            " ON CONFLICT (motion, member) DO UPDATE SET holder = excluded.holder",
            number,
            proxy.member,
            proxy.holder,
        )

    async def remove_proxy(self, number: int, member: int) -> bool:
        sql = "DELETE FROM motion_proxies WHERE motion = ? AND member = ?"
        return await self._db.run(sql, number, member) > 0

    # Votes

    async def voters(self, motion: Motion) -> dict[int, bool]:
        """Those who have voted, and whether somebody else did it for them. Of a secret ballot nobody, once it is over."""
        table = "urn_voters" if motion.secret else "open_votes"
        rows = await self._db.rows(f"SELECT member, by_proxy FROM {table} WHERE motion = ?", motion.number)
        return {row["member"]: bool(row["by_proxy"]) for row in rows}

    async def open_votes(self, number: int) -> Sequence[OpenVote]:
        rows = await self._db.rows("SELECT * FROM open_votes WHERE motion = ? ORDER BY member", number)
        return [
            OpenVote(row["member"], Ballot(row["receipt"], Vote(row["vote"])), bool(row["by_proxy"])) for row in rows
        ]

    async def put_open_vote(self, number: int, cast: OpenVote) -> None:
        """A later one takes the place of the earlier."""
        await self._db.run(
            "INSERT INTO open_votes (motion, member, receipt, vote, by_proxy) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (motion, member) DO UPDATE SET vote = excluded.vote, by_proxy = excluded.by_proxy",
            number,
            cast.member,
            cast.ballot.receipt,
            cast.ballot.vote.value,
            cast.by_proxy,
        )

    async def urn(self, number: int) -> Sequence[Ballot]:
        """What has been voted secretly, in the order of the receipts."""
        found = await self._db.value("SELECT ballots FROM urns WHERE motion = ?", number)
        return [Ballot(receipt, Vote(vote)) for receipt, vote in from_json(found)] if found else []

    async def put_into_urn(self, number: int, ballots: Collection[Ballot], member: int, *, by_proxy: bool) -> None:
        """All votes including the new one, and that this member has voted now."""
        held = to_json([[each.receipt, each.vote.value] for each in sorted(ballots, key=lambda each: each.receipt)])
        await self._db.run(
            "INSERT INTO urns (motion, ballots) VALUES (?, ?) ON CONFLICT (motion) DO UPDATE SET ballots = excluded.ballots",
            number,
            held,
        )
        await self._db.run(
            "INSERT INTO urn_voters (motion, member, by_proxy) VALUES (?, ?, ?)", number, member, by_proxy
        )

    async def empty_urn(self, number: int) -> None:
        """After counting: who voted, who stood in for whom, and the votes, which are published by now."""
        for table in ("urns", "urn_voters", "motion_proxies"):
            await self._db.run(f"DELETE FROM {table} WHERE motion = ?", number)


def to_motion(row: Row) -> Motion:
    return Motion(
        number=row["number"],
        title=row["title"],
        text=row["content"],
        mover=row["mover"],
        created_at=moment(row["created_at"]),
        post_id=row["post_id"],
        secret=bool(row["secret"]),
        proxies=bool(row["proxies"]),
        rules=Rules(majority=Majority(row["majority"]), quorum=row["quorum"]),
        opened_at=moment_or_none(row["opened_at"]),
        closes_at=moment_or_none(row["closes_at"]),
        closed_at=moment_or_none(row["closed_at"]),
        withdrawn_at=moment_or_none(row["withdrawn_at"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        tally=Tally(yes=row["yes_count"], no=row["no_count"], abstain=row["abstain_count"], entitled=row["entitled"]),
        minutes=row["minutes"],
        notice_id=row["notice_id"],
    )
