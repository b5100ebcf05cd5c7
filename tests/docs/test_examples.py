"""The examples of the documentation are true: each is taken out of its page and run against a node."""

import asyncio
import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from node.model.account import Actor, Kind
from node.model.grant import Part
from node.model.place import Place
from node.outbox.archive.write import write_archive
from node.outbox.connectors.webhook import sign
from node.outbox.dumps import begin_dump
from node.tenants.grants import Grants
from node.tenants.registry import Registry
from node.tenants.serving import Tenants
from tests.clients.conftest import token_for
from tests.media import photos
from tests.npm import NODE
from tests.towns import town
from tests.web.mastodon.app import App
from tests.web.mastodon.uploads import sent
from tests.world import start_world

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("developers/*.md"))
ORIGIN = "https://social.musterhausen.example"
PROGRAMS = {
    # Asked for three seconds, a stream has not ended; everything else that is no success ends curl with an error
    "sh": ("bash", "-euo", "pipefail", "-c"),
    "python": (sys.executable, "-W", "error", "-c"),
    "js": (str(NODE), "--input-type=module", "--eval"),
}
CUT_OFF = 28
"""How curl ends when `--max-time` is over."""


def examples(page: Path) -> list[tuple[str, str]]:
    """Language and text of each block of code."""
    return re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", page.read_text(encoding="utf-8"))


@pytest.fixture
async def musterhausen(database_url, clock, there, tmp_path):
    """A town that has said something of each kind, with a dump of last night and an archive of its channel."""
    async with start_world(
        "127.0.0.1",
        database_url,
        clock,
        there,
        tmp_path,
        tenancy=lambda node: Tenants(Registry(node.config), clock=clock, catalogs=node.catalogs),
        organizations=[town(channels=["stadt"])],
    ) as world:
        stadt = await world.create("stadt", kind=Kind.ORGANIZATION, display_name="Stadt Musterhausen")
        post = await world.post(stadt, "Der Stadtrat berät über den #Haushalt.", language="de")
        bob = there.actor("bob")
        question = bob.reply(post.uri, "Kommt das als Video?")
        await bob.deliver(question, world)
        await begin_dump(world.node, "2026-11-29")
        await world.work()
        await write_archive(world.node, Actor(stadt), tmp_path / "stadt.tar.gz")
        yield world, await token_for(world, stadt)


async def run(language, text, world, token, folder):
    grants = Grants(world.node.config.tenants.dir)
    granted = {f"{part.name}_TOKEN": grants.add(part, "Land", world.clock())[1] for part in Part}
    (folder / ".curlrc").write_text("fail\nshow-error\n", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *PROGRAMS[language],
        text.replace(ORIGIN, world.origin),
        cwd=folder,
        env={**os.environ, **granted, "TOKEN": token, "CURL_HOME": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="NO CURL: nobody has tried the examples. apt install curl")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_every_example_does_what_it_says(page, musterhausen, tmp_path):
    world, token = musterhausen
    tried = [(language, text) for language, text in examples(page) if language in PROGRAMS]

    results = [(text, *await run(language, text, world, token, tmp_path)) for language, text in tried]

    assert tried
    wrong = [
        (text, code, err)
        for text, code, out, err in results
        if code != (CUT_OFF if "--max-time" in text else 0) or not out.strip()
    ]
    assert wrong == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name.endswith(".de.md")], ids=lambda page: page.name)
def test_both_languages_have_the_same_examples(page):
    assert examples(page) == examples(page.with_name(page.name.replace(".de.", ".en.")))


async def test_an_app_builds_its_news_from_the_open_interface_alone(musterhausen, tmp_path):  # row 105
    world, token = musterhausen
    stadt = await world.store.read(lambda tx: tx.accounts.find_by_handle("stadt", None))
    app = App(world, token)
    picture = await sent(app, photos.jpeg(), description="Der Markt von oben")
    place = Place(name="Marktplatz", latitude=51.5, longitude=7.25)
    files = await world.store.read(lambda tx: tx.uploads.own(stadt.id, [int(picture["id"])]))
    await world.post(stadt, "Markttag am Samstag. #Markt", language="de", place=place, media=tuple(files.values()))
    [program] = [text for _, text in examples(DOCS / "developers/quickstart.de.md") if "category" in text]

    code, out, err = await run("python", program, world, token, tmp_path)

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "#markt" in lines
    assert "#haushalt" in lines
    assert any("Stadt Musterhausen: Markttag am Samstag." in line for line in lines)
    assert "    @ Marktplatz 51.5 7.25" in lines
    [shown] = [line for line in lines if "Der Markt von oben" in line]
    assert (await world.get(shown.split()[0], accept="*/*")).status == 200


@pytest.mark.parametrize("secret", ["ein-geheimnis", "whsec_c2VjcmV0"])
def test_the_example_for_webhooks_knows_a_genuine_message_from_a_forged_one(secret):
    [program] = [text for language, text in examples(DOCS / "developers/webhooks.de.md") if language == "python"]
    names: dict = {}
    exec(program, names)
    now = int(time.time())

    def headers(at, body):
        return {
            "webhook-id": "1",
            "webhook-timestamp": str(at),
            "webhook-signature": sign(secret, "1", at, body),
        }

    assert names["is_genuine"](secret, headers(now, b"{}"), b"{}")
    assert not names["is_genuine"](secret, headers(now, b"{}"), b'{"forged": true}')
    assert not names["is_genuine"](secret, headers(now - 600, b"{}"), b"{}")
