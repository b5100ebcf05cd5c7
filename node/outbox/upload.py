"""Somebody uploads a file, says what is to be seen on it, or takes it back; and the job that makes of it what is shown.

upload ──> row `waiting` and job, one commit ──> worked on at once ──> ready (or failed, with the reason)
                                             └─> after a crash: the job does it, a minute later
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from node.context import Context
from node.errors import NotFound, TooMany, Unprocessable
from node.jobs.worker import enqueue
from node.media.storage import new_name
from node.media.types import FileType
from node.media.upload import Sent, forget, take, uploads_folder
from node.media.work import Made
from node.model.account import Actor
from node.model.label import AiUse
from node.model.media import Media, MediaState
from node.outbox.acting import acting
from node.store.database import Tx
from node.store.uploads import Finished
from node.text.html import clean_name, tidy

log = logging.getLogger(__name__)

PROCESS: Final = "media.process"
DESCRIPTION_CHARACTERS: Final = 10_000
LINE_CHARACTERS: Final = 500
_MOST_WAITING: Final = 40
_MOST_LOOSE: Final = 200  # they are kept for a day: nobody shall fill the disk with them
_LATER: Final = timedelta(minutes=1)  # the job need not be quicker than whoever took the file in
_FAR: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a file. None stays as it is; `focus` is x and y from -1 to 1."""

    description: str | None = None
    focus: tuple[float, float] | None = None
    credit: str | None = None
    licence: str | None = None
    ai: AiUse | None = None


async def upload(node: Context, by: Actor, sent: Sent, words: Words, *, cover: Sent | None = None) -> Media:
    """Take it in and begin to work on it. Nobody sees it before it hangs on a post.

    `cover` is a picture of one's own choice to be shown for it. Raises Unprocessable for what is not taken here,
    TooMany, Forbidden.
    """
    await node.store.read(lambda tx: acting(tx, by, even_planned=True, even_crisis=True))
    said = described(Media(id=0, url="", mime=""), words)
    name, found = await take(sent, node.config.media)
    shown = "" if cover is None else (await take(cover, node.config.media, only_picture=True))[0]
    try:
        media = await node.store.write(_add, by, said, name, shown, found)
    except BaseException:
        await forget(node.config, name, shown)
        raise
    _begin(node, media.id)
    return media


async def _add(tx: Tx, by: Actor, said: Media, name: str, shown: str, found: FileType) -> Media:
    account = await acting(tx, by, even_planned=True, even_crisis=True)
    if await tx.uploads.count_waiting(account.id) >= _MOST_WAITING:
        raise TooMany("many files are still being worked on; please wait a moment", 10, code="files_waiting")
    if await tx.uploads.count_loose(account.id) >= _MOST_LOOSE:
        raise TooMany("many files wait to hang on a post; please post or delete some of them", 3600, code="files_loose")
    media = replace(
        said,
        id=tx.ids.new(),
        mime=found.mime,
        kind=found.family,
        account_id=account.id,
        login_id=by.login_id,
        created_at=tx.now,
        state=MediaState.WAITING,
        upload=name,
        cover=shown,
    )
    await tx.uploads.add(media)
    await _queue(tx, media.id)
    return media


async def describe(node: Context, by: Actor, media_id: int, words: Words, *, cover: Sent | None = None) -> Media:
    """Say what is to be seen on a file that hangs on no post yet (then an edit of the post says it).

    Raises NotFound for somebody else's, Unprocessable.
    """
    await node.store.read(_own_loose, by, media_id)
    shown = "" if cover is None else (await take(cover, node.config.media, only_picture=True))[0]
    try:
        media = await node.store.write(_describe, by, media_id, words, shown)
    except BaseException:
        await forget(node.config, shown)
        raise
    if shown:
        _begin(node, media.id)
    return media


async def _describe(tx: Tx, by: Actor, media_id: int, words: Words, shown: str) -> Media:
    media = described(await _own_loose(tx, by, media_id), words)
    media = replace(media, cover=shown or media.cover)
    await tx.uploads.describe(media)
    if shown:
        await _queue(tx, media.id)
    return media


async def take_back(node: Context, by: Actor, media_id: int) -> None:
    """Raises NotFound for somebody else's, Unprocessable for what hangs on a post."""
    media = await node.store.write(_take_back, by, media_id)
    await forget(node.config, media.upload, media.cover)


async def _take_back(tx: Tx, by: Actor, media_id: int) -> Media:
    media = await own_file(tx, by, media_id)
    if not await tx.uploads.remove(media):
        raise Unprocessable("Media attachment is currently used by a status", code="file_used")
    return media


async def own_file(tx: Tx, by: Actor, media_id: int) -> Media:
    """One's own that is for a post, whether it hangs on one or not. Raises NotFound."""
    found = (await tx.uploads.own(by.account.id, [media_id])).get(media_id)
    if found is None:
        raise NotFound("Record not found")
    return found


async def _own_loose(tx: Tx, by: Actor, media_id: int) -> Media:
    media = await own_file(tx, by, media_id)
    if media.post_id is not None:
        raise NotFound("Record not found")
    return media


