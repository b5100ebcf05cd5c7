"""The transaction in which an account comes back: its rows, whoever they name, and the work to find what is still missing."""

from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from node.errors import Conflict
from node.federation.addressing import authority_of
from node.federation.keys import PrivateKey
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.slice import Slice
from node.outbox.accounts import stored_keys
from node.outbox.acting import note
from node.outbox.archive import shape
from node.outbox.archive.check import Case, checked, lines, person, wrong
from node.outbox.schedule import queue
from node.store import carrying
from node.store.carried import FILES, Carried
from node.store.carrying import AT_ONCE, Column, Record
from node.store.database import Tx

T = TypeVar("T")

FETCH: Final = "archive.fetch"
HANDLE: Final = "archive.handle"
_ALL: Final = Slice(limit=1 << 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was unpacked and checked. `files` are places in the archive."""

    case: Case
    account: Record
    columns: Mapping[str, Mapping[str, Column]]
    folder: Path
    keys: tuple[PrivateKey, PrivateKey]
    files: Sequence[str]


@dataclass(slots=True)
class Restored:
    account: Account
    left: int = 0
    awaited: int = 0


async def restore(tx: Tx, addresses: Addresses, found: Found) -> Restored:
    """Raises Conflict when the account, or a number of it, is here; Invalid when what was written cannot be read."""
    case, number = found.case, found.account["id"]
    if await tx.accounts.find_by_uri(case.uri, even_planned=True) is not None or await carrying.are_taken(tx, [number]):
        raise Conflict(f"the account {case.name} is on this node already, or was")
    await carrying.write_rows(tx, "accounts", [found.account])
    account = await _read(tx.accounts.get(number))
    await tx.keys.replace(account.id, stored_keys(account, found.keys, addresses, tx.now))
    restored = Restored(account)
    for people in _pieces(lines(found.folder / shape.PEOPLE)):
        await _people(tx, found, people)
    for carried in FILES:
        for records in _pieces(lines(found.folder / shape.records_file(carried.name))):
            columns = found.columns[carried.table]
            await _rows(tx, found, restored, carried, [checked(case, carried, columns, each) for each in records])
    await tx.uploads.claim(place.rpartition("/")[2] for place in found.files)
    await _join(tx, found, restored)
    await _read(_as_pages_do(tx, account))
    await note(tx, Actor(account), Deed.IMPORT, account.uri)
    for topic in ("account", "actor", "follow"):
        tx.tell(topic, account.id)
    for topic in ("channels", "shown"):
        tx.tell(topic)
    return restored


def _pieces(records: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(records)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece


async def _people(tx: Tx, found: Found, records: Sequence[Record]) -> None:
    """Whoever is known here already stays as they are; others are looked up anew as soon as anything is done with them. A
    handle that ends in another host than its account is only believed once that host says so."""
    made = [record for each in records if (record := person(found.case, found.columns["accounts"], each)) is not None]
    known = await carrying.known_accounts(tx, [each["uri"] for each in made])
    taken = await carrying.are_taken(tx, [each["id"] for each in made])
    rows = []
    for record in made:
        if record["uri"] in known:
            continue
        host = authority_of(record["uri"])
        if record["host"] != host:
            await enqueue(tx, HANDLE, {"account": record["uri"], "host": record["host"]})
        number = tx.ids.new() if record["id"] in taken else record["id"]
        rows.append(record | {"id": number, "host": host, "fetched_at": 0})
    await carrying.write_rows(tx, "accounts", rows)


async def _rows(tx: Tx, found: Found, restored: Restored, carried: Carried, records: Sequence[Record]) -> None:
    if carried.table == "posts":
        await carrying.refuse_known(tx, "posts", [each["id"] for each in records])
    accounts = await carrying.known_accounts(tx, _named(records, carried.accounts))
    posts = await _posts(tx, found, _named(records, carried.posts))
    rows = []
    for record in records:
        if any(record[name] is not None and record[name] not in accounts for name in carried.accounts):
            restored.left += 1
            continue
        if carried.awaits and record[carried.awaits] is not None and record[carried.awaits] not in posts:
            await _await(tx, restored, record[carried.awaits], carried.name, record)
            continue
        rows.append(resolved(carried, record, accounts, posts))
    if carried.name == "list_members":
        followed = await carrying.followed_among(tx, restored.account.id, {each["account_id"] for each in rows})
        rows = [each for each in rows if each["follower_id"] is None or each["account_id"] in followed]
    await carrying.write_rows(tx, carried.table, rows)


def _named(records: Sequence[Record], names: Sequence[str]) -> set[str]:
    return {each[name] for each in records for name in names if each[name] is not None}


async def _posts(tx: Tx, found: Found, uris: set[str]) -> dict[str, int]:
    """Also its own that are still to be written: what somebody boosts of their own may come first."""
    own = f"{found.case.uri}/posts/"
    mine = {uri: int(number) for uri in uris if uri.startswith(own) and (number := uri.removeprefix(own)).isdecimal()}
    kept = {uri: number for uri, number in mine.items() if found.case.has("posts", number)}
    return await carrying.known_posts(tx, uris) | kept


def resolved(carried: Carried, record: Record, accounts: Mapping[str, int], posts: Mapping[str, int]) -> Record:
    """As the table has it: numbers in the place of addresses."""
    numbers = {name: None if record[name] is None else accounts[record[name]] for name in carried.accounts}
    numbers |= {name: None if record[name] is None else posts[record[name]] for name in carried.posts}
    return record | numbers


async def _await(tx: Tx, restored: Restored, uri: str, name: str = "", record: Record | None = None) -> None:
    """Somebody else's post: to be fetched, and then what the account did with it is noted again."""
    restored.awaited += 1
    text = "" if record is None else msgspec.json.encode(record).decode()
    await enqueue(tx, FETCH, {"account": str(restored.account.id), "post": uri, "file": name, "record": text})


async def _join(tx: Tx, found: Found, restored: Restored) -> None:
    """What hangs together finds itself again."""
    account = restored.account
    await carrying.join_answers(tx, account.id)
    await carrying.await_words(tx, account.id)
    for number, named in await carrying.direct_posts(tx, account.id):
        post = await tx.posts.get(number)
        people = {*named, account.id}
        for each in (await tx.accounts.by_ids(people)).values():
            if each.is_local and not each.is_gone:
                await tx.conversations.add(each.id, post.thread_id, people - {each.id}, number, unread=False)
    for planned in await tx.scheduled.page(account.id, _ALL):
        if planned.failed_at is None:
            await queue(tx, planned.id, planned.publish_at)
    for uri in await carrying.unsaid_parents(tx, account.id):
        if not found.case.addresses.is_ours(uri):
            await _await(tx, restored, uri)
    for record in lines(found.folder / shape.REPLIES):
        if not found.case.addresses.is_ours(record["uri"]):
            await _await(tx, restored, record["uri"])


# Whether all of it can be read


async def _as_pages_do(tx: Tx, account: Account) -> None:
    """What cannot be read would be an error on some page, some day: better the archive is refused now."""
    after = 0
    while ids := await carrying.own_ids(tx, account.id, after):
        await tx.timelines.views(ids, account.id)
        after = ids[-1]
        for number in ids:
            await tx.posts.versions(number)
    await tx.settings.preferences(account.id)
    await tx.settings.markers(account.id, ("home", "notifications"))
    await tx.notification_rules.policy(account.id)
    await tx.lists.of_account(account.id)
    await tx.filters.of_account(account.id)
    await tx.tags.featured(account.id)
    await tx.scheduled.page(account.id, _ALL)
    await tx.kept.of_account(account.id)
    await tx.follows.of_account(account.id)
    await tx.collections.views(await tx.collections.of_account(account.id, hidden=True), account.id)


async def _read(reading: Awaitable[T]) -> T:
    try:
        return await reading
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, msgspec.MsgspecError) as error:
        raise wrong("its records", "something in them cannot be read") from error
