"""A program's window on the way to the question whether it may act: what the page that opened it gets to hold and see.
(In a real browser: `clients/test_web_client.py`.)"""

from urllib.parse import quote

import pytest

from tests.web.browser import PASSWORD, person
from tests.web.programs import Traveller, register

POLICY = "Cross-Origin-Opener-Policy"


class Watcher(Traveller):
    """Notes where it came by, and whether the page that opened its window was cut off there."""

    def __init__(self, world) -> None:
        super().__init__(world)
        self.way: list[tuple[str, bool]] = []

    async def _once(self, method, path, data, headers):
        self.passing = path.partition("?")[0]
        answer = await super()._once(method, path, data, headers)
        self.note(answer)
        return answer

    def note(self, answer) -> None:
        self.way.append((f"{answer.method} {self.passing}", POLICY in answer.headers))


@pytest.fixture
async def browser(node, alice) -> Watcher:
    await person(node, alice)
    return Watcher(node)


async def test_it_stays_open_until_it_is_back_at_the_program(node, browser):
    program = await register(node)

    await browser.get(program.asks())
    await browser.press("Anmelden", adresse="alice@here.test", passwort="falsch")
    await browser.log_in_here()
    form, button = browser.page.form_with("Zugriff erlauben")
    allowed = await node.session.post(
        node.url("/oauth/authorize"),
        data=[*form.fields, (button.name, button.value)],
        headers={"Cookie": _cookies(browser), "Origin": node.origin, "Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
    )

    assert browser.way == [
        ("GET /oauth/authorize", False),
        ("GET /anmelden", False),
        ("POST /anmelden", False),
        ("POST /anmelden", False),
        ("GET /oauth/authorize", False),
    ]
    assert (allowed.status, POLICY in allowed.headers) == (303, False)
    assert "code=" in allowed.headers["Location"]


@pytest.mark.parametrize(
    "back",
    [
        "",
        "/start",
        "/oauth/authorized",
        "/oauth/authorize//",
        "/oauth/authorize:x",
        "//oauth/authorize",
        "https://evil.test/oauth/authorize",
        "http://[",
    ],
)
async def test_elsewhere_it_is_cut_off(browser, back):
    await browser.get(f"/anmelden?zurueck={quote(back, safe='')}")

    assert browser.way == [("GET /anmelden", True)]


async def test_whoever_opened_it_does_not_learn_whether_somebody_is_logged_in(browser):
    ways = []

    for _ in range(2):
        for back in ("/oauth/authorize", "/oauth/authorize?client_id=erfunden"):
            browser.way.clear()
            await browser.get(f"/anmelden?zurueck={quote(back, safe='')}")
            ways.append({cut for _, cut in browser.way})
        for path in ("/anmelden", "/anmelden?zurueck=/start"):
            browser.way.clear()
            await browser.get(path)
            ways.append({cut for _, cut in browser.way})
        if not browser.cookies:
            await browser.get("/anmelden")
            await browser.press("Anmelden", adresse="alice@here.test", passwort=PASSWORD)

    assert ways == [{False}, {False}, {True}, {True}] * 2


def _cookies(browser: Traveller) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
