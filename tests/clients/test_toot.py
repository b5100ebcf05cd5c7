"""toot, the client for the terminal."""

import asyncio
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from node.model.account import Actor
from node.outbox.follow import follow
from tests.clients.conftest import token_for
from tests.clients.toot_process import run as run_toot
from tests.media import photos


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture(scope="module")
def beside():
    """One process for all commands: starting Python for each takes longer than all the rest."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield process


@pytest.fixture
async def toot(town, stadt, beside, tmp_path: Path):
    """Logged in as the town; runs one command and returns what it prints."""
    host = town.origin.removeprefix("http://")
    user = {"instance": host, "username": "stadt", "access_token": await token_for(town, stadt)}
    app = {"instance": host, "base_url": town.origin, "client_id": "x", "client_secret": "x"}
    config = tmp_path / "config" / "toot" / "config.json"
    config.parent.mkdir(parents=True)
    config.write_text(
        json.dumps({"apps": {host: app}, "users": {f"stadt@{host}": user}, "active_user": f"stadt@{host}"})
    )

    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONWARNINGS": "ignore"}

    async def run(*words: str) -> str:
        code, printed = await asyncio.get_running_loop().run_in_executor(beside, run_toot, words, environment)
        assert code == 0, printed
        return printed

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


async def test_it_writes_with_pictures_polls_warnings_and_for_later(town, stadt, toot, tmp_path):
    picture = tmp_path / "rathaus.jpg"
    picture.write_bytes(photos.jpeg())
    words = ["--visibility", "unlisted", "--spoiler-text", "Bau", "--sensitive", "--language", "de", "--json"]

    made = json.loads(
        await toot("post", "Unser Rathaus", "--media", str(picture), "--description", "Das Rathaus", *words)
    )
    alone = json.loads(await toot("upload", str(picture), "--description", "Noch einmal", "--json"))
    poll = ["--poll-option", "Markt", "--poll-option", "Park", "--poll-expires-in", "1 day", "--json"]
    asked = json.loads(await toot("post", "Wohin?", *poll))
    thread = json.loads(await toot("post", "Und noch etwas", "--reply-last", "--json"))
    later = json.loads(await toot("post", "Morgen", "--scheduled-in", "2 hours", "--json"))

    [shown] = made["media_attachments"]
    assert (made["visibility"], made["spoiler_text"], made["sensitive"]) == ("unlisted", "Bau", True)
    assert (made["language"], shown["description"], alone["description"]) == ("de", "Das Rathaus", "Noch einmal")
    assert [option["title"] for option in asked["poll"]["options"]] == ["Markt", "Park"]
    assert later["params"]["text"] == "Morgen"
    assert thread["in_reply_to_id"] == asked["id"]
    assert "Markt" in await toot("polls", "show", asked["poll"]["id"])


async def test_it_votes_keeps_pins_and_takes_everything_back(town, stadt, toot):
    anna = await town.create("anna")
    ends = town.clock() + timedelta(hours=1)
    asked = await town.post(anna, "Wann?", options=("Heute", "Morgen"), closes_at=ends)
    own = json.loads(await toot("post", "Vom Amt", "--json"))

    voted = json.loads(await toot("polls", "vote", str(asked.id), "0", "--json"))
    for act in ("favourite", "reblog", "bookmark"):
        await toot(act, str(asked.id))
    assert "Wann?" in await toot("bookmarks")
    assert "Wann?" in await toot("timelines", "favourites")
    assert "stadt" in await toot("reblogged-by", str(asked.id))
    for act in ("unfavourite", "unreblog", "unbookmark"):
        await toot(act, str(asked.id))
    await toot("pin", own["id"])
    pinned = json.loads(await toot("status", own["id"], "--json"))["pinned"]
    await toot("unpin", own["id"])
    await toot("delete", own["id"])

    assert (voted["own_votes"], pinned) == ([0], True)
    [view] = await town.views(asked.id, viewer=stadt.id)
    assert (view.has_liked, view.has_boosted, view.has_bookmarked) == (False, False, False)
    assert await town.find_post(own["uri"]) is None


async def test_it_looks_at_people_and_keeps_them_away(town, there, stadt, toot):
    await town.create("anna")
    await toot("follow", "anna")

    assert "anna" in await toot("whois", "anna")
    assert "bob" in await toot("search", "--resolve", there.actor("bob").uri)
    assert "stadt" in await toot("followers", "anna")
    await toot("unfollow", "anna")
    assert "stadt" not in await toot("followers", "anna")
    for act, listed, back in (("block", "blocked", "unblock"), ("mute", "muted", "unmute")):
        await toot(act, "anna")
        assert "anna" in await toot(listed)
        await toot(back, "anna")
        assert "anna" not in await toot(listed)


async def test_it_changes_the_profile_and_lets_followers_in(town, stadt, toot, tmp_path):
    picture = tmp_path / "wappen.jpg"
    picture.write_bytes(photos.jpeg())
    changes = ["--display-name", "Die Stadt", "--note", "Hier", "--locked", "--bot", "--discoverable"]

    changed = json.loads(
        await toot(
            "update-account", *changes, "--avatar", str(picture), "--privacy", "unlisted", "--language", "de", "--json"
        )
    )
    for name in ("anna", "bert"):
        account = await town.create(name)
        await follow(town.node, Actor(account), stadt.id)
    waiting = await toot("follow-requests", "list")
    await toot("follow-requests", "accept", "anna")
    await toot("follow-requests", "reject", "bert")

    assert (changed["display_name"], changed["locked"], changed["bot"]) == ("Die Stadt", True, True)
    assert (changed["source"]["privacy"], changed["source"]["language"]) == ("unlisted", "de")
    assert ("anna" in waiting, "bert" in waiting) == (True, True)
    assert (await toot("follow-requests", "list")).strip() == ""
    assert "anna" in await toot("followers", "stadt")


async def test_it_reads_every_timeline_and_the_node(town, stadt, toot):
    anna = await town.create("anna")
    post = await town.post(anna, "@stadt Heute #Markt")
    await toot("follow", "anna")
    await toot("favourite", str(post.id))

    for timeline in (["home"], ["public"], ["tag", "markt"], ["account", "anna"], ["trending"]):
        assert "Heute" in await toot("timelines", *timeline), timeline
    assert "Musterhausen" in await toot("instance")
    assert "stadt@" in await toot("auth")
    assert "4.7.0" in await toot("diag", "--server")
    assert "Markt" in await toot("tags", "info", "markt")
    assert "Heute" in await toot("notifications", "--type", "mention")
    assert "Heute" not in await toot("notifications", "--exclude-type", "mention")
    await toot("notifications", "--clear")
    assert "Heute" not in await toot("notifications")


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
    assert "Garten" in await toot("tags", "followed")
    assert "Markt" in await toot("tags", "featured")
    await toot("lists", "remove", "Nachbarn", "anna")
    assert "anna" not in await toot("lists", "accounts", "Nachbarn")
    await toot("lists", "delete", "Nachbarn")
    assert "Nachbarn" not in await toot("lists", "list")
