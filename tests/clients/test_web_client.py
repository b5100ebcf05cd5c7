"""A web client (`web/`, on masto.js) in a real browser, served from another origin than the node: what a press office
does in a day, by clicking. The screenshots stay in the test's folder."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.builders import make_follow
from tests.clients.conftest import token_for
from tests.clients.stories import SOURCE
from tests.media.photos import jpeg
from tests.npm import NODE, install
from tests.web.browser import PASSWORD, person
from tests.web.programs import register
from tests.world import World, start_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="NO CHROMIUM: no web client was tried. Install it: apt install chromium"
    ),
]

PAGE = Path(__file__).parent / "web"


@pytest.fixture
async def town(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    async with start_world("town.localhost", database_url, clock, there, tmp_path) as world:
        await world.running.start()
        yield world


@pytest.fixture
async def client(tmp_path) -> AsyncIterator[str]:
    """The address of the client, which is made for browsers as its authors would."""
    folder = tmp_path / "client"
    await asyncio.to_thread(_bundle, folder)

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(folder / "index.html")

    app = web.Application()
    app.router.add_get("/", index)
    app.router.add_static("/", folder)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


def _bundle(folder: Path) -> None:
    modules = install(SOURCE) / "node_modules"
    options = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]
    subprocess.run(
        [NODE, modules / "esbuild" / "bin" / "esbuild", PAGE / "client.mjs", f"--outdir={folder}", *options],
        env={"NODE_PATH": str(modules)},
        check=True,
    )
    for name in ("index.html", "style.css"):
        (folder / name).write_bytes((PAGE / name).read_bytes())


@pytest.fixture
async def page(request) -> AsyncIterator[Page]:
    """As wide as the test wants it. Whatever the browser complains about fails the test."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        opened = await browser.new_page(viewport={"width": request.param, "height": 800}, locale="de-DE")
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda each: complaints.append(each.text) if each.type in {"error", "warning"} else None)
        yield opened
        await browser.close()
    assert complaints == []


async def ask_the_node(page: Page, client: str, town: World) -> None:
    """As far as the node's question whether the program may act for her."""
    await page.goto(client)
    await page.get_by_label("Adresse des Servers").fill(town.origin)
    await page.get_by_role("button", name="Anmelden").click()
    await page.wait_for_url(f"{town.origin}/**")
    await enter(page)


async def enter(page: Page) -> None:
    await page.fill("#feld-adresse", "alice@here.test")
    await page.fill("#feld-passwort", PASSWORD)
    await page.press("#feld-passwort", "Enter")
    await page.wait_for_url("**/oauth/authorize?*")


async def write(page: Page, text: str, picture: Path | None = None, alt: str = "") -> None:
    await page.get_by_label("Beitrag").fill(text)
    if picture is not None:
        await page.get_by_label("Bild", exact=True).set_input_files(picture)
        await page.get_by_label("Bildbeschreibung").fill(alt)
    await page.get_by_role("button", name="Veröffentlichen").click()


async def act(town: World, token: str, method: str, path: str, **form: str) -> Any:
    """What somebody else does with another program."""
    answer = await town.session.request(
        method, town.url(f"/api/v1/statuses{path}"), data=form, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status == 200, await answer.text()
    return await answer.json()


@pytest.mark.parametrize("page", [1280, 320], indirect=True, ids=["desk", "phone"])
async def test_a_press_office_posts_a_picture_and_sees_the_answer_come(town, client, page, tmp_path):
    alice, carl = await town.create("alice", display_name="Alice Amt"), await town.create("carl", display_name="Carl")
    await person(town, alice)
    await make_follow(town.store, alice, carl)
    carls = await token_for(town, carl)
    photo = tmp_path / "freibad.jpg"
    photo.write_bytes(jpeg())

    await ask_the_node(page, client, town)
    await page.get_by_role("button", name="Zugriff erlauben").click()
    await page.wait_for_url(client)
    await expect(page.locator("#me")).to_have_text("Angemeldet als Alice Amt")
    await expect(page.locator("#live")).to_have_text("Live verbunden")

    await write(page, "Das Freibad ist offen.", photo, "Rutsche im Sonnenschein")
    post = page.locator("article", has_text="Das Freibad ist offen.")
    await expect(post.get_by_alt_text("Rutsche im Sonnenschein")).to_be_visible()
    await page.wait_for_function("[...document.images].every((each) => each.complete && each.naturalWidth > 0)")

    number = (await post.get_attribute("id")).removeprefix("post-")
    question = await act(town, carls, "POST", "", status="@alice Bis wann?", in_reply_to_id=number)
    asked = page.locator(f"#post-{question['id']}")
    await expect(asked).to_contain_text("Bis wann?")
    await expect(page.locator("#told")).to_contain_text("Carl: mention @alice Bis wann?")
    await act(town, carls, "PUT", f"/{question['id']}", status="@alice Bis wann heute?")
    await expect(asked).to_contain_text("Bis wann heute?")

    await asked.get_by_role("button", name="Antworten").click()
    await write(page, "@carl Bis 20 Uhr.")
    await expect(page.locator("article", has_text="Bis 20 Uhr.")).to_be_visible()
    await asked.get_by_role("button", name="Teilen").click()
    await expect(asked.get_by_role("button", name="Teilen")).to_have_attribute("aria-pressed", "true")
    await page.screenshot(path=tmp_path / "home.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    context = await act(town, carls, "GET", f"/{number}/context")
    assert [each["in_reply_to_id"] for each in context["descendants"]] == [number, question["id"]]
    assert [each["reblogs_count"] for each in context["descendants"]] == [1, 0]
    shown = await act(town, carls, "GET", f"/{number}")
    assert [each["description"] for each in shown["media_attachments"]] == ["Rutsche im Sonnenschein"]

    await act(town, carls, "DELETE", f"/{question['id']}")
    await expect(asked).to_have_count(0)
    await expect(page.locator("#trouble")).to_be_hidden()


@pytest.mark.parametrize("page", [1280], indirect=True)
async def test_who_declines_comes_back_without_access(town, client, page):
    await person(town, await town.create("alice"))

    await ask_the_node(page, client, town)
    await page.get_by_role("button", name="Ablehnen").click()
    await page.wait_for_url(client)

    await expect(page.locator("#trouble")).to_be_visible()
    await expect(page.locator("#home")).to_be_hidden()
    assert await town.count("tokens") == 0


@pytest.mark.parametrize("page", [1280], indirect=True)
async def test_a_program_may_log_in_by_a_window_of_its_own_and_keeps_hold_of_it(town, client, page):
    await person(town, await town.create("alice"))
    program = await register(town, redirect_uri=client)
    await page.goto(client)

    async with page.expect_popup() as opening:
        await page.evaluate(
            "(address) => { window.opened = open(address, 'login', 'popup'); }", town.url(program.asks())
        )
    window = await opening.value
    await window.wait_for_selector("#feld-adresse")
    held = [await page.evaluate("opened.closed")]
    await enter(window)
    held.append(await page.evaluate("opened.closed"))
    await window.get_by_role("button", name="Zugriff erlauben").click()
    await window.wait_for_url(f"{client}?code=*")

    assert [*held, await page.evaluate("opened.closed")] == [False, False, False]
    assert await window.evaluate("opener !== null")
    await window.goto(town.url("/anmelden"))
    await page.wait_for_function("opened.closed")  # every other page of ours cuts itself off
