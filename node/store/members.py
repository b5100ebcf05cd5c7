"""The register of members of the cooperative, and who may vote for each of them."""

from collections.abc import Sequence
from datetime import datetime

from node.model.member import Member, MemberCount, MemberEntry, MemberKind
from node.store.rows import Database, Row, Tell, moment, moment_or_none, us

_OWN_LOGINS = (
    "(SELECT ml.member, ml.login_id FROM member_logins ml"
    " UNION SELECT ma.member, s.login_id FROM member_accounts ma JOIN memberships s ON s.account_id = ma.account_id"
    " WHERE s.role = 'owner' AND s.since <= ? AND (s.until IS NULL OR s.until >= ?))"
)
"""Member and login that may vote for it: entered as such, or the owner of an account that is the member's. Its parameters are
two times now."""


class Members:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    # The register

    async def add(self, kind: MemberKind, name: str, now: datetime) -> Member:
        """Under the next number; a number is never given twice."""
        await self._db.in_turn("members")
        number = int(await self._db.value("SELECT MAX(number) FROM members") or 0) + 1
        await self._db.run(
            "INSERT INTO members (number, kind, name, joined_at) VALUES (?, ?, ?, ?)", number, kind.value, name, us(now)
        )
        self._tell("cooperative")
        return Member(number=number, kind=kind, name=name, joined_at=now)

    async def find(self, number: int) -> Member | None:
        row = await self._db.row("SELECT * FROM members WHERE number = ?", number)
        return None if row is None else to_member(row)

    async def leave(self, number: int, now: datetime) -> None:
        await self._db.run("UPDATE members SET left_at = ? WHERE number = ?", us(now), number)
        self._tell("cooperative")

    async def count(self) -> MemberCount:
        rows = await self._db.rows("SELECT kind, COUNT(*) AS found FROM members WHERE left_at IS NULL GROUP BY kind")
        found = {row["kind"]: int(row["found"]) for row in rows}
        return MemberCount(found.get(MemberKind.PERSON.value, 0), found.get(MemberKind.BODY.value, 0))

    async def entries(self, now: datetime) -> Sequence[MemberEntry]:
        """All, by number, those who left, too."""
        members = [to_member(row) for row in await self._db.rows("SELECT * FROM members ORDER BY number")]
        emails: dict[int, list[str]] = {}
        for row in await self._db.rows(
            f"SELECT o.member, l.email FROM {_OWN_LOGINS} o JOIN logins l ON l.id = o.login_id"
            " WHERE l.disabled_at IS NULL ORDER BY l.email",
            us(now),
            us(now),
        ):
            emails.setdefault(row["member"], []).append(row["email"])
        accounts: dict[int, list[str]] = {}
        for row in await self._db.rows(
            "SELECT ma.member, a.name FROM member_accounts ma JOIN accounts a ON a.id = ma.account_id ORDER BY a.name"
        ):
            accounts.setdefault(row["member"], []).append(row["name"])
        return [
            MemberEntry(
                member=each, emails=tuple(emails.get(each.number, ())), accounts=tuple(accounts.get(each.number, ()))
            )
            for each in members
        ]

    # Who votes for them

    async def connect_login(self, number: int, login_id: int) -> None:
        await self._db.run(
            "INSERT INTO member_logins (member, login_id) VALUES (?, ?) ON CONFLICT (member, login_id) DO NOTHING",
            number,
            login_id,
        )

    async def disconnect_login(self, number: int, login_id: int) -> bool:
        sql = "DELETE FROM member_logins WHERE member = ? AND login_id = ?"
        return await self._db.run(sql, number, login_id) > 0

    async def connect_account(self, number: int, account_id: int) -> bool:
        """False where it is another member's."""
        await self._db.run(
            "INSERT INTO member_accounts (account_id, member) VALUES (?, ?) ON CONFLICT (account_id) DO NOTHING",
            account_id,
            number,
        )
        owner = await self._db.value("SELECT member FROM member_accounts WHERE account_id = ?", account_id)
        return bool(owner == number)

    async def disconnect_account(self, number: int, account_id: int) -> bool:
        sql = "DELETE FROM member_accounts WHERE member = ? AND account_id = ?"
        return await self._db.run(sql, number, account_id) > 0

    async def of_login(self, login_id: int, now: datetime) -> Sequence[Member]:
        """Those it may vote for as themselves, who are members now; by number."""
        rows = await self._db.rows(
            "SELECT m.* FROM members m WHERE m.left_at IS NULL AND EXISTS"
            f" (SELECT 1 FROM {_OWN_LOGINS} o WHERE o.member = m.number AND o.login_id = ?) ORDER BY m.number",
            us(now),
            us(now),
            login_id,
        )
        return [to_member(row) for row in rows]

    async def entitled(self, opened_at: datetime) -> set[int]:
        """The numbers of those who were members when a ballot was opened, and are still."""
        rows = await self._db.rows("SELECT number FROM members WHERE joined_at <= ? AND left_at IS NULL", us(opened_at))
        return {row["number"] for row in rows}


def to_member(row: Row) -> Member:
    return Member(
        number=row["number"],
        kind=MemberKind(row["kind"]),
        name=row["name"],
        joined_at=moment(row["joined_at"]),
        left_at=moment_or_none(row["left_at"]),
    )
