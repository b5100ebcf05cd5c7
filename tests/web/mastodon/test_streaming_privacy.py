"""Who hears of a post by a stream: every visibility, every kind of listener, every channel (T-078, T-140, T-236)."""

import json

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox import edit
from tests.builders import make_follow
from tests.web.mastodon.app import app_of
from tests.web.mastodon.listening import Socket

SECRET = "Geheimsache"
LISTENERS = ("author", "stranger", "follower", "mentioned", "blocked", "blocking", "muting", "requested")
PUBLIC = {"public", "public:local"}
EVERYBODY = {"author", "stranger", "follower", "mentioned", "requested"}
ALLOWED = {
    # Who hears it on a public channel or by its hashtag, and who at home
    Visibility.PUBLIC: (EVERYBODY, {"author", "follower"}),
    Visibility.UNLISTED: (set(), {"author", "follower"}),
    Visibility.FOLLOWERS: (set(), {"author", "follower"}),
    Visibility.DIRECT: (set(), {"author"}),
    Visibility.LOCAL: (EVERYBODY, {"author", "follower"}),
}
"""Whoever is named hears it as a notification, in each case."""


def openly_told(name, visibility) -> set[str]:
    """Channels on which somebody who is only named hears of an edit: the public ones."""
    return {"public", "public:local", f"hashtag:{SECRET}"} if name in ALLOWED[visibility][0] else set()


async def listeners(node, alice):
    found = {"author": await app_of(node, alice)}
    for name in LISTENERS[1:]:
        account = await node.create(name)
        found[name] = await app_of(node, account)
        if name == "follower":
            await make_follow(node.store, account, alice)
        if name == "requested":
            await make_follow(node.store, account, alice, accepted=False)
        if name == "muting":
            await make_follow(node.store, account, alice)
            await found[name].post(f"/api/v1/accounts/{alice.id}/mute")
        if name == "blocking":
            await found[name].post(f"/api/v1/accounts/{alice.id}/block")
        if name == "blocked":
            await found["author"].post(f"/api/v1/accounts/{account.id}/block")
    return found


@pytest.mark.parametrize("visibility", Visibility)
async def test_only_those_it_is_for_hear_of_it_on_any_channel(node, alice, visibility):
    apps = await listeners(node, alice)
    sockets = {name: Socket(app, stream="user") for name, app in apps.items()}
    for socket in sockets.values():
        await socket.__aenter__()
        for stream in ("user:notification", "direct", "public", "public:local", "public:remote", "public:media"):
            await socket.say("subscribe", stream)
        await socket.say("subscribe", "hashtag", tag=SECRET)
        await socket.settle()

    post = await node.post(alice, f"#{SECRET} @mentioned", visibility=visibility)
    await edit.edit(node.node, Actor(alice), post.id, Draft(text=f"#{SECRET} mehr @mentioned", visibility=visibility))

    openly, at_home = ALLOWED[visibility]
    for name, socket in sockets.items():
        await socket.settle()
        heard = {":".join(each["stream"]) for each in socket.heard if SECRET in json.dumps(each)}
        expected = set()
        if name in openly:
            expected |= {"public:local"} | (
                {"public", f"hashtag:{SECRET}"} if visibility is Visibility.PUBLIC else set()
            )
        if name in at_home:
            expected |= {"user"}
        if name == "mentioned":
            expected |= {"user", "user:notification"}
        if visibility is Visibility.DIRECT and name in {"author", "mentioned"}:
            expected |= {"direct"}
        assert heard == expected, (name, socket.heard)
        edits = {":".join(each["stream"]) for each in socket.heard if each["event"] == "status.update"}
        assert edits == (expected - {"direct"} if name != "mentioned" else expected & openly_told(name, visibility)), (
            name
        )
        await socket.__aexit__(None, None, None)


@pytest.mark.parametrize("visibility", Visibility)
async def test_only_those_who_may_have_seen_it_hear_that_it_is_gone(node, alice, visibility):
    apps = await listeners(node, alice)
    post = await node.post(alice, f"#{SECRET} @mentioned", visibility=visibility)
    sockets = {name: Socket(app, stream="user") for name, app in apps.items()}
    for socket in sockets.values():
        await socket.__aenter__()

    await apps["author"].ask("DELETE", f"/api/v1/statuses/{post.id}")

    heard = set()
    for name, socket in sockets.items():
        await socket.settle()
        heard |= {name for each in socket.heard if each["event"] == "delete" and each["payload"] == post.id}
        await socket.__aexit__(None, None, None)
    followers = {"author", "mentioned", "follower", "muting"}
    assert heard == ({"author", "mentioned"} if visibility is Visibility.DIRECT else followers)


