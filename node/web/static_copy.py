"""Pages as files, so that the web server in front can show them while this process or its database is down (S14): the start
page, the channels, the posts of the last days, what the law wants to be found, and a page that says what is the matter; and
what they need to look as they do: style sheet, fonts, coat of arms, small pictures (`static_pictures.py`).

Each is written again at most every half minute after something on it changed; the files of a deleted post are gone with it.
A file is `PATH/index.LANGUAGE.html` in the folder `static-copy`; `docs/admin/nginx.conf` shows who serves them.
"""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from aiohttp import web

from node.errors import StoreAway, Unavailable
from node.i18n.translate import LANGUAGES
from node.model.account import Account, Kind
from node.moderation.alarms import WARNED
from node.store.database import Tx, as_exactly
from node.store.listeners import Told
from node.store.parting import Parted
from node.web.assets import Asset
from node.web.copies import FOLDER, file_of, with_notice
from node.web.inward import ask_inward
from node.web.keys import NODES, Served
from node.web.pages.errors import error_page
from node.web.rendering import RENDERING
from node.web.shown import SHOWN
from node.web.static_files import cut_off, put
from node.web.static_pictures import StaticPictures

log = logging.getLogger(__name__)

_BETWEEN: Final = timedelta(seconds=30)
_ANYWAY: Final = timedelta(minutes=10)
"""After which a page is written again that does not say what it depends on."""
_LOOK_SECONDS: Final = 5.0
_ALWAYS: Final = (
    "/",
    "/kanaele",
    "/impressum",
    "/datenschutz",
    "/nutzungsbedingungen",
    "/netiquette",
    "/barrierefreiheit",
    "/leichte-sprache",
    "/gebaerdensprache",
    "/kontakt",
    "/transparenz",
    "/ueber",
)
_WHO_OR_WHAT: Final = frozenset({"account", "actor", "author", "feed"})
"""What is told when there may be more or fewer pages than before."""


@dataclass(slots=True)
class _Copy:
    """`tells`: the page says itself what it depends on."""

    depends_on: frozenset[Told] = frozenset()
    written_at: datetime | None = None
    is_old: bool = True
    tells: bool = False


