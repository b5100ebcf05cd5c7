"""Everything of one's own to take along (Art. 20 GDPR): an archive, made in the background, and tables, which can also be
brought from elsewhere. Each is given to the person who asked, in the session they are logged in with, and to nobody else."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import hdrs, web

from node.errors import NotFound, TooMany
from node.media.upload import Sent
from node.model.account import Actor
from node.model.takeout import Archive, ArchiveState, ListImport, ListKind
from node.outbox.archive.keep import BETWEEN, ask_for_archive, own_archive
from node.outbox.csv_lists.give import FILES, sheet
from node.outbox.csv_lists.read import MOST_LINES, NoTable, Rows, read_table
from node.outbox.csv_lists.take_over import bring
from node.store import csv_lists, takeouts
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form, read_form_with_files
from node.web.headers import security_headers
from node.web.keys import NODE
from node.web.page import look, see_other
from node.web.pages.settings import settings_page
from node.web.rendering import Frame

PATH: Final = "/einstellungen/daten"
_REPLACE: Final = "ersetzen"
_KINDS: Final = {each.value for each in ListKind}
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class _Typed:
    kind: str = ""
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """An archive in words; `path` where it can be fetched."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class _Report:
    text: str
    removed: str
    failed: str
    failures: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Standing:
    archives: Sequence[Archive]
    imports: Sequence[ListImport]
    counts: Mapping[str, int]


async def show_data(request: web.Request) -> web.Response:
    return await _page(request)


async def save_archive(request: web.Request) -> web.Response:
    await read_form(request)
    viewer = await require_viewer(request)
    try:
        await ask_for_archive(request[NODE], viewer)
    except TooMany:
        return await _page(request, wrong={"": "takeout.refused"})
    return see_other(request, PATH, done="archiv")


async def give_archive(request: web.Request) -> web.StreamResponse:
    """Raises NotFound for anybody else's."""
    viewer, node = await require_viewer(request), request[NODE]
    archive, path = await own_archive(node, viewer, request.match_info["name"])
    name = f"{viewer.account.name}-{archive.asked_at:%Y-%m-%d}.tar.gz"
    return web.FileResponse(path, headers=_headers(request, name, "application/gzip"))


async def give_table(request: web.Request) -> web.StreamResponse:
    viewer, node = await require_viewer(request), request[NODE]
    name = f"{request.match_info['name']}.csv"
    kind = next((each for each, (file, _) in FILES.items() if file == name), None)
    if kind is None:
        raise NotFound("there is no such table")
    response = web.StreamResponse(headers=_headers(request, name, "text/csv; charset=utf-8"))
    with contextlib.suppress(ConnectionResetError):
        await response.prepare(request)
        async for piece in sheet(node, kind, viewer.account.id):
            await response.write(piece)
        await response.write_eof()
    return response


async def save_table(request: web.Request) -> web.Response:
    form, files = await read_form_with_files(request)
    viewer = await require_viewer(request)
    typed = _Typed(form.get("art", ""), form.get("wie") == _REPLACE)
    wrong, rows = await _read(typed.kind, files.get("datei"))
    if not wrong:
        try:
            await bring(request[NODE], viewer, ListKind(typed.kind), rows, replaces=typed.replaces)
        except TooMany:
            wrong = {"": "takeout.error_busy"}
    if wrong:
        return await _page(request, wrong=wrong, typed=typed)
    return see_other(request, PATH, done="tabelle")


async def _read(kind: str, sent: Sent | None) -> tuple[dict[str, str], Rows]:
    """What is wrong by field, and what the table says."""
    wrong = {} if kind in _KINDS else {"art": "takeout.error_kind"}
    if sent is None or not sent.size:
        return wrong | {"datei": "takeout.error_file"}, ()
    if wrong:
        return wrong, ()
    try:
        return {}, await asyncio.to_thread(lambda: read_table(ListKind(kind), sent.path.read_bytes()))
    except NoTable as problem:
        return {"datei": f"takeout.error.{problem.code}"}, ()


def _headers(request: web.Request, name: str, kind: str) -> dict[str, str]:
    return {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.CONTENT_TYPE: kind,
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
        hdrs.CACHE_CONTROL: "private, no-store",
    }


async def _page(
    request: web.Request, *, wrong: Mapping[str, str] | None = None, typed: _Typed | None = None
) -> web.Response:
    """`wrong`: field to the key of a sentence."""
    viewer = await require_viewer(request)
    frame, found = await look(request, _standing)
    t = frame.words.t
    return settings_page(
        request,
        "settings_data.html",
        frame,
        wrong={field: t(key) for field, key in (wrong or {}).items()},
        heading=t("takeout.heading"),
        path=PATH,
        handle=f"@{request[NODE].addresses.handle(viewer.account)}",
        archives=[_archive(each, viewer, frame) for each in found.archives[:_SHOWN]],
        again=_again(found.archives, frame),
        tables=[
            (t(f"takeout.kind.{kind}"), file, t("takeout.lines", count=found.counts[kind]))
            for kind, (file, _) in FILES.items()
        ],
        kinds=[(each.value, t(f"takeout.kind.{each.value}")) for each in ListKind],
        most=frame.words.number(MOST_LINES),
        typed=typed or _Typed(),
        imports=[_report(each, frame) for each in found.imports],
    )


async def _standing(tx: Tx, viewer_id: int) -> _Standing:
    return _Standing(
        await takeouts.archives_of(tx, viewer_id),
        await takeouts.imports_of(tx, viewer_id),
        {kind: await csv_lists.count(tx, kind, viewer_id) for kind in FILES},
    )


def _archive(archive: Archive, viewer: Actor, frame: Frame) -> _Shown:
    size = frame.words.t("dumps.kilobytes", count=max(1, round(archive.size / 1_000)))
    text = frame.words.t(
        f"takeout.state.{archive.state.value}",
        time=_moment(archive.asked_at, frame),
        size=size,
        until=frame.words.date(archive.expires_at.date()),
    )
    ready = archive.state is ArchiveState.READY and archive.login_id == viewer.login_id
    return _Shown(text, f"{PATH}/archiv/{archive.name}.tar.gz" if ready else "")


def _again(archives: Sequence[Archive], frame: Frame) -> str:
    """When there can be another one; empty: now."""
    last = next(iter(archives), None)
    if last is None or last.state is ArchiveState.FAILED or frame.now >= last.asked_at + BETWEEN:
        return ""
    return _moment(last.asked_at + BETWEEN, frame)


def _moment(at: datetime, frame: Frame) -> str:
    return frame.words.moment(at, frame.now)


def _report(found: ListImport, frame: Frame) -> _Report:
    t = frame.words.t
    text = t(
        "takeout.import.running" if found.ended_at is None else "takeout.import.ended",
        kind=t(f"takeout.kind.{found.kind.value}"),
        time=_moment(found.created_at, frame),
        done=found.done,
        total=found.total,
        taken=max(0, found.done - found.failed),
    )
    return _Report(
        text,
        t("takeout.import.removed", count=found.removed) if found.removed else "",
        t("takeout.import.failed", count=found.failed),
        found.failures,
    )
