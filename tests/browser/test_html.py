"""Every kind of page is valid HTML, says a checker that is not ours."""

import json
import subprocess

import pytest

from tests import npm
from tests.browser.eyes import looking
from tests.browser.town import Sights

SOURCES = npm.Path(__file__).parent / "html"


def faults_of(folder) -> list[str]:
    """What html-validate finds in the files of `folder`."""
    tools = npm.install(SOURCES)
    command = [str(npm.NODE), str(tools / "node_modules/html-validate/bin/html-validate.mjs")]
    config = str(SOURCES / ".htmlvalidate.json")
    report = folder / "report.json"  # a pipe would be closed before all of it is written
    done = subprocess.run(
        [*command, "--config", config, "--formatter", f"json={report}", *sorted(map(str, folder.glob("*.html")))],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return [
        f"{page['filePath'].rpartition('/')[2]}:{each['line']}: {each['ruleId']}: {each['message']}"
        for page in json.loads(report.read_text())
        for each in page["messages"]
    ]


@pytest.mark.parametrize("who", ["readers", "alice"])
@pytest.mark.timeout(300)
async def test_every_page_is_valid_html(chromium, sights: Sights, tmp_path, who):
    async with looking(chromium, sights, "de") as eyes:
        if who == "alice":
            await eyes.log_in()
        pages = sights.own_pages if who == "alice" else sights.pages | sights.framed_pages | sights.wrong_pages
        pages |= {"channel as alice sees it": "/@stadt", "thread as alice sees it": sights.pages["thread"]}
        for name, path in pages.items():
            answer = await eyes.open(path)
            (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(await answer.body())

    faults = faults_of(tmp_path)
    assert not faults, "\n".join(faults)


async def test_the_checker_sees_what_is_wrong(tmp_path):
    (tmp_path / "wrong.html").write_text("<!doctype html><html lang=de><title>x</title><ul><p>x</p></ul><img src=a>")

    assert {fault.split(": ")[1] for fault in faults_of(tmp_path)} >= {"wcag/h37", "element-permitted-content"}