class StaticCopy:
    """Of one node. `step` writes what is due; `run` does so for ever."""

    def __init__(self, app: web.Application, served: Served) -> None:
        self._app = app
        self._node = served.node
        self._settings = served.node.config.static_copy
        self.folder = served.node.config.node.data_dir / FOLDER
        self._pictures = StaticPictures(self.folder, served.node.storage, self._settings.picture_bytes)
        self._copies: dict[str, _Copy] = {}
        self._paths: dict[Told, set[str]] = {}
        self._heard: set[Told] = set()
        self._gaps = 0
        self._is_listed = False
        self._day: date | None = None
        self._is_tidy = False
        self._turn = asyncio.Lock()
        served.node.store.listen(self._hear, self._doubt)

    async def run(self) -> None:
        while True:
            try:
                await self.step()
            except StoreAway:
                log.warning("the static copy has to wait for the database", extra={"action": "copy.waits"})
            except OSError as error:  # a full disk, most often: what lies there stays, what is deleted still goes
                known = {"action": "copy.waits", "why": error.strerror}
                log.warning("the static copy cannot be written", extra=known)
            except Exception:
                log.exception("the static copy could not be written", extra={"action": "copy.failed"})
            await asyncio.sleep(_LOOK_SECONDS)

    async def step(self) -> None:
        """Write and remove what is due."""
        async with self._turn:
            now = self._node.clock()
            today = now.astimezone(self._node.config.node.timezone).date()
            if today != self._day:
                await self._begin(today)
            if not self._is_listed:
                await self._list()
            for path, copy in tuple(self._copies.items()):
                if _is_due(copy, now) and path in self._copies:
                    await self._write(path, copy)
            await self._pictures.fill()
            if not self._is_tidy:
                self._tidy()

    async def _begin(self, today: date) -> None:
        """Of a day: its words are others ("heute"), and what became too old goes."""
        if self._day is None:
            self._write_assets()
        for language in LANGUAGES:
            answer = await ask_inward(self._app, self._node.config.host, "/", language=language, handler=_unavailable)
            put(self.folder / f"503.{language}.html", answer.body if isinstance(answer.body, bytes) else b"")
        for copy in self._copies.values():
            copy.is_old = True
        self._is_listed = False
        self._day = today

    async def _list(self) -> None:
        """Which pages there are to be copies of."""
        self._is_listed = True
        since = self._node.clock() - timedelta(days=self._settings.days)
        try:
            found = await self._node.store.read(_paths_of, since, self._settings.posts)
            wanted = {*_ALWAYS, *self._imprints(), *found}
        except BaseException:
            self._is_listed = False
            raise
        for path in self._copies.keys() - wanted:
            self._forget(path)
        for path in wanted - self._copies.keys():
            self._copies[path] = _Copy()
        self._sweep()

    def _imprints(self) -> Iterator[str]:
        """Of the channels, which the law wants to be found at any time."""
        for organization in self._node.config.organizations:
            yield from (f"/@{channel}/impressum" for channel in organization.channels)

    async def _write(self, path: str, copy: _Copy) -> None:
        copy.is_old = False
        self._heard.clear()
        gaps = self._gaps
        pages: dict[str, bytes] = {}
        depends_on: set[Told] = {WARNED}
        copy.tells = True
        for language in LANGUAGES:
            chosen = f"{path}?lang={language}"  # whoever reads in a language stays in it, from page to page
            answer = await ask_inward(self._app, self._node.config.host, chosen, language=language)
            if answer.status != 200 or not isinstance(answer.body, bytes):
                self._withdraw(path)
                copy.is_old = answer.status >= 500
                return
            shown = answer.get(SHOWN)
            copy.tells &= shown is not None
            depends_on |= frozenset() if shown is None else shown.depends_on
            pages[language] = answer.body
        if gaps != self._gaps or not self._heard.isdisjoint(depends_on) or path not in self._copies:
            copy.is_old = True
            return
        self._set_dependencies(path, copy, depends_on)
        self._pictures.show(path, b"".join(pages.values()))
        now = self._node.clock()
        try:
            for language, body in pages.items():  # without waiting, so that nothing can be deleted in between
                words = self._app[RENDERING].words(language, self._node.config.node.timezone)
                notice = words.t("states.static", when=words.full(now))
                put(self._file(path, language), with_notice(body, notice))
        except OSError:
            copy.is_old = True
            raise
        copy.written_at = now

    def _write_assets(self) -> None:
        for asset in self._assets():
            put(self.folder / asset.path.lstrip("/"), asset.body)

    def _assets(self) -> Collection[Asset]:
        rendering = self._app[RENDERING]
        return {**rendering.assets, **rendering.brand_of(self._node.config).assets}.values()

    def _tidy(self) -> None:
        """Once all pages are of this time: what those of another time needed goes."""
        self._is_tidy = True
        self._pictures.sweep()
        current = {self.folder / asset.path.lstrip("/") for asset in self._assets()}
        for file in tuple((self.folder / "static").glob("*/*")):
            if file not in current:
                file.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # others lie there
                    file.parent.rmdir()

    def _doubt(self) -> None:
        """Something may have changed of which nothing was heard: each is written anew as soon as it can be."""
        self._gaps += 1
        self._is_listed = False
        for copy in self._copies.values():
            copy.is_old = True

    def _hear(self, news: Sequence[Told]) -> None:
        for each in news:
            topic, about = each
            told = as_exactly(each)
            self._heard.add(told)
            for path in tuple(self._paths.get(_gone(topic, about), ())):
                self._withdraw(path)
            if topic in _WHO_OR_WHAT:
                self._is_listed = False
            for path in self._paths.get(told, ()):
                self._copies[path].is_old = True

    def _set_dependencies(self, path: str, copy: _Copy, depends_on: Collection[Told]) -> None:
        for told in copy.depends_on:
            self._paths[told].discard(path)
            if not self._paths[told]:
                del self._paths[told]
        copy.depends_on = frozenset(depends_on)
        for told in depends_on:
            self._paths.setdefault(told, set()).add(path)

    def _withdraw(self, path: str) -> None:
        """Its files go at once, and it is written again when it is its turn."""
        self._pictures.forget(path)
        for language in LANGUAGES:
            self._file(path, language).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # not there, or a channel's with its posts
            self._file(path, LANGUAGES[0]).parent.rmdir()
        self._copies[path].is_old = True

    def _forget(self, path: str) -> None:
        self._withdraw(path)
        self._set_dependencies(path, self._copies[path], ())
        del self._copies[path]

    def _sweep(self) -> None:
        """What lies there of another time is nobody's copy any longer."""
        known = {self._file(path, language) for path in self._copies for language in LANGUAGES}
        for file in (*self.folder.rglob("index.*.html*"), *cut_off(self.folder)):
            if file not in known:
                file.unlink(missing_ok=True)
                with contextlib.suppress(OSError):
                    file.parent.rmdir()

    def _file(self, path: str, language: str) -> Path:
        return file_of(self.folder, path, language)


