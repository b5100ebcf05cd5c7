"""A reader follows every link of the demonstration, in both towns: nothing from elsewhere, no cookie, strict headers, no dead
link, the imprint one click away, and pages that are light (M23, T-249)."""

import asyncio
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import aiohttp
import pytest
from yarl import URL

from tests.cli.shell import Server
from tests.ports import lasting_ports
from tests.web.test_crawl import FORBIDDEN, Links

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

TOWNS: Final = ("musterhausen", "nachbarstadt")
FEWEST, MOST, AT_ONCE = 120, 2_000, 8
PAGE_BYTES, STYLE_BYTES, STYLE_PACKED, FONT_BYTES = 60_000, 90_000, 15_000, 30_000
# Of pages that differ only in which post or account they show, so many are looked at
OF_A_KIND = 40
HEADERS: Final[Mapping[str, Sequence[str]]] = {
    "X-Content-Type-Options": ("nosniff",),
    "Referrer-Policy": ("no-referrer", "same-origin"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
}


@dataclass
class Found:
    """An answer. `loads` are what the browser would fetch for it, `follows` where its links lead."""

    status: int
    headers: Mapping[str, str]
    kind: str
    body: bytes
    came_from: str
    loads: list[str] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html"

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Crawl:
    """Every address of one town that leads somewhere, from its start page on."""

    origin: str
    session: aiohttp.ClientSession
    found: dict[str, Found] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    waiting: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)
    known: set[str] = field(default_factory=set)

    async def run(self) -> None:
        self.take("/", "")
        workers = [asyncio.create_task(self.work()) for _ in range(AT_ONCE)]
        done = asyncio.create_task(self.waiting.join())
        await asyncio.wait([done, *workers], return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            if worker.done():
                worker.result()
            worker.cancel()

    def take(self, address: str, came_from: str, *, loaded: bool = False) -> None:
        """Look at it later, if it is here and not one too many of its kind."""
        path = urldefrag(urljoin(self.origin + (came_from or "/"), address)).url
        if not path.startswith(self.origin + "/") or "lang=" in path:
            return
        path = path.removeprefix(self.origin)
        kind = re.sub(r"/@[^/.?]+", "/@name", re.sub(r"\d{5,}", "0", unquote(path)))
        if path in self.known or len(self.known) >= MOST or (self.kinds.get(kind, 0) >= OF_A_KIND and not loaded):
            return
        self.known.add(path)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.waiting.put_nowait((path, came_from))

    async def work(self) -> None:
        while True:
            path, came_from = await self.waiting.get()
            found = self.found[path] = await self.look(path, came_from)
            for each in found.follows:
                self.take(each, path)
            for each in found.loads:
                self.take(each, path, loaded=True)
            self.waiting.task_done()

    async def look(self, path: str, came_from: str) -> Found:
        here = urlsplit(self.origin)  # nobody has to know names under `.localhost`
        headers = {"Accept": "text/html,*/*;q=0.1", "Accept-Language": "de", "Accept-Encoding": "identity"}
        address = URL(f"http://127.0.0.1:{here.port}{path}", encoded=True)
        async with self.session.get(address, headers=headers | {"Host": here.netloc}, allow_redirects=False) as answer:
            found = Found(answer.status, answer.headers, answer.content_type, await answer.read(), came_from)
        if found.is_page:
            links = Links(found.text)
            found.follows, found.loads, found.faults = links.follows, links.loads, links.faults
        if found.kind == "text/css":
            found.loads = re.findall(r"url\(\"?([^\")]+)", found.text)
        if "Location" in found.headers:
            found.follows.append(found.headers["Location"])
        return found

    @property
    def pages(self) -> dict[str, Found]:
        return {path: each for path, each in self.found.items() if each.is_page}


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Crawl]]:
    folder, port = tmp_path_factory.mktemp("towns"), lasting_ports(2)
    started = Server("dev", "--folder", str(folder), "--port", str(port), folder=folder, language="de")
    try:
        started.wait_for("Strg-C")
        yield asyncio.run(_crawl({name: f"http://{name}.localhost:{port + at}" for at, name in enumerate(TOWNS)}))
    finally:
        started.kill()


