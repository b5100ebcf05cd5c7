"""toot, the client for the terminal."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import token_for


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def toot(town, stadt, tmp_path: Path):
    """Logged in as the town; runs one command and returns what it prints."""
    host = town.origin.removeprefix("http://")
    user = {"instance": host, "username": "stadt", "access_token": await token_for(town, stadt)}
    app = {"instance": host, "base_url": town.origin, "client_id": "x", "client_secret": "x"}
    config = tmp_path / "config" / "toot" / "config.json"
    config.parent.mkdir(parents=True)
    config.write_text(
        json.dumps({"apps": {host: app}, "users": {f"stadt@{host}": user}, "active_user": f"stadt@{host}"})
    )

    async def run(*words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "toot",
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            stdin=asyncio.subprocess.DEVNULL,
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONWARNINGS": "ignore"},
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0, printed.decode()
        return printed.decode()

    return run


async def test_it_says_who_one_is(toot):
    assert "Stadt Musterhausen" in await toot("whoami")


async def test_it_posts_and_reads(town, stadt, toot):
    anna = await town.create("anna")
    await toot("post", "Der Wochenmarkt zieht um. #Markt")

    [view] = await town.views(*await town.store.read(lambda tx: tx.timelines.of_account(stadt.id)))
    assert "Wochenmarkt" in view.post.content
    assert "Wochenmarkt" in await toot("timelines", "public", "--local")
    assert "Wochenmarkt" in await toot("status", str(view.post.id))
    await town.post(anna, "@stadt Wohin?", in_reply_to_id=view.post.id)
    assert "Wohin?" in await toot("thread", str(view.post.id))
    assert "anna" in await toot("notifications")


async def test_it_follows_searches_and_reacts(town, stadt, toot):
    anna = await town.create("anna")
    post = await town.post(anna, "Hallo")

    await toot("follow", "anna")
    await toot("favourite", str(post.id))
    await toot("reblog", str(post.id))

    assert "anna" in await toot("following", "stadt")
    assert "anna" in await toot("search", "anna")
    [view] = await town.views(post.id, viewer=stadt.id)
    assert (view.has_liked, view.has_boosted) == (True, True)


async def test_it_sorts_by_lists_and_hashtags(town, stadt, toot):
    anna = await town.create("anna")
    await toot("follow", "anna")
    await town.post(anna, "Mein #Garten")

    await toot("lists", "create", "Nachbarn")
    await toot("lists", "add", "Nachbarn", "anna")
    await toot("tags", "follow", "Garten")
    await toot("tags", "feature", "Markt")

    assert "Nachbarn" in await toot("lists", "list")
    assert "anna" in await toot("lists", "accounts", "Nachbarn")
    assert "Garten" in await toot("timelines", "list", "Nachbarn")
    assert "garten" in await toot("tags", "followed")
    assert "markt" in await toot("tags", "featured")
    await toot("lists", "remove", "Nachbarn", "anna")
    assert "anna" not in await toot("lists", "accounts", "Nachbarn")
    await toot("lists", "delete", "Nachbarn")
    assert "Nachbarn" not in await toot("lists", "list")
