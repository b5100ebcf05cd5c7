"""Somebody asks for their archive in their settings: it is made in the background, and may be fetched for a week, by
them alone.

asked ──> waiting ──the job MAKE──> ready ──seven days──> gone
                            └─────> failed, and why
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from node.context import Context
from node.errors import NotFound, Problem, TooMany, Unavailable
from node.jobs.worker import Work, enqueue
from node.model.account import Account, Actor
from node.model.retention import ARCHIVES, LIST_IMPORTS
from node.model.takeout import Archive, ArchiveState
from node.outbox.acting import acting
from node.outbox.archive.shape import archives_folder
from node.outbox.archive.write import write_archive
from node.store import takeouts
from node.store.database import Tx

log = logging.getLogger(__name__)

MAKE: Final = "archive.make"
BETWEEN: Final = timedelta(days=1)
_ENDING: Final = ".tar.gz"


async def ask_for_archive(node: Context, by: Actor) -> None:
    """Raises TooMany within a day of the last one."""
    await node.store.write(_ask, by)


async def _ask(tx: Tx, by: Actor) -> None:
    account = await acting(tx, by, even_moved=True)
    last = next(iter(await takeouts.archives_of(tx, account.id)), None)
    if last is not None and last.state is not ArchiveState.FAILED and tx.now < last.asked_at + BETWEEN:
        wait = last.asked_at + BETWEEN - tx.now
        raise TooMany("there is one archive a day", retry_after=wait.total_seconds())
    made = Archive(
        id=tx.ids.new(),
        account_id=account.id,
        login_id=by.login_id,
        name=secrets.token_hex(16),
        state=ArchiveState.WAITING,
        why="",
        size=0,
        asked_at=tx.now,
        expires_at=tx.now + ARCHIVES,
    )
    await takeouts.add_archive(tx, made)
    await enqueue(tx, MAKE, {"archive": str(made.id)}, key=f"{MAKE} {made.id}")


def path_of(node: Context, archive: Archive) -> Path:
    return archives_folder(node.config) / (archive.name + _ENDING)


async def own_archive(node: Context, by: Actor, name: str) -> tuple[Archive, Path]:
    """One that this person asked for, ready to be fetched. Raises NotFound."""
    for archive in await node.store.read(takeouts.archives_of, by.account.id):
        asked = archive.name == name and archive.login_id == by.login_id
        if asked and archive.state is ArchiveState.READY and node.clock() < archive.expires_at:
            path = path_of(node, archive)
            if await asyncio.to_thread(path.is_file):
                return archive, path
    raise NotFound("there is no such archive, or not any longer")


def making_works(node: Context) -> Mapping[str, Work]:
    return {MAKE: partial(_make, node)}


async def _make(node: Context, args: dict[str, str]) -> None:
    number = int(args["archive"])
    archive = await node.store.read(takeouts.find_archive, number)
    if archive is None or archive.state in {ArchiveState.READY, ArchiveState.FAILED}:
        return
    if not await node.store.write(takeouts.begin_archive, number):
        raise Unavailable("another process is making it")
    path = path_of(node, archive)
    try:
        account = await node.store.read(_living, archive)
        await asyncio.to_thread(path.unlink, missing_ok=True)  # what a crash left
        written = await write_archive(node, Actor(account, archive.login_id), path)
    except Problem as problem:
        await node.store.write(takeouts.end_archive, number, ArchiveState.FAILED, why=problem.reason)
        return
    except OSError as error:
        why = error.strerror or "the disk failed"
        await node.store.write(takeouts.end_archive, number, ArchiveState.FAILED, why=why)
        return
    await node.store.write(takeouts.end_archive, number, ArchiveState.READY, size=written.size)


async def _living(tx: Tx, archive: Archive) -> Account:
    return await tx.accounts.get(archive.account_id)


async def forget_old(node: Context) -> None:
    """A duty: archives whose week is over, and files that no row names any longer."""
    kept = await node.store.write(takeouts.forget_archives)
    await node.store.write(takeouts.forget_imports, node.clock() - LIST_IMPORTS)
    gone = await asyncio.to_thread(_remove_others, archives_folder(node.config), kept)
    if gone:
        log.info("archives were swept", extra={"action": "archive.swept", "files": gone})


def _remove_others(folder: Path, kept: set[str]) -> int:
    count = 0
    for path in folder.glob(f"*{_ENDING}"):
        if path.name.removesuffix(_ENDING) not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
                count += 1
    return count
