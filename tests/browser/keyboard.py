"""Hands on a keyboard: what is wanted is walked to with Tab, by the name a screen reader says."""

from tests.browser.eyes import Eyes

MOST_STOPS = 300

# The accessible name, as far as our pages need it
NAME = """(each) => {
  const words = each.getAttribute('aria-label') || [...(each.labels || [])].map((label) => label.textContent).join(' ')
    || [...each.childNodes].filter((node) => !(node.getAttribute && node.getAttribute('aria-hidden')))
      .map((node) => node.textContent).join('');
  return words.replace(/\\s+/g, ' ').trim();
}"""


class Keyboard:
    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes
        self.page = eyes.page
        self._focused = self.page.locator(":focus")

    async def open(self, path: str) -> None:
        await self.eyes.open(path)

    async def reload(self) -> None:
        await self.page.reload()

    async def step(self) -> str:
        """One stop further; its name, empty behind the last one."""
        await self.page.keyboard.press("Tab")
        if not await self._focused.count():
            return ""
        return await self._focused.evaluate(NAME)

    async def go_to(self, name: str) -> None:
        """The next stop with that name. Raises AssertionError when the page ends before."""
        passed = []
        for _ in range(MOST_STOPS):
            at = await self.step()
            if at == name:
                return
            if not at and passed:
                break
            passed.append(at)
        raise AssertionError(f"no {name!r} among {passed}")

    async def enter(self) -> None:
        await self.page.keyboard.press("Enter")

    async def press(self, name: str, *, nth: int = 1) -> None:
        """Walk to the button or link, the `nth` of that name, and press Enter; wait for the page it leads to."""
        for _ in range(nth):
            await self.go_to(name)
        if await self._focused.evaluate("each => each.localName") == "summary":
            await self.enter()
            return
        async with self.page.expect_navigation(wait_until="load"):
            await self.enter()

    async def write(self, name: str, text: str) -> None:
        """At the end of what stands there."""
        await self.go_to(name)
        await self.page.keyboard.press("Control+End")
        await self.page.keyboard.type(text)

    async def rewrite(self, name: str, text: str) -> None:
        """Instead of what stands there."""
        await self.go_to(name)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def choose(self, name: str) -> None:
        await self.go_to(name)
        await self.page.keyboard.press("Space")

    async def inside(self, part: str) -> bool:
        return await self._focused.evaluate("(each, part) => each.closest(part) !== null", part)

    async def heading(self) -> str:
        return await self._words("h1")

    async def notice(self) -> str:
        return await self._words("[role=status]")

    async def main(self) -> str:
        return await self._words("main")

    async def first_post(self) -> str:
        return await self._words("article >> nth=0 >> .text")

    async def _words(self, where: str) -> str:
        return " ".join((await self.page.locator(where).inner_text()).split())