async def test_a_host_that_one_has_muted_is_not_streamed(node, alice, bob, app):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    await make_follow(node.store, alice, await node.account(bob.uri))
    await node.store.write(lambda tx: tx.mutes.add_host(alice.id, bob.origin.split("//")[1]))

    async with Socket(app, stream="user") as socket:
        await socket.say("subscribe", "public:remote")
        await socket.settle()
        note = bob.note("Ich bin's")
        await bob.deliver(bob.create(note), node)
        await node.work()
        await socket.settle()

    assert await node.find_post(note["id"]) is not None
    assert socket.heard == []


async def test_an_answer_to_a_stranger_stays_away_from_home(node, alice, carl, carls):
    emil = await node.create("emil")
    await make_follow(node.store, carl, alice)
    theirs = await node.post(emil, "Frage")

    async with Socket(carls, stream="user") as socket:
        await node.post(alice, "Antwort", in_reply_to_id=theirs.id)
        own = await node.post(alice, "Eigenes")
        await node.post(alice, "Fortsetzung", in_reply_to_id=own.id)
        await socket.settle()

    assert ["Fortsetzung" in each["payload"]["content"] for each in socket.heard] == [False, True]
    home = await carls.get("/api/v1/timelines/home")
    assert [each["id"] for each in home] == [each["payload"]["id"] for each in reversed(socket.heard)]


async def test_home_streams_what_home_shows(node, alice, carl, carls):
    """Languages, hashtags one follows, exclusive lists: each of these rules holds for the stream as for the page."""
    emil, dora = await node.create("emil"), await node.create("dora")
    await make_follow(node.store, carl, alice)
    await make_follow(node.store, carl, dora)
    await carls.post(f"/api/v1/accounts/{alice.id}/follow", {"languages": ["de"]})
    await carls.post("/api/v1/tags/rathaus/follow")
    apart = await carls.post("/api/v1/lists", {"title": "Apart", "exclusive": True})
    await carls.post(f"/api/v1/lists/{apart['id']}/accounts", {"account_ids": [str(dora.id)]})

    async with Socket(carls, stream="user") as socket:
        await node.post(alice, "Deutsch", language="de")
        await node.post(alice, "English", language="en")
        await node.post(emil, "Aus dem #Rathaus")
        await node.post(emil, "Nur unter uns, aus dem #Rathaus", visibility=Visibility.UNLISTED)
        await node.post(dora, "Steht auf der Liste #Rathaus")
        await node.post(carl, "Ich")
        await socket.settle()

    home = await carls.get("/api/v1/timelines/home")
    assert [each["id"] for each in home] == [each["payload"]["id"] for each in reversed(socket.heard)]
    assert [each["payload"]["account"]["username"] for each in socket.heard] == ["alice", "emil", "carl"]


async def test_a_quoted_post_is_shown_to_each_reader_as_they_may_see_it(node, alice, carl, carls):
    emil = await node.create("emil")
    emils = await app_of(node, emil)
    await make_follow(node.store, carl, alice)
    await make_follow(node.store, emil, alice)
    dora = await node.create("dora")
    quoted = await node.post(dora, "Zitat")
    await carls.post(f"/api/v1/accounts/{dora.id}/block")
    alices = await app_of(node, alice)

    async with Socket(carls, stream="user") as one, Socket(emils, stream="user") as other:
        made = await alices.post("/api/v1/statuses", {"status": "Sieh an", "quoted_status_id": str(quoted.id)})
        await one.settle()
        await other.settle()

    assert one.heard[0]["payload"]["quote"] == (await carls.get(f"/api/v1/statuses/{made['id']}"))["quote"]
    assert other.heard[0]["payload"]["quote"] == (await emils.get(f"/api/v1/statuses/{made['id']}"))["quote"]
    assert one.heard[0]["payload"]["quote"] != other.heard[0]["payload"]["quote"]
