"""Warnings of others are shown here, too, with whose word they are (S09, § 3.10): each `[[warning_sources]]` is asked at its
times, by the guarded client and with its validators. What it says is shown as it stands; what it takes back goes.

A message counts only for what its own sender said before. What is no earnest public message, names another place, is milder
than wanted, older than what is known, or over, is not shown. A source that is silent for a day is shown no longer.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from node.config.warning_sources import WarningSource
from node.context import Context
from node.errors import Invalid, Problem, Unprocessable
from node.jobs.worker import Work, enqueue
from node.model.cap import LEVELS, SEVERITIES, Alert, Info
from node.model.mirrored import OLDEST, MirroredWarning
from node.outbox.cap.places import is_about
from node.outbox.cap.read import MOST, read_alert, read_dashboard, read_document, read_nina
from node.outbox.cap.tree import MOST_BYTES
from node.outbox.warnings import OVER, is_link
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import clean_name, to_text

log = logging.getLogger(__name__)

MIRROR: Final = "warnings.mirror"
"""Job: ask the `source`."""

_STATE: Final = "warnings."
_TEXT: Final = 600
_NAME: Final = 120
_COUNTY: Final = 5
_TIME: Final = 20
_AT_ONCE: Final = 20
_AHEAD: Final = timedelta(minutes=10)
"""So much may clocks differ."""


class _Seen(msgspec.Struct):
    """What we know of a source: when it was asked, its validator, in which state each of its documents was read, and for
    which places and from which severity on. `heard_at` is when it last answered."""

    asked_at: datetime
    heard_at: datetime | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""
    wanted: str = ""
    marks: dict[str, str] = msgspec.field(default_factory=dict)


class _Listed(msgspec.Struct):
    """What the source lists now, by place: in which state, and what is new of it. Without a state is what has to be read
    again next time; `trouble` says why."""

    marks: dict[str, str]
    alerts: dict[str, Alert] = msgspec.field(default_factory=dict)
    trouble: str = ""


def mirror_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {MIRROR: partial(ask_source, node)}


async def ask_sources(node: Context) -> None:
    """A duty: each source that is due is asked by a job, so that a slow one holds up nobody."""
    await node.store.write(lambda tx: tx.mirrored.keep_only([each.key for each in node.config.warning_sources]))
    for source in node.config.warning_sources:
        if await node.store.read(_is_due, source):
            await node.store.write(_queue, source.key)


async def ask_source(node: Context, args: Mapping[str, str]) -> None:
    """The job. A source that fails says so and is asked again at its next turn."""
    source = node.config.warning_sources.find(args["source"])
    if source is None:
        return
    try:
        await mirror(node, source)
    except Problem as problem:
        log.warning(
            "warnings of others could not be read",
            extra={"action": "warnings.failed", "source": source.key, "why": problem.reason},
        )


async def mirror(node: Context, source: WarningSource) -> None:
    """Raises what went wrong; what stands stays then."""
    seen = await node.store.read(_seen, source.key) or _Seen(asked_at=node.clock())
    seen.asked_at, seen.trouble = node.clock(), ""
    ours = places_of(node, source)
    wanted = f"{source.address}{source.file} {','.join(ours)} {source.severity}"
    if seen.wanted != wanted:  # what was passed over may count now
        await node.store.write(lambda tx: tx.mirrored.forget(source.key))
        seen = _Seen(asked_at=seen.asked_at, wanted=wanted)
    try:
        if not ours:
            raise Unprocessable(f"the source {source.key} has no ars, and neither has the first organisation")
        listed = await _ask(node, source, seen, ours)
        await node.store.write(_take, source, ours, listed)
        if listed is not None:
            seen.marks, seen.trouble = listed.marks, listed.trouble
        if seen.trouble:
            seen.etag = seen.modified = ""
        seen.heard_at = seen.asked_at
    except Problem as problem:
        seen.trouble, seen.etag, seen.modified = problem.reason, "", ""
        raise
    finally:
        await node.store.write(_keep_seen, source.key, seen)


def places_of(node: Context, source: WarningSource) -> Sequence[str]:
    root = node.config.organizations.root
    return source.ars or ((root.ars,) if root is not None and root.ars else ())


async def state_of(tx: Tx, key: str) -> tuple[datetime | None, str]:
    """When the source last answered, and what went wrong when it was asked last; empty when nothing did."""
    seen = await _seen(tx, key)
    return (None, "") if seen is None else (seen.heard_at, seen.trouble)


async def _ask(node: Context, source: WarningSource, seen: _Seen, ours: Sequence[str]) -> _Listed | None:
    if source.file:
        return await asyncio.to_thread(_read_files, node.config.node.data_dir / source.path)
    if source.kind == "nina":
        return await _ask_nina(node, source, seen, ours)
    body = await _fetch(node, source.address, seen)
    if body is None:
        return None
    alert, links = read_document(body, source.address)
    if alert is not None:
        return _Listed({source.address: _mark(alert)}, {source.address: alert})
    return await _read_each(node, links, seen, {link: link for link in links}, read_alert)


async def _ask_nina(node: Context, source: WarningSource, seen: _Seen, ours: Sequence[str]) -> _Listed | None:
    """The list of each county, and of what is new there the message itself."""
    counties = list(dict.fromkeys(f"{place[:_COUNTY]}{'0' * 7}" for place in ours))
    marks: dict[str, str] = {}
    for county in counties:
        address = f"{source.address}/dashboard/{county}.json"
        body = await _fetch(node, address, seen) if len(counties) == 1 else await _get(node, address)
        if body is None:
            return None
        marks |= read_dashboard(body)
    addresses = {name: f"{source.address}/warnings/{quote(name, safe='')}.json" for name in marks}
    return await _read_each(node, marks, seen, addresses, read_nina)


async def _read_each(
    node: Context, marks: Mapping[str, str], seen: _Seen, addresses: Mapping[str, str], read: Callable[[bytes], Alert]
) -> _Listed:
    """What is new, at most so many at once. One that cannot be read hides none of the others, and stands as it stood."""
    listed = _Listed(dict(marks))
    new = [place for place, mark in marks.items() if not mark or seen.marks.get(place) != mark]
    for number, place in enumerate(new):
        listed.marks[place] = ""
        if number >= _AT_ONCE:
            listed.trouble = listed.trouble or "the source lists more than can be read at once"
            continue
        try:
            alert = read(await _get(node, addresses[place]))
        except Problem as problem:
            listed.trouble = problem.reason
            continue
        listed.alerts[place], listed.marks[place] = alert, marks[place] or _mark(alert)
    return listed


async def _fetch(node: Context, address: str, seen: _Seen) -> bytes | None:
    """None where nothing has changed."""
    conditions = {"If-None-Match": seen.etag} if seen.etag else {}
    if seen.modified:
        conditions["If-Modified-Since"] = seen.modified
    response = await node.client.get(address, headers=conditions, max_bytes=MOST_BYTES, timeout=_TIME)
    if response.status == 304:
        return None
    if response.status != 200:
        raise Invalid(f"the source answers {response.status}")
    seen.etag, seen.modified = (response.headers.get(name, "")[:500] for name in ("ETag", "Last-Modified"))
    return response.body


async def _get(node: Context, address: str) -> bytes:
    response = await node.client.get(address, max_bytes=MOST_BYTES, timeout=_TIME)
    if response.status != 200:
        raise Invalid(f"the source answers {response.status}")
    return response.body


def _read_files(path: Path) -> _Listed:
    """Raises Invalid, Refused."""
    try:
        files = [path]
        if path.is_dir():
            files = sorted(each for each in path.iterdir() if each.suffix in {".cap", ".xml"} and each.is_file())
        read = {each.name: _read_file(each) for each in files[:MOST]}
    except OSError as problem:
        raise Invalid(f"the file cannot be read: {problem.strerror}") from problem
    return _Listed({name: _mark(each) for name, each in read.items()}, read)


def _read_file(path: Path) -> Alert:
    with path.open("rb") as file:
        return read_alert(file.read(MOST_BYTES + 1))


def _mark(alert: Alert) -> str:
    return f"{alert.identifier} {alert.sent.isoformat()}"


async def _take(tx: Tx, source: WarningSource, ours: Sequence[str], listed: _Listed | None) -> None:
    """Oldest first, so that what one says of another comes after it."""
    if listed is not None:
        for place, alert in sorted(listed.alerts.items(), key=lambda each: each[1].sent):
            await _take_one(tx, source, ours, place, listed.marks.get(place, ""), alert)
        await tx.mirrored.drop_unlisted(source.key, set(listed.marks))
        await tx.mirrored.prune(tx.now)
    await tx.mirrored.confirm(source.key, tx.now)


async def _take_one(tx: Tx, source: WarningSource, ours: Sequence[str], place: str, mark: str, alert: Alert) -> None:
    if alert.status != "Actual" or alert.scope != "Public" or alert.sent > tx.now + _AHEAD:
        return
    if alert.kind in {"Update", "Cancel"}:
        for sender, identifier, _ in alert.references:
            if sender == alert.sender and identifier != alert.identifier:
                await tx.mirrored.end(source.key, sender, identifier, tx.now)
    found = _shown(source, ours, place, mark, alert, tx.now) if alert.kind in {"Alert", "Update"} else None
    if found is None:  # also what was shown before by this name
        await tx.mirrored.drop(source.key, alert.sender, alert.identifier)
    elif await tx.mirrored.put(found) and found.expires_at is not None:
        await enqueue(tx, OVER, {}, key=f"{OVER} {source.key} {alert.identifier}", due_at=found.expires_at)


def _shown(
    source: WarningSource, ours: Sequence[str], place: str, mark: str, alert: Alert, now: datetime
) -> MirroredWarning | None:
    """Of the parts about us what there is to show. NINA's list is of our county already: there a message that names no
    place by its key counts."""
    about = [each for each in alert.infos if _is_ours(source, each, ours)]
    german = next((each for each in about if each.language.startswith("de")), None)
    english = next((each for each in about if each.language.startswith("en")), None)
    main = german or english or next(iter(about), None)
    if main is None or SEVERITIES.index(main.severity) > SEVERITIES.index(source.severity):
        return None
    if alert.sent < now - OLDEST or (main.expires is not None and main.expires <= now):
        return None
    text = _text(main)
    if not text:
        return None
    return MirroredWarning(
        source=source.key,
        sender=alert.sender,
        identifier=alert.identifier,
        place=place,
        mark=mark,
        sent_at=alert.sent,
        level=LEVELS[main.severity],
        speaker=clean_name(to_text(main.sender_name or alert.sender), _NAME),
        text_de=text,
        text_en="" if english is None or english is main else _text(english),
        link=main.web if main.web.startswith("https://") and is_link(main.web) else "",
        expires_at=main.expires,
        confirmed_at=now,
    )


def _is_ours(source: WarningSource, info: Info, ours: Sequence[str]) -> bool:
    told = is_about((code for area in info.areas for code in area.geocodes), ours)
    return source.kind == "nina" if told is None else told


def _text(info: Info) -> str:
    """Headline, what happens, what to do; plain, and so short that it can stand above a page."""
    parts = [clean_name(to_text(each), _TEXT) for each in (info.headline, info.description, info.instruction)]
    said = [each for number, each in enumerate(parts) if each and each not in parts[:number]]
    return excerpt(" ".join(each if each[-1] in ".!?:" else f"{each}." for each in said), _TEXT)


async def _is_due(tx: Tx, source: WarningSource) -> bool:
    seen = await _seen(tx, source.key)
    return seen is None or seen.asked_at + timedelta(seconds=source.seconds) <= tx.now


async def _queue(tx: Tx, key: str) -> None:
    await enqueue(tx, MIRROR, {"source": key}, key=f"{MIRROR} {key}")


async def _seen(tx: Tx, key: str) -> _Seen | None:
    text = await tx.state.find(_STATE + key)
    return None if text is None else msgspec.json.decode(text, type=_Seen)


async def _keep_seen(tx: Tx, key: str, seen: _Seen) -> None:
    await tx.state.put(_STATE + key, msgspec.json.encode(seen).decode())
