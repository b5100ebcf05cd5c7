"""Puts an account back from an archive, on a node with the same addresses where it is not: the same ids, keys, times and
followers.

    unpacked and compared with the manifest ──> every record checked ──> files put into the storage
                                                            ──> all rows in one transaction (`restore.py`)

Until that transaction is committed nobody sees anything, and whatever ends it half-way leaves nothing: files that no row names
are swept, the folder is thrown away. What the account liked, kept, boosted or answered is fetched again from its own server,
by jobs: nobody's archive says what somebody else wrote.
"""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from node.context import Context
from node.errors import Conflict, Invalid, NotFound
from node.federation.keys import PrivateKey, unlock_private
from node.media.storage import is_name
from node.media.types import HEAD, sniff
from node.model.account import Account
from node.model.ids import milliseconds_of
from node.outbox.accounts import check_name, make_keys
from node.outbox.archive import shape
from node.outbox.archive.check import Case, checked, lines, own_account, person, plain, record_of, wrong
from node.outbox.archive.restore import Found, Restored, restore
from node.outbox.archive.tar import unpack
from node.outbox.archive.write import Progress, working_folder
from node.store.carried import ACCOUNT, FILES, Carried
from node.store.carrying import Column, Record, columns_of, emoji_files, named_files

_EARLY: Final = timedelta(minutes=5)  # as clocks differ
_PUT: Final = timedelta(days=1)
_OWNERS: Final = frozenset({"posts", "lists", "filters", "collections", "albums", "scheduled_posts", "kept_drafts"})

Columns = Mapping[str, Mapping[str, Column]]


@dataclass(frozen=True, slots=True)
class Taken:
    """`new_keys`: the archive had none, so other servers have to learn new ones. `left`: records that name accounts of this
    node which are not here (yet). `awaited`: posts of others that are fetched again."""

    account: Account
    posts: int
    files: int
    new_keys: bool
    left: int
    awaited: int


async def take_in(node: Context, path: Path, *, passphrase: str = "", progress: Progress = lambda *_: None) -> Taken:
    """Raises NotFound, Invalid for what is wrong with the archive, Conflict when the account is or was here."""
    if not await asyncio.to_thread(path.is_file):
        raise NotFound(f"there is no file {path}")
    with working_folder(node) as folder:
        free = shutil.disk_usage(folder).free
        manifest = await asyncio.to_thread(unpack, path, folder, free, _counting(progress))
        case, columns = await _begin(node, manifest.about)
        keys = await asyncio.to_thread(_keys, folder, passphrase)
        account, names = await asyncio.to_thread(_check, case, columns, folder)
        found = Found(
            case=case,
            account=account,
            columns=columns,
            folder=folder,
            keys=keys or await make_keys(node.config.federation.rsa_bits),
            files=names,
        )
        restored = await _put_back(node, found, progress)
    return Taken(restored.account, len(case.ids["posts"]), len(names), keys is None, restored.left, restored.awaited)


def _counting(progress: Progress) -> "_Counter":
    return _Counter(progress)


class _Counter:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, number: int) -> None:
        self._done += number
        self._progress("unpacking", self._done, 0)


async def _begin(node: Context, about: shape.About) -> tuple[Case, Columns]:
    """Whether this is an archive for this node, and an account that can come."""
    addresses = node.addresses
    if about.base != addresses.base:
        raise Invalid(
            f"the archive is of {about.base}, this node is {addresses.base}: an account keeps its addresses, so it can only "
            "come back under the same ones (to another node it moves with its followers, not with its archive)"
        )
    if check_name(about.name) != about.name or about.account != addresses.actor(about.name):
        raise wrong(shape.MANIFEST, "its account has an address that is not its own")
    if await node.store.read(lambda tx: tx.accounts.find_by_uri(about.account, even_planned=True)) is not None:
        raise Conflict(
            f"the account {about.name} is on this node already, or was: an archive is taken in once, on an empty node"
        )
    latest = milliseconds_of(node.clock() + _EARLY) << 16 | 0xFFFF
    emojis = await node.store.read(emoji_files)
    columns = {
        table: await node.store.read(columns_of, table)
        for table in dict.fromkeys(("accounts", *(each.table for each in FILES)))
    }
    return Case(addresses, about.account, about.name, latest, emojis), columns


