"""What a person with a browser notices about a page, as questions to Chromium."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.town import EMAIL, PASSWORD, Sights

LOCALES = {"de": "de-DE", "en": "en-GB"}
SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
WIDTHS = (320, 1280)
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

# Links within a sentence may be as small as its letters (WCAG 2.2, 2.5.8)
SMALL_TARGETS = """() => {
  const inSentence = (each) => each.matches('a') && (each.closest('.text') || [...each.parentElement.childNodes]
    .some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1));
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((each) => !each.matches('.skip') && each.checkVisibility() && !inSentence(each))
    .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([html, box]) => `${html}: ${box.width} x ${box.height}`);
}"""

# Where the keyboard is, and whether that can be seen
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    html: at.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@dataclass
class Eyes:
    """A page of the town in a browser, and everything it asked for or complained about."""

    sights: Sights
    page: Page
    foreign: list[str] = field(default_factory=list)
    cookies_set: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._ask(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self, path: str) -> Response:
        answer = await self.page.goto(self.sights.town.url(path))
        assert answer is not None
        self.cookies_set += [each["value"] for each in await answer.headers_array() if each["name"] == "set-cookie"]
        return answer

    async def beside(self) -> "Eyes":
        """Another window of the same browser. What is sent to one was sent to both, so cookies are noted in one place."""
        return Eyes(self.sights, await self.page.context.new_page(), cookies_set=self.cookies_set)

    async def log_in(self) -> None:
        await self.open("/anmelden")
        await self.page.fill("#feld-adresse", EMAIL)
        await self.page.fill("#feld-passwort", PASSWORD)
        await self.page.press("#feld-passwort", "Enter")
        await self.page.wait_for_url("**/start")

    async def violations(self) -> list[str]:
        """What axe finds wrong: rule, message, place."""
        found = await Axe().run(self.page, options=WCAG)
        return [
            f"{each['id']} ({each['help']}): {node['html'][:160]}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]

    async def sideways(self) -> int:
        """How many pixels one would have to scroll sideways."""
        return await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    async def small_targets(self) -> list[str]:
        return await self.page.evaluate(SMALL_TARGETS)

    async def tab_through(self) -> list[dict[str, Any]]:
        """Every stop of the keyboard, from the top of the page to its end."""
        stops: list[dict[str, Any]] = []
        for _ in range(400):
            await self.page.keyboard.press("Tab")
            stop = await self.page.evaluate(FOCUSED)
            if stop is None:
                break
            stops.append(stop)
        return stops

    def _ask(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.sights.town.origin).netloc:
            self.foreign.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)


@asynccontextmanager
async def looking(
    chromium: Browser, sights: Sights, language: str = "de", *, scripts: bool = True
) -> AsyncIterator[Eyes]:
    """A fresh browser: no cookies, nothing kept."""
    context: BrowserContext = await chromium.new_context(
        locale=LOCALES[language], viewport={"width": 1280, "height": 800}, java_script_enabled=scripts
    )
    try:
        yield Eyes(sights, await context.new_page())
    finally:
        await context.close()