async def keep_static_copies(app: web.Application) -> AsyncIterator[None]:
    """While the application runs, for its nodes that want it."""
    copies = [StaticCopy(app, served) for served in _each_once(app) if served.node.config.static_copy.enabled]
    for served in _each_once(app):
        if not served.node.config.static_copy.enabled:  # what lies there would never be withdrawn
            shutil.rmtree(served.node.config.node.data_dir / FOLDER, ignore_errors=True)
    app[COPIES] = copies
    tasks = [asyncio.create_task(copy.run(), name="static copy") for copy in copies]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def copying(app: web.Application, served: Served) -> AsyncIterator[None]:
    """The same for one node that comes and goes."""
    if not served.node.config.static_copy.enabled:
        shutil.rmtree(served.node.config.node.data_dir / FOLDER, ignore_errors=True)
        yield
        return
    task = asyncio.create_task(StaticCopy(app, served).run(), name="static copy")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


COPIES: web.AppKey[Sequence[StaticCopy]] = web.AppKey("COPIES", Sequence)


def _each_once(app: web.Application) -> Iterable[Served]:
    return {id(each): each for each in app[NODES].values()}.values()


def _gone(topic: str, about: str) -> Told:
    """What no page may show from now on; nothing for other news."""
    if topic == "deleted":
        return "post", str(Parted.of(about).post_id)
    return ("account", about) if topic == "hidden" else ("", "")


def _is_due(copy: _Copy, now: datetime) -> bool:
    if copy.written_at is None:
        return copy.is_old
    age = abs(now - copy.written_at)  # the clock may have been set back meanwhile
    return age >= _BETWEEN if copy.is_old else not copy.tells and age >= _ANYWAY


async def _unavailable(request: web.Request) -> web.Response:
    return await error_page(request, Unavailable("the server does not answer"), 503)


async def _paths_of(tx: Tx, since: datetime, posts: int) -> list[str]:
    """The channels, and their posts since then."""
    channels = [each for each in await tx.accounts.local() if _is_shown(each)]
    views = await tx.timelines.views(await tx.timelines.public(local=True, limit=posts))
    return [
        *(f"/@{each.name}" for each in channels),
        *_post_paths((view.author, view.post.id) for view in views if view.post.published_at >= since),
    ]


def _post_paths(found: Iterable[tuple[Account, int]]) -> Iterator[str]:
    for author, number in found:
        if _is_shown(author):
            yield f"/@{author.name}/{number}"


def _is_shown(account: Account) -> bool:
    return (
        not account.is_gone and not account.is_limited and account.discoverable and account.kind is not Kind.APPLICATION
    )
