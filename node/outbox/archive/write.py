"""Makes an archive of an account: everything is gathered into a folder first, a piece at a time, then packed.

    posts and what hangs on them, 500 at a time ──> allmende/*.ndjson, outbox.json
    what else it keeps ──────────────────────────> allmende/*.ndjson, likes.json, bookmarks.json, *.csv
    files from the storage ──────────────────────> media_attachments/
    all of it with sizes and checksums ──────────> manifest.yml, and the tar

Who is named in it is remembered by number only, so an account with 100,000 posts needs no more memory than one with a hundred.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from node.context import Context
from node.errors import Conflict, Forbidden, Invalid, NotFound
from node.federation.keys import load_private
from node.federation.rendering.contexts import post_context
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.media import Media, Place
from node.model.post import PostView
from node.outbox.acting import note
from node.outbox.archive import shape
from node.outbox.archive.documents import (
    Lines,
    OrderedFile,
    actor_document,
    announce_document,
    create_document,
    picture_name,
)
from node.outbox.archive.tar import ENDINGS, digest, pack
from node.outbox.csv_lists.give import FILES as SHEETS, sheet
from node.store.attachments import to_media
from node.store.carried import FILES, Carried
from node.store.carrying import (
    AT_ONCE,
    Column,
    Page,
    Record,
    account_record,
    columns_of,
    people_records,
    read_page,
    replies_to,
)
from node.store.database import Tx, newest_schema
from node.store.keys import StoredKey

Progress = Callable[[str, int, int], None]
"""Called with what is being done (posts, files, packing), how much of it is done, and how much there is."""

SHORTEST_PASSPHRASE: Final = 12
_OLD_SECONDS: Final = 24 * 3600


@dataclass(slots=True)
class _Walk:
    """What is under way: where it is written, and whom it names."""

    account: Account
    folder: Path
    progress: Progress
    columns: dict[str, Mapping[str, Column]] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)
    pictures: dict[Place, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    files: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """`missing` are names of files that the storage no longer has."""

    size: int
    files: int
    missing: Sequence[str]


async def write_archive(
    node: Context, by: Actor, target: Path, *, passphrase: str = "", progress: Progress = lambda *_: None
) -> Written:
    """With a `passphrase` the private keys go along, encrypted with it. Raises Invalid, Conflict when the file is there,
    Forbidden for an account that is deleted."""
    if not target.name.endswith(ENDINGS):
        raise Invalid("an archive ends in .tar or .tar.gz")
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise Invalid(f"a passphrase for private keys has at least {SHORTEST_PASSPHRASE} characters")
    if await asyncio.to_thread(target.exists):
        raise Conflict(f"there is a file {target} already")
    if not by.account.is_local or by.account.deleted_at is not None or by.account.id == node.itself.id:
        raise Forbidden("only accounts of this node that are not deleted have an archive")
    with working_folder(node) as folder:
        walk = _Walk(by.account, folder, progress)
        await _gather(node, walk, passphrase)
        found = await asyncio.to_thread(_sums, folder)
        about = shape.About(shape.FORMAT, newest_schema(), node.addresses.base, by.account.uri, by.account.name)
        manifest = shape.write_manifest(about, node.clock().isoformat(timespec="seconds"), found)
        packed = _counting(progress, "packing", len(found))
        try:
            await asyncio.to_thread(pack, folder, found, manifest, target, packed)
        except FileExistsError:
            raise Conflict(f"there is a file {target} already") from None
    await node.store.write(lambda tx: note(tx, by, Deed.EXPORT, by.account.uri))
    size = (await asyncio.to_thread(target.stat)).st_size
    return Written(size, len(found), walk.missing)


@contextmanager
def working_folder(node: Context) -> Iterator[Path]:
    """A folder nobody else sees, gone afterwards; those that a crash left go, too."""
    above = shape.archives_folder(node.config)
    above.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in above.glob(".coming-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _OLD_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    folder = above / f".coming-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _counting(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    done = 0

    def step(number: int) -> None:
        nonlocal done
        done += number
        progress(what, done, total)

    return step


def _sums(folder: Path) -> dict[str, shape.Entry]:
    return {str(path.relative_to(folder)): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}


async def _gather(node: Context, walk: _Walk, passphrase: str) -> None:
    keys = await node.store.read(lambda tx: tx.keys.of(walk.account.id))
    for table in dict.fromkeys(each.table for each in FILES):
        walk.columns[table] = await node.store.read(columns_of, table)
    await _posts(node, walk)
    for root in FILES:
        if not root.hangs_on and root.name != "posts":
            await _root(node, walk, root)
    await _people(node, walk)
    for kind, (name, _) in SHEETS.items():
        with (walk.folder / name).open("wb") as out:
            async for piece in sheet(node, kind, walk.account.id):
                out.write(piece)
    record = await node.store.read(account_record, walk.account.id)
    _put(walk.folder / shape.ACCOUNT, record)
    _put(walk.folder / shape.ACTOR, actor_document(walk.account, keys, node.addresses, walk.pictures))
    if passphrase:
        await asyncio.to_thread(_lock, walk.folder, keys, passphrase)


def _put(path: Path, value: Any) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def _lock(folder: Path, keys: Sequence[StoredKey], passphrase: str) -> None:
    for key in keys:
        if key.private is not None and key.kind in shape.KEYS:
            path = folder / shape.KEYS[key.kind]
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.write_text(load_private(key.private).locked(passphrase), encoding="ascii")


# Posts and what hangs on them


async def _posts(node: Context, walk: _Walk) -> None:
    hanging = [each for each in FILES if each.hangs_on == "posts"]
    files = {each.name: Lines(walk.folder / shape.records_file(each.name)) for each in (FILES[0], *hanging)}
    replies = Lines(walk.folder / shape.REPLIES)
    outbox = OrderedFile(walk.folder / shape.OUTBOX, post_context())
    after, done = None, 0
    try:
        while (page := await _page(node, walk, FILES[0], [walk.account.id], after)).last is not None:
            files["posts"].add(page.records)
            for each in hanging:
                await _all(node, walk, each, page.owners, files[each.name])
            replies.add(await node.store.read(replies_to, page.owners))
            for item in await node.store.read(_activities, node, walk.account, page.owners):
                outbox.add(item)
            after, done = page.last, done + len(page.records)
            walk.progress("posts", done, max(done, walk.account.posts_count))
    finally:
        for file in (*files.values(), replies):
            file.close()
        outbox.close()


async def _activities(tx: Tx, node: Context, account: Account, ids: Sequence[int]) -> Sequence[Any]:
    """Posts and boosts as activities, oldest first."""
    views = await tx.timelines.views(ids, account.id)
    created = {}
    for view in views:
        if view.post.boost_of_id is None:
            found = await tx.activities.find_about(view.post.uri, "Create")
            created[view.post.id] = f"{view.post.uri}#create" if found is None else found.uri
    return [_activity(node, view, created.get(view.post.id, "")) for view in views]


def _activity(node: Context, view: PostView, uri: str) -> Any:
    if view.boosted is not None:
        return announce_document(view, view.boosted)
    return create_document(view, node.addresses, uri)


async def _page(node: Context, walk: _Walk, carried: Carried, owners: Collection[int], after: Any) -> Page:
    page = await node.store.read(read_page, carried, walk.columns[carried.table], walk.account.id, owners, after)
    walk.people |= page.people
    return page


async def _all(node: Context, walk: _Walk, carried: Carried, owners: Collection[int], out: Lines) -> None:
    after: Any = None
    while owners and (page := await _page(node, walk, carried, owners, after)).last is not None:
        out.add(page.records)
        after = page.last


# What else it keeps


async def _root(node: Context, walk: _Walk, root: Carried) -> None:
    """With what hangs on it, which is little."""
    hanging = [each for each in FILES if each.hangs_on == root.name]
    files = {each.name: Lines(walk.folder / shape.records_file(each.name)) for each in (root, *hanging)}
    listed = {"reactions": shape.LIKES, "bookmarks": shape.BOOKMARKS}.get(root.name)
    collection = None if listed is None else OrderedFile(walk.folder / listed)
    after: Any = None
    try:
        while (page := await _page(node, walk, root, [walk.account.id], after)).last is not None:
            files[root.name].add(page.records)
            for each in hanging:
                await _all(node, walk, each, page.owners, files[each.name])
            if root.name == "media":
                await _files(node, walk, page.records)
            for uri in dict.fromkeys(record["post_id"] for record in page.records) if collection else ():
                collection.add(uri)  # type: ignore[union-attr]  # there is one
            after = page.last
    finally:
        for file in files.values():
            file.close()
        if collection is not None:
            collection.close()


async def _people(node: Context, walk: _Walk) -> None:
    out = Lines(walk.folder / shape.PEOPLE)
    numbers = sorted(walk.people - {walk.account.id})
    try:
        for start in range(0, len(numbers), AT_ONCE):
            out.add(await node.store.read(people_records, numbers[start : start + AT_ONCE]))
    finally:
        out.close()


# Files


async def _files(node: Context, walk: _Walk, records: Sequence[Record]) -> None:
    for record in records:
        for folder, column in ((shape.MEDIA, "name"), (shape.PREVIEWS, "preview_name")):
            if record[column]:
                await _fetch(node, walk, record[column], walk.folder / folder / record[column])
        media = to_media(record | {"login_id": None, "upload": "", "cover": "", "account_id": walk.account.id})
        await asyncio.to_thread(_show_picture, walk, media)


def _show_picture(walk: _Walk, media: Media) -> None:
    """Avatar and header are also where readers of Mastodon's archives look for them."""
    source = walk.folder / shape.MEDIA / (media.name or "")
    if media.place is not Place.POST and media.url in {walk.account.icon, walk.account.header} and source.is_file():
        walk.pictures[media.place] = picture_name(media)
        os.link(source, walk.folder / picture_name(media))


async def _fetch(node: Context, walk: _Walk, name: str, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with target.open("wb") as out:
            async for piece in node.storage.read(name):
                await asyncio.to_thread(out.write, piece)
    except NotFound:
        await asyncio.to_thread(target.unlink)
        walk.missing.append(name)
    walk.files += 1
    walk.progress("files", walk.files, 0)