async def _crawl(origins: Mapping[str, str]) -> dict[str, Crawl]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        crawls = {name: Crawl(origin, session) for name, origin in origins.items()}
        for each in crawls.values():
            await each.run()
    return crawls


def everything(crawls: Mapping[str, Crawl]) -> Iterator[tuple[str, str, Found]]:
    """Town, path and answer."""
    for name, crawl in crawls.items():
        for path, found in crawl.found.items():
            yield name, path, found


def test_every_link_leads_somewhere(crawls):
    dead = [
        (name, path, found.status, found.came_from)
        for name, path, found in everything(crawls)
        if found.status >= HTTPStatus.BAD_REQUEST
    ]

    assert [len(crawl.found) for crawl in crawls.values() if not FEWEST < len(crawl.found) < MOST] == []
    assert dead == []


def test_every_answer_keeps_the_rules(crawls):
    faults = []
    for name, path, found in everything(crawls):
        policy = found.headers.get("Content-Security-Policy", "")
        if "Set-Cookie" in found.headers:
            faults.append(f"{name} {path}: a cookie")
        if "unsafe-" in policy or "default-src 'none'" not in policy:
            faults.append(f"{name} {path}: policy {policy!r}")
        for header, allowed in HEADERS.items():
            if found.headers.get(header) not in allowed and (found.is_page or header == "X-Content-Type-Options"):
                faults.append(f"{name} {path}: {header} {found.headers.get(header)!r}")

    assert faults == []


def test_nothing_is_loaded_from_elsewhere(crawls):
    faults = []
    for name, crawl in crawls.items():
        for path, found in crawl.pages.items():
            faults += [f"{name} {path}: {each}" for each in found.faults]
            for each in found.loads:
                target = urlsplit(urljoin(crawl.origin + path, each))
                if f"{target.scheme}://{target.netloc}" != crawl.origin:
                    faults.append(f"{name} {path}: loads {each}")
            policy = found.headers["Content-Security-Policy"].split("; ")
            loading = "; ".join(each for each in policy if not each.startswith(("form-action", "frame-ancestors")))
            faults += [
                f"{name} {path}: {word}" for word in FORBIDDEN if re.search(rf"(^|[\s;]){re.escape(word)}", loading)
            ]

    assert faults == []


def test_every_page_has_one_heading_and_leads_to_the_imprint(crawls):
    faults = []
    for name, path, found in everything(crawls):
        if not found.is_page or found.status != HTTPStatus.OK or path.partition("?")[0].endswith("einbetten.html"):
            continue
        if len(re.findall(r"<h1[\s>]", found.text)) != 1:
            faults.append(f"{name} {path}: {len(re.findall(r'<h1', found.text))} main headings")
        is_framed = re.search(r"/@.*/einbetten(\?|$)", path)
        if not is_framed and not re.search(r'<a href="/impressum"', found.text):
            faults.append(f"{name} {path}: no imprint")

    assert faults == []


def test_pages_styles_and_fonts_are_light(crawls):
    heavy = [
        (name, path, len(found.body))
        for name, path, found in everything(crawls)
        if found.is_page and len(found.body) > PAGE_BYTES
    ]
    sheets = {path: found.body for _, path, found in everything(crawls) if found.kind == "text/css"}
    fonts = {path: found.body for _, path, found in everything(crawls) if path.endswith(".woff2")}

    assert heavy == []
    assert {path.rpartition("/")[2] for path in sheets} <= {"style.css", "embed.css"}
    assert [path for path, body in sheets.items() if len(body) > STYLE_BYTES] == []
    assert [path for path, body in sheets.items() if len(gzip.compress(body, 6)) > STYLE_PACKED] == []
    assert fonts
    assert [path for path, body in fonts.items() if len(body) > FONT_BYTES] == []
    for found in (each for crawl in crawls.values() for each in crawl.pages.values()):
        assert len([each for each in found.loads if each.endswith(".css")]) <= 1