def _keys(folder: Path, passphrase: str) -> tuple[PrivateKey, PrivateKey] | None:
    """None when the archive has none."""
    places = [folder / place for place in shape.KEYS.values()]
    if not any(place.is_file() for place in places):
        return None
    if not passphrase:
        raise Invalid("the archive has private keys: to open them, give the passphrase it was made with")
    rsa, ed25519 = (
        unlock_private(place.read_text(encoding="ascii", errors="replace") if place.is_file() else "", passphrase)
        for place in places
    )
    if (rsa.kind, ed25519.kind) != ("rsa", "ed25519"):
        raise Invalid("the private keys of the archive are of another kind")
    return rsa, ed25519


# Everything is looked at before anything is written


def _check(case: Case, columns: Columns, folder: Path) -> tuple[Record, Sequence[str]]:
    """The account, and the names of its files."""
    data = folder / shape.ACCOUNT
    if not data.is_file() or data.stat().st_size > shape.MOST_LINE:
        raise wrong(shape.ACCOUNT, "it is missing, or too long")
    record = plain("account.json", columns["accounts"], ACCOUNT, record_of(data.read_bytes(), "account.json"))
    account = own_account(case, record)
    for each in FILES:
        if each.name in _OWNERS:
            case.ids[each.name] = _numbers(case, each, columns, folder)
    for record in lines(folder / shape.PEOPLE):
        person(case, columns["accounts"], record)
    names: list[str] = []
    for each in FILES:
        if each.name not in _OWNERS:
            for record in lines(folder / shape.records_file(each.name)):
                made = checked(case, each, columns[each.table], record)
                if each.name == "media":
                    names += _files_of(made, folder)
    for record in lines(folder / shape.REPLIES):
        if set(record) != {"uri", "answered"} or not all(isinstance(value, str) for value in record.values()):
            raise wrong("replies.ndjson", "an answer has no address")
    return account, names


def _numbers(case: Case, carried: Carried, columns: Columns, folder: Path) -> set[int]:
    found: set[int] = set()
    for record in lines(folder / shape.records_file(carried.name)):
        number = checked(case, carried, columns[carried.table], record)["id"]
        if number in found:
            raise wrong(carried.name, "a number is there twice")
        found.add(number)
    return found


def _files_of(record: Record, folder: Path) -> Sequence[str]:
    """Those that are in the archive; it says itself when the storage had lost some."""
    found = []
    for above, name in ((shape.MEDIA, record["name"]), (shape.PREVIEWS, record.get("preview_name"))):
        path = folder / above / str(name)
        if name and is_name(name) and path.is_file():
            with path.open("rb") as file:
                if sniff(file.read(HEAD)) is None:
                    raise wrong(name, "a file is of no kind that is taken here")
            found.append(f"{above}/{name}")
    return found


async def _put_back(node: Context, found: Found, progress: Progress) -> Restored:
    """The files first: what no row names in the end goes again."""
    names = [place.rpartition("/")[2] for place in found.files]
    if await node.store.read(named_files, names):
        raise Conflict("files of the archive are on this node already")
    await node.store.write(lambda tx: tx.uploads.expect(names, _PUT))
    try:
        await _put_files(node, found.folder, found.files, progress)
        return await node.store.write(restore, node.addresses, found)
    except BaseException:
        await node.store.write(lambda tx: tx.uploads.discard(names))
        raise


async def _put_files(node: Context, folder: Path, places: Sequence[str], progress: Progress) -> None:
    for done, place in enumerate(places, start=1):
        kind = await asyncio.to_thread(_kind_of, folder / place)
        await node.storage.put(place.rpartition("/")[2], folder / place, kind)
        progress("files", done, len(places))


def _kind_of(path: Path) -> str:
    with path.open("rb") as file:
        found = sniff(file.read(HEAD))
    return "application/octet-stream" if found is None else found.mime