def described(media: Media, words: Words) -> Media:
    """The file with what is said of it. Raises Unprocessable for what is too long or out of range."""
    return replace(
        media,
        description=media.description if words.description is None else _text(words.description),
        focus=media.focus if words.focus is None else _focus(words.focus),
        credit=media.credit if words.credit is None else _line(words.credit, "Credit"),
        licence=media.licence if words.licence is None else _line(words.licence, "Licence"),
        ai=media.ai if words.ai is None else words.ai,
    )


def _text(text: str) -> str:
    found = tidy(text).strip()
    if len(found) > DESCRIPTION_CHARACTERS:
        raise Unprocessable(
            f"Validation failed: Description is too long (maximum is {DESCRIPTION_CHARACTERS} characters)",
            code="description_long",
            most=DESCRIPTION_CHARACTERS,
        )
    return found


def _line(text: str, name: str) -> str:
    found = clean_name(text, LINE_CHARACTERS + 1)
    if len(found) > LINE_CHARACTERS:
        raise Unprocessable(
            f"Validation failed: {name} is too long (maximum is {LINE_CHARACTERS} characters)",
            code="credit_long",
            most=LINE_CHARACTERS,
        )
    return found


def _focus(focus: tuple[float, float]) -> tuple[float, float]:
    if not all(-_FAR <= side <= _FAR for side in focus):
        raise Unprocessable("Validation failed: Focus must be from -1 to 1", code="focus")
    return focus


# Working on it


async def finished(node: Context, media_id: int, *, within: float) -> Media:
    """The file as it is once it is worked on, or after that many seconds. Raises NotFound when it is gone."""
    await node.workshop.wait(media_id, within)
    media = await node.store.read(lambda tx: tx.uploads.find(media_id))
    if media is None:
        raise NotFound("Record not found")
    return media


async def process_job(node: Context, args: dict[str, str]) -> None:
    """The job PROCESS. What is in work already is waited for."""
    await _begin(node, int(args["media"]))


async def _queue(tx: Tx, media_id: int) -> None:
    await enqueue(tx, PROCESS, {"media": str(media_id)}, key=f"{PROCESS} {media_id}", due_at=tx.now + _LATER)


def _begin(node: Context, media_id: int) -> asyncio.Task[None]:
    return node.workshop.begin(media_id, partial(_process, node, media_id))


async def _process(node: Context, media_id: int) -> None:
    """Until nothing is left: while it was being worked on, another cover may have come."""
    while media := await node.store.write(_next, media_id):
        try:
            made = await _made(node, media)
        except Unprocessable as problem:
            log.info("an upload cannot be used", extra={"action": "media.failed", "media": media_id})
            await node.store.write(_fail, media, problem.reason)
            await forget(node.config, media.upload, media.cover)
        else:
            await node.store.write(_finish, media, await _stored(node, media, made))
            await forget(node.config, media.upload, media.cover)


async def _next(tx: Tx, media_id: int) -> Media | None:
    return await tx.uploads.begin(media_id)


async def _fail(tx: Tx, media: Media, reason: str) -> None:
    await tx.uploads.fail(media, reason)


async def _finish(tx: Tx, media: Media, done: Finished) -> None:
    await tx.uploads.finish(media, done)


async def _made(node: Context, media: Media) -> Made:
    """By the worker. A cover takes the place of what would be shown otherwise."""
    folder = uploads_folder(node.config)
    made = Made(mime=media.mime, kind=media.kind)
    if media.upload:
        made = await node.workshop.make(folder / media.upload, folder / f"{media.upload}-made", "post")
    if media.cover:
        shown = await node.workshop.make(folder / media.cover, folder / f"{media.cover}-made", "cover")
        await forget(node.config, made.preview_path)
        made = msgspec.structs.replace(
            made,
            preview_path=shown.preview_path,
            preview_ending=shown.preview_ending,
            preview_mime=shown.preview_mime,
            preview_width=shown.preview_width,
            preview_height=shown.preview_height,
            blurhash=shown.blurhash,
            colours=shown.colours,
        )
    return made


async def _stored(node: Context, media: Media, made: Made) -> Finished:
    """The files where they stay. What is not new (only the cover is) stays as it was."""
    kept = await store_made(node, made)
    if media.upload:
        return kept
    return replace(
        kept,
        url=media.url,
        name=media.name,
        size=media.size or 0,
        width=media.width,
        height=media.height,
        duration=media.duration,
    )


async def store_made(node: Context, made: Made) -> Finished:
    """Puts what the worker made into the storage, under names nobody can guess. Until a row names them they are
    noted as superfluous, so that a crash leaves nothing behind (T-329)."""
    name = new_name(made.ending) if made.path else None
    preview = new_name(made.preview_ending) if made.preview_path else None
    names = [each for each in (name, preview) if each is not None]
    size = 0
    await node.store.write(lambda tx: tx.uploads.expect(names))
    if name is not None:
        size = (await asyncio.to_thread(Path(made.path).stat)).st_size
        await node.storage.put(name, Path(made.path), made.mime)
    if preview is not None:
        await node.storage.put(preview, Path(made.preview_path), made.preview_mime)
    await forget(node.config, made.path, made.preview_path)
    return Finished(
        mime=made.mime,
        kind=made.kind,
        url="" if name is None else node.addresses.media(name),
        name=name,
        size=size,
        width=made.width,
        height=made.height,
        duration=made.duration,
        blurhash=made.blurhash,
        colours=made.colours,
        preview_name=preview,
        preview_width=made.preview_width,
        preview_height=made.preview_height,
    )
