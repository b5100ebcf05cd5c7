"""Does what a table says, in the background: follows, blocks, mutes, keeps, line by line. Each is the same act as on
a page or in an app, so whoever must not be followed is not.

brought ──> the job TAKE_OVER, 50 lines at a time ──> what is not in the table goes, where it replaces ──> ended
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.errors import Invalid, NotFound, Problem, TooMany, Unprocessable
from node.federation.addressing import parse_handle
from node.jobs.worker import Work, enqueue
from node.model.account import Account, Actor
from node.model.lists import LONGEST_TITLE, MOST_LISTS, Replies
from node.model.takeout import ListImport, ListKind
from node.outbox.acting import acting
from node.outbox.block import block, unblock
from node.outbox.bookmark import bookmark, unbookmark
from node.outbox.csv_lists.read import Rows
from node.outbox.follow import Wanted, follow, unfollow
from node.outbox.lookup import fetch_post
from node.outbox.mute import mute, mute_host, unmute, unmute_host
from node.store import takeouts
from node.store.csv_lists import START, Line, lines
from node.store.database import Tx

TAKE_OVER: Final = "lists.take_over"
MOST_AT_ONCE: Final = 3
_AT_ONCE: Final = 50


async def bring(node: Context, by: Actor, kind: ListKind, rows: Rows, *, replaces: bool) -> None:
    """Raises TooMany while others still wait to be worked off."""
    await node.store.write(_bring, by, kind, rows, replaces=replaces)


async def _bring(tx: Tx, by: Actor, kind: ListKind, rows: Rows, *, replaces: bool) -> None:
    account = await acting(tx, by)
    if await takeouts.count_unfinished(tx, account.id) >= MOST_AT_ONCE:
        raise TooMany("so many tables are still being worked off; please wait")
    made = ListImport(
        id=tx.ids.new(),
        account_id=account.id,
        login_id=by.login_id,
        kind=kind,
        replaces=replaces,
        total=len(rows),
        done=0,
        failed=0,
        removed=0,
        failures=(),
        created_at=tx.now,
        ended_at=None,
        rows=rows,
    )
    await takeouts.add_import(tx, made)
    await _queue(tx, made.id)


async def _queue(tx: Tx, import_id: int) -> None:
    await enqueue(tx, TAKE_OVER, {"import": str(import_id)})


def sheet_works(node: Context) -> Mapping[str, Work]:
    return {TAKE_OVER: partial(_work, node)}


async def _work(node: Context, args: dict[str, str]) -> None:
    """A line that fails is noted, and the next one is done; a crash does some lines twice, which changes nothing."""
    found = await node.store.read(takeouts.find_import, int(args["import"]))
    if found is None or found.ended_at is not None:
        return
    by = Actor(await node.store.read(lambda tx: tx.accounts.get(found.account_id)), found.login_id)
    if found.done < found.total:
        rows = found.rows[found.done : found.done + _AT_ONCE]
        failures = [failure for row in rows if (failure := await _try(node, by, found.kind, row)) is not None]
        await node.store.write(_went_on, found, found.done + len(rows), failures)
        return
    removed, failures = await _remove_others(node, by, found) if found.replaces else (0, [])
    await node.store.write(_ended, found, failures, removed)


async def _went_on(tx: Tx, found: ListImport, done: int, failures: Sequence[tuple[str, str]]) -> None:
    await takeouts.go_on(tx, found, done, failures)
    await _queue(tx, found.id)


async def _ended(tx: Tx, found: ListImport, failures: Sequence[tuple[str, str]], removed: int) -> None:
    await takeouts.go_on(tx, found, found.total, failures, removed)
    await takeouts.end_import(tx, found.id)


async def _try(node: Context, by: Actor, kind: ListKind, row: Sequence[str]) -> tuple[str, str] | None:
    try:
        await _ACTS[kind](node, by, row)
    except Problem as problem:
        return ", ".join(each for each in row if each not in {"", "1"}), problem.reason
    return None


async def _account(node: Context, text: str) -> Account:
    """By its handle; looked up elsewhere where it is not known."""
    handle = parse_handle(text)
    host = None if handle.host is None or handle.host in node.addresses.domains else handle.host
    known = await node.store.read(lambda tx: tx.accounts.find_by_handle(handle.name, host))
    if known is not None:
        return known
    if host is None:
        raise NotFound("nobody here is called so")
    return await node.actors.by_handle(handle.name, host)


# What a line says


async def _follow(node: Context, by: Actor, row: Sequence[str]) -> None:
    handle, boosts, notifies, languages = row
    wanted = Wanted(
        shows_boosts=bool(boosts), notifies=bool(notifies), languages=tuple(filter(None, languages.split(",")))
    )
    await follow(node, by, (await _account(node, handle)).id, wanted)


async def _block(node: Context, by: Actor, row: Sequence[str]) -> None:
    await block(node, by, (await _account(node, row[0])).id)


async def _mute(node: Context, by: Actor, row: Sequence[str]) -> None:
    await mute(node, by, (await _account(node, row[0])).id, notifications=bool(row[1]))


async def _mute_host(node: Context, by: Actor, row: Sequence[str]) -> None:
    await mute_host(node, by, row[0])


async def _bookmark(node: Context, by: Actor, row: Sequence[str]) -> None:
    await bookmark(node, by, (await fetch_post(node, row[0])).id)


async def _put_on_list(node: Context, by: Actor, row: Sequence[str]) -> None:
    title, handle = row
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"the title of a list has at most {LONGEST_TITLE} characters")
    member = await _account(node, handle)
    if member.id != by.account.id:
        await follow(node, by, member.id)
    await node.store.write(_join_list, by.account.id, title, member.id)


async def _join_list(tx: Tx, account_id: int, title: str, member_id: int) -> None:
    kept = await tx.lists.of_account(account_id)
    found = next((each for each in kept if each.title == title), None)
    if found is None:
        if len(kept) >= MOST_LISTS:
            raise Unprocessable(f"there are at most {MOST_LISTS} lists")
        found = await tx.lists.add(account_id, title=title, replies=Replies.LIST, exclusive=False)
    if member_id not in await tx.lists.member_ids(found):
        await tx.lists.add_members(found, [member_id])


_ACTS: Final[Mapping[ListKind, Callable[[Context, Actor, Sequence[str]], Awaitable[None]]]] = MappingProxyType(
    {
        ListKind.FOLLOWING: _follow,
        ListKind.LISTS: _put_on_list,
        ListKind.BLOCKS: _block,
        ListKind.MUTES: _mute,
        ListKind.HOSTS: _mute_host,
        ListKind.BOOKMARKS: _bookmark,
    }
)


# What it does not say


async def _remove_others(node: Context, by: Actor, found: ListImport) -> tuple[int, list[tuple[str, str]]]:
    """What the account has and the table has not."""
    said = {_key(node, found.kind, row) for row in found.rows}
    titles = {row[0] for row in found.rows}
    removed, failures = 0, []
    for line in await _all_lines(node, found.kind, by.account.id):
        if _key(node, found.kind, line) in said or (found.kind is ListKind.LISTS and line[0] not in titles):
            continue
        try:
            await _UNDO[found.kind](node, by, line)
            removed += 1
        except Problem as problem:
            failures.append((str(line[0]), problem.reason))
    return removed, failures


def _key(node: Context, kind: ListKind, line: Line) -> tuple[str, ...]:
    """By what two lines mean the same."""
    whole = 2 if kind is ListKind.LISTS else 1
    *first, last = (str(each) for each in line[:whole])
    if kind is ListKind.BOOKMARKS:
        return (last,)
    if kind is not ListKind.HOSTS and "@" not in last:
        last = f"{last}@{node.addresses.account_domain}"
    return (*first, last.lower())


async def _all_lines(node: Context, kind: ListKind, account_id: int) -> Sequence[Line]:
    found: list[Line] = []
    after = START
    while True:
        page, last = await node.store.read(lines, kind.value, account_id, node.addresses.account_domain, after)
        if last is None:
            return found
        found += page
        after = last


async def _unfollow(node: Context, by: Actor, line: Line) -> None:
    await unfollow(node, by, (await _account(node, line[0])).id)


async def _unblock(node: Context, by: Actor, line: Line) -> None:
    await unblock(node, by, (await _account(node, line[0])).id)


async def _unmute(node: Context, by: Actor, line: Line) -> None:
    await unmute(node, by, (await _account(node, line[0])).id)


async def _unmute_host(node: Context, by: Actor, line: Line) -> None:
    await unmute_host(node, by, line[0])


async def _unbookmark(node: Context, by: Actor, line: Line) -> None:
    await unbookmark(node, by, (await fetch_post(node, line[0])).id)


async def _leave_list(node: Context, by: Actor, line: Line) -> None:
    member = await _account(node, line[1])
    await node.store.write(_leave, by.account.id, line[0], member.id)


async def _leave(tx: Tx, account_id: int, title: str, member_id: int) -> None:
    for each in await tx.lists.of_account(account_id):
        if each.title == title:
            await tx.lists.remove_members(each, [member_id])


_UNDO: Final[Mapping[ListKind, Callable[[Context, Actor, Line], Awaitable[None]]]] = MappingProxyType(
    {
        ListKind.FOLLOWING: _unfollow,
        ListKind.LISTS: _leave_list,
        ListKind.BLOCKS: _unblock,
        ListKind.MUTES: _unmute,
        ListKind.HOSTS: _unmute_host,
        ListKind.BOOKMARKS: _unbookmark,
    }
)
