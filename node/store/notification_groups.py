"""Notifications told as one: "Alice and three others like your post".

A page of groups is walked as Mastodon walks it. Of each group the first notification met on the way stands for the group,
so one group may stand on two pages; `whole` lists each once, at its latest notification.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.notification import UNGROUPED, Choice, Event, Notification, NotificationGroup
from node.model.slice import Slice
from node.store.accounts import to_account
from node.store.notifications import (
    EVERYTHING,
    IsKnown,
    chosen,
    load_notifications,
    nothing_known,
    silencing,
    ungrouped_id,
    unsilenced,
)
from node.store.rows import Database, Now, Row, bounds, cut, moment, newest_first

SAMPLES = 8
_ALONE = "NOT EXISTS (SELECT 1 FROM notifications g WHERE g.account_id = n.account_id AND g.group_key = n.group_key"


@dataclass(frozen=True, slots=True)
class _Members:
    count: int
    lowest_id: int
    highest_id: int
    latest_at: datetime
    origin_ids: tuple[int, ...]


class NotificationGroups:
    def __init__(self, db: Database, now: Now) -> None:
        self._db = db
        self._now = now

    async def page(
        self,
        account_id: int,
        piece: Slice,
        choice: Choice = EVERYTHING,
        *,
        grouped: Iterable[Event],
        whole: bool = False,
        is_known: IsKnown = nothing_known,
    ) -> Sequence[NotificationGroup]:
        """Newest first. Only events that are `grouped` are told together. `is_known` as of `load_notifications`."""
        kinds = frozenset(grouped)
        first, params = self._firsts(account_id, piece, choice, kinds, whole=whole)
        rows = newest_first(
            await self._db.rows(f"SELECT * FROM notifications n WHERE {first} AND {cut('n.id', piece)}", *params), piece
        )
        if not rows:
            return []
        lowest, highest = rows[-1]["id"], rows[0]["id"]
        if len(rows) < piece.limit:  # nothing more lies beyond the page, so it reaches to its bounds
            lowest, highest = (lowest, piece.before - 1) if piece.upwards else (piece.after + 1, highest)
        told = await load_notifications(self._db, account_id, rows, is_known)
        return await self._groups(account_id, told, kinds, HIGHEST if whole else highest, lowest)

    async def count_newer(
        self, account_id: int, than: int, choice: Choice, *, grouped: Iterable[Event], most: int
    ) -> int:
        """How many groups have something that came after that one, counted up to `most`."""
        piece = Slice(after=than, limit=most)
        first, params = self._firsts(account_id, piece, choice, frozenset(grouped), whole=False)
        return int(
            await self._db.value(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM notifications n WHERE {first} AND {cut('n.id', piece)}) AS newer",
                *params,
            )
        )

    async def find(self, account_id: int, key: str) -> NotificationGroup | None:
        """With all its members. The name of a single notification finds that alone."""
        if key.startswith(UNGROUPED):
            where, params = "n.id = ?", [ungrouped_id(key)]
        else:
            where, params = "n.group_key = ?", [key]  # type: ignore[list-item]  # of one or the other
        rows = await self._db.rows(
            f"SELECT * FROM notifications n WHERE n.account_id = ? AND {where} AND {unsilenced()}"
            " ORDER BY n.id DESC LIMIT 1",
            account_id,
            *params,
            *silencing(account_id, self._now()),
        )
        kinds = frozenset() if key.startswith(UNGROUPED) else frozenset(Event)
        told = await load_notifications(self._db, account_id, rows)
        found = await self._groups(account_id, told, kinds, HIGHEST, 0)
        return found[0] if found else None

    async def accounts(self, account_id: int, key: str, piece: Slice) -> Sequence[tuple[int, Account]]:
        """Who caused what is in the group, latest first: id of the notification, by which the list is cut, and who."""
        where, wanted = ("n.id = ?", ungrouped_id(key)) if key.startswith(UNGROUPED) else ("n.group_key = ?", key)
        rows = await self._db.rows(
            "SELECT a.*, n.id AS told_id FROM notifications n JOIN accounts a ON a.id = n.origin_id"
            f" WHERE n.account_id = ? AND {where} AND {unsilenced()} AND {cut('n.id', piece)}",
            account_id,
            wanted,
            *silencing(account_id, self._now()),
            *bounds(piece),
        )
        return [(row["told_id"], to_account(row)) for row in newest_first(rows, piece)]

    def _firsts(
        self, account_id: int, piece: Slice, choice: Choice, grouped: frozenset[Event], *, whole: bool
    ) -> tuple[str, list[object]]:
        """The condition that a notification is the first of its group on the way through the piece; its parameters go
        on with the bounds."""
        now = self._now()
        where, params = chosen(self._db, account_id, choice, now)
        met = "g.id < n.id AND g.id > ?" if piece.upwards else "g.id > n.id AND g.id < ?"
        bound = piece.after if piece.upwards else HIGHEST if whole else piece.before
        origin = "" if choice.origin_id is None else " AND g.origin_id = ?"
        first = f"{_ALONE} AND {met}{origin} AND {unsilenced('g')})"
        return (
            f"{where} AND (n.group_key IS NULL OR NOT ({self._db.among_texts('n.event')}) OR {first})",
            [
                *params,
                self._db.listed({event.value for event in grouped}),
                bound,
                *([] if choice.origin_id is None else [choice.origin_id]),
                *silencing(account_id, now),
                *bounds(piece),
            ],
        )

    async def _groups(
        self, account_id: int, told: Sequence[Notification], grouped: frozenset[Event], highest: int, lowest: int
    ) -> list[NotificationGroup]:
        keys = {each.group_key for each in told if each.group_key and each.event in grouped}
        members = await self._members(account_id, keys, highest, lowest)
        origins = await self._accounts({number for each in members.values() for number in each.origin_ids})
        return [_group(each, members.get(each.group_key) if each.event in grouped else None, origins) for each in told]

    async def _members(self, account_id: int, keys: set[str], highest: int, lowest: int) -> dict[str, _Members]:
        if not keys:
            return {}
        rows = await self._db.rows(
            "SELECT * FROM (SELECT n.group_key, n.id, n.origin_id, n.created_at,"
            " ROW_NUMBER() OVER (PARTITION BY n.group_key ORDER BY n.id DESC) AS place,"
            " COUNT(*) OVER (PARTITION BY n.group_key) AS members,"
            " MIN(CASE WHEN n.id >= ? THEN n.id END) OVER (PARTITION BY n.group_key) AS lowest"
            f" FROM notifications n WHERE n.account_id = ? AND {self._db.among_texts('n.group_key')} AND n.id <= ?"
            f" AND {unsilenced()}) AS ranked WHERE place <= ? ORDER BY group_key, place",
            lowest,
            account_id,
            self._db.listed(keys),
            highest,
            *silencing(account_id, self._now()),
            SAMPLES,
        )
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(row["group_key"], []).append(row)
        return {
            key: _Members(
                count=members[0]["members"],
                lowest_id=members[0]["lowest"] or members[0]["id"],
                highest_id=members[0]["id"],
                latest_at=moment(members[0]["created_at"]),
                origin_ids=tuple(dict.fromkeys(member["origin_id"] for member in members)),
            )
            for key, members in found.items()
        }

    async def _accounts(self, ids: set[int]) -> dict[int, Account]:
        if not ids:
            return {}
        rows = await self._db.rows(f"SELECT * FROM accounts WHERE {self._db.among('id')}", self._db.listed(ids))
        return {row["id"]: to_account(row) for row in rows}


def _group(told: Notification, members: _Members | None, origins: dict[int, Account]) -> NotificationGroup:
    if members is None:
        return NotificationGroup(
            key=f"{UNGROUPED}{told.id}",
            told=told,
            count=1,
            samples=(told.origin,),
            lowest_id=told.id,
            highest_id=told.id,
            latest_at=told.created_at,
        )
    return NotificationGroup(
        key=told.group_key,
        told=told,
        count=members.count,
        samples=tuple(origins[number] for number in members.origin_ids if number in origins),
        lowest_id=members.lowest_id,
        highest_id=members.highest_id,
        latest_at=members.latest_at,
    )
