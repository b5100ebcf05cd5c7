"""Cases: questions that channels here deal with, pass on, and were passed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from node.errors import NotFound
from node.model.case import BEFORE, WAITING, Case, CaseSaid, CaseSettings, CaseState
from node.model.post import Post
from node.store.rows import Database, Row, Tell, from_json, moment, moment_or_none, to_json, us, us_or_none

_WAITING: Final = ", ".join(f"'{each.value}'" for each in sorted(WAITING))
_ANSWERABLE: Final = ", ".join(f"'{each.value}'" for each in sorted(BEFORE[CaseState.ANSWERED]))


def read_said(text: str) -> CaseSaid | None:
    return msgspec.convert(from_json(text), CaseSaid) if text else None


def write_said(said: CaseSaid | None) -> str:
    return "" if said is None else to_json(said)


def _to_case(row: Row) -> Case:
    return Case(
        id=row["id"],
        account_id=row["account_id"],
        question_uri=row["question_uri"],
        state=CaseState(row["state"]),
        opened_at=moment(row["opened_at"]),
        changed_at=moment(row["changed_at"]),
        from_id=row["from_id"] or None,
        note_id=row["note_id"],
        to_id=row["to_id"],
        sent_id=row["sent_id"],
        said_state=CaseState(row["said_state"]) if row["said_state"] else None,
        said_to=row["said_to"],
        said_at=moment_or_none(row["said_at"]),
        answer_uri=row["answer_uri"],
    )


class Cases:
    """What changes one tells `post` of its question, whose pages show the state."""

    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def add(self, made: Case) -> bool:
        """False when the channel has it already (from the same sender)."""
        added = await self._db.run(
            "INSERT INTO cases (id, account_id, question_uri, from_id, state, note_id, opened_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, question_uri, from_id) DO NOTHING",
            made.id,
            made.account_id,
            made.question_uri,
            made.from_id or 0,
            made.state.value,
            made.note_id,
            us(made.opened_at),
            us(made.changed_at),
        )
        if added:
            await self._changed(made.question_uri)
        return bool(added)

    async def move(self, case: Case, state: CaseState, *, out_of: Collection[CaseState], now: datetime) -> bool:
        """False when somebody has moved it elsewhere meanwhile."""
        moved = await self._db.run(
            f"UPDATE cases SET state = ?, changed_at = ? WHERE id = ? AND {self._db.among_texts('state')}",
            state.value,
            us(now),
            case.id,
            self._db.listed({each.value for each in out_of}),
        )
        if moved:
            await self._changed(case.question_uri)
        return bool(moved)

    async def note_sent(self, case: Case, *, to_id: int, sent_id: int) -> None:
        """With which post of ours it was passed on, to whom. What others said before does not count any longer."""
        await self._db.run(
            "UPDATE cases SET to_id = ?, sent_id = ?, said_state = '', said_to = '', said_at = NULL, answer_uri = NULL"
            " WHERE id = ?",
            to_id,
            sent_id,
            case.id,
        )

    async def note_answer(self, case: Case, answer_uri: str | None) -> None:
        await self._db.run("UPDATE cases SET answer_uri = ? WHERE id = ?", answer_uri, case.id)

    async def note_said(self, case: Case, said: CaseSaid) -> None:
        """By whom it was passed on to."""
        await self._db.run(
            "UPDATE cases SET said_state = ?, said_to = ?, said_at = ? WHERE id = ?",
            said.state.value,
            said.target,
            us_or_none(said.at),
            case.id,
        )
        await self._changed(case.question_uri)

    async def come_again(self, case: Case, note_id: int, now: datetime) -> None:
        """Passed on to us once more; what is being dealt with stays where it is."""
        await self._db.run(
            f"UPDATE cases SET note_id = ?, state = CASE WHEN state IN ({_WAITING}) THEN state ELSE ? END, changed_at = ?,"
            " answer_uri = NULL WHERE id = ?",
            note_id,
            CaseState.RECEIVED.value,
            us(now),
            case.id,
        )
        await self._changed(case.question_uri)

    async def withdraw(self, post: Post, now: datetime) -> None:
        """What others passed on to channels here with that post, or what it asked, waits for nobody any longer."""
        rows = await self._db.rows(
            "SELECT * FROM cases WHERE (note_id = ? OR question_uri = ?) AND from_id <> 0", post.id, post.uri
        )
        for case in map(_to_case, rows):
            await self.move(case, CaseState.WITHDRAWN, out_of=WAITING | {CaseState.PASSED_ON}, now=now)

    async def _changed(self, question_uri: str) -> None:
        for row in await self._db.rows("SELECT id FROM posts WHERE uri = ?", question_uri):
            self._tell("post", row["id"])

    async def find(self, case_id: int) -> Case | None:
        return await self._one("id = ?", case_id)

    async def get(self, case_id: int) -> Case:
        """Raises NotFound."""
        found = await self.find(case_id)
        if found is None:
            raise NotFound("there is no such case")
        return found

    async def find_from(self, account_id: int, question_uri: str, from_id: int | None) -> Case | None:
        return await self._one(
            "account_id = ? AND question_uri = ? AND from_id = ?", account_id, question_uri, from_id or 0
        )

    async def find_sent(self, post_id: int) -> Case | None:
        """The one that was last passed on with that post of ours."""
        return await self._one("sent_id = ?", post_id)

    async def waiting_for(self, account_id: int, post_id: int, post_uri: str) -> Sequence[Case]:
        """What an answer of the channel to that post settles: it is the question, or passed the question on."""
        return await self._some(
            f"account_id = ? AND (question_uri = ? OR note_id = ?) AND state IN ({_ANSWERABLE}) ORDER BY id",
            account_id,
            post_uri,
            post_id,
        )

    async def passed_on_to(self, account_id: int, *, limit: int = 100) -> Sequence[Case]:
        """That they have said nothing about yet, the newest first."""
        return await self._some(
            "to_id = ? AND state = ? AND said_state = '' ORDER BY id DESC LIMIT ?",
            account_id,
            CaseState.PASSED_ON.value,
            limit,
        )

    async def about(self, question_uris: Iterable[str]) -> Sequence[Case]:
        """Of all channels, by question, in the order they were opened."""
        wanted = self._db.listed(set(question_uris))
        return await self._some(f"{self._db.among_texts('question_uri')} ORDER BY id", wanted)

    async def has_question(self, account_id: int, question_uris: Iterable[str]) -> bool:
        found = await self._one(
            f"account_id = ? AND {self._db.among_texts('question_uri')}",
            account_id,
            self._db.listed(set(question_uris)),
        )
        return found is not None

    async def count_waiting(self, account_id: int, from_id: int) -> int:
        """Of those that one sender passed on."""
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM cases WHERE account_id = ? AND from_id = ? AND state IN ({_WAITING})",
                account_id,
                from_id,
            )
        )

    async def page(
        self, account_ids: Collection[int] | None, states: Collection[CaseState], *, before: int, limit: int
    ) -> Sequence[Case]:
        """Newest first; `account_ids` None: of all channels."""
        whose, params = "", []
        if account_ids is not None:
            whose, params = f"{self._db.among('account_id')} AND ", [self._db.listed(set(account_ids))]
        return await self._some(
            f"{whose}{self._db.among_texts('state')} AND id < ? ORDER BY id DESC LIMIT ?",
            *params,
            self._db.listed({each.value for each in states}),
            before,
            limit,
        )

    async def _one(self, where: str, *params: Any) -> Case | None:
        row = await self._db.row(f"SELECT * FROM cases WHERE {where} LIMIT 1", *params)
        return None if row is None else _to_case(row)

    async def _some(self, where: str, *params: Any) -> list[Case]:
        return [_to_case(row) for row in await self._db.rows(f"SELECT * FROM cases WHERE {where}", *params)]

    # What channels want

    async def settings(self, account_id: int) -> CaseSettings:
        found = await self.settings_of([account_id])
        return found.get(account_id, CaseSettings())

    async def settings_of(self, account_ids: Iterable[int]) -> dict[int, CaseSettings]:
        """Of those that have said anything."""
        rows = await self._db.rows(
            f"SELECT * FROM case_settings WHERE {self._db.among('account_id')}", self._db.listed(set(account_ids))
        )
        return {row["account_id"]: CaseSettings(bool(row["opens"]), bool(row["acknowledges"])) for row in rows}

    async def set(self, account_id: int, wanted: CaseSettings) -> None:
        await self._db.run(
            "INSERT INTO case_settings (account_id, opens, acknowledges) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id) DO UPDATE SET opens = excluded.opens, acknowledges = excluded.acknowledges",
            account_id,
            wanted.opens,
            wanted.acknowledges,
        )
