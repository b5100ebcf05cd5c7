"""Who sees a post: every visibility, every kind of reader, every door a post can be seen through (T-078, T-140).

A post of Alice's answers an open one of hers, names two people, carries a picture and a hashtag. Its words, and the random
address of its picture, are looked for in all that anybody is answered or told. The client API has a matrix of its own:
`mastodon/test_privacy.py`.
"""

import contextlib
import json
from dataclasses import dataclass

import pytest

from node.model.visibility import Visibility
from tests.builders import make_follow
from tests.remote import ACTIVITY_JSON
from tests.web.browser import Browser, person
from tests.web.mastodon.app import app_of
from tests.web.mastodon.listening import Socket
from tests.web.mastodon.uploads import sent

SECRET = "Geheimsache"
PUBLIC, UNLISTED, FOLLOWERS, DIRECT, LOCAL = (
    Visibility.PUBLIC,
    Visibility.UNLISTED,
    Visibility.FOLLOWERS,
    Visibility.DIRECT,
    Visibility.LOCAL,
)
MEMBERS = ("stranger", "follower", "mentioned", "blocked")


@dataclass
class Secret:
    """What must not be seen: `words` and the name of the picture's file."""

    post: dict
    top: dict
    picture: str

    def in_(self, text: str) -> bool:
        return SECRET in text or self.picture.rpartition("/")[2] in text


@pytest.fixture
async def app(node, alice):
    return await app_of(node, alice)


@pytest.fixture
async def members(node, alice):
    """Live here: each stands to Alice as the name says."""
    found = {name: await node.create(name) for name in MEMBERS}
    await make_follow(node.store, found["follower"], alice)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, found["blocked"].id, uri="urn:block", now=tx.now))
    return found


@pytest.fixture
async def others(node, alice, there):
    """Live elsewhere, each on a server of their own."""
    found = {name: there.actor(name, host=f"{name}.test") for name in MEMBERS}
    for actor in found.values():  # known here
        await node.node.actors.by_uri(actor.uri)
    accounts = {name: await node.account(actor.uri) for name, actor in found.items()}
    await make_follow(node.store, accounts["follower"], alice)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, accounts["blocked"].id, uri="urn:block2", now=tx.now))
    return found


async def written(app, visibility: Visibility, others=None) -> Secret:
    top = await app.post("/api/v1/statuses", {"status": "Offen"})
    picture = await sent(app, description=f"{SECRET} im Bild")
    named = "@mentioned"
    if others and visibility is not LOCAL:
        named += f" @mentioned@{others['mentioned'].origin.removeprefix('http://')}"
    post = await app.post(
        "/api/v1/statuses",
        {
            "status": f"{SECRET} #{SECRET} {named}",
            "spoiler_text": f"{SECRET}: Hinweis",
            "visibility": visibility.value if visibility is not FOLLOWERS else "private",
            "in_reply_to_id": top["id"],
            "media_ids": [picture["id"]],
        },
    )
    await app.world.work()
    return Secret(post, top, picture["url"])


# Pages

SEEN_ON_PAGES = {
    PUBLIC: {"nobody", "stranger", "follower", "mentioned"},
    UNLISTED: {"nobody", "stranger", "follower", "mentioned"},
    FOLLOWERS: {"follower", "mentioned"},
    DIRECT: {"mentioned"},
    LOCAL: {"stranger", "follower", "mentioned"},
}


@pytest.mark.parametrize("visibility", Visibility)
async def test_on_pages(node, alice, app, members, visibility):
    readers = {"nobody": Browser(node)}
    for name, account in members.items():
        await person(node, account, f"{name}@here.test")
        readers[name] = Browser(node)
        await readers[name].log_in(f"{name}@here.test")
    secret = await written(app, visibility)
    number = secret.post["id"]
    pages = [
        "/",
        "/start",
        "/lokal",
        "/oeffentlich",
        "/mitteilungen",
        "/@alice",
        f"/@alice/{number}",
        f"/@alice/{number}/verlauf",
        f"/@alice/{secret.top['id']}",
        f"/tags/{SECRET}",
    ]

    saw = {name: set() for name in readers}
    for name, browser in readers.items():
        for path in pages:
            seen = await browser.get(path)
            text = seen.page.html.replace(f"/tags/{SECRET}", "").replace(f"#{SECRET}</h1>", "").lower()
            if f"{SECRET.lower()}: hinweis" in text or secret.picture.rpartition("/")[2] in text:
                saw[name].add(path)

    saw["blocked"].discard("/")  # the front of the house shows everybody the same
    assert {name for name, where in saw.items() if where} == SEEN_ON_PAGES[visibility], saw["blocked"]
    assert all(f"/@alice/{number}" in saw[name] for name in SEEN_ON_PAGES[visibility])


# Feeds, and what stands within pages of others: everybody is nobody there, whoever they are

FED = {
    PUBLIC: {"node", "channel", "answers", "tag", "thread", "search", "embedded", "quoted", "with answers"},
    UNLISTED: {"embedded", "quoted"},
    FOLLOWERS: set(),
    DIRECT: set(),
    LOCAL: set(),
}


@pytest.mark.parametrize("visibility", Visibility)
async def test_in_feeds(node, alice, app, members, visibility):
    secret = await written(app, visibility)
    number, top = secret.post["id"], secret.top["id"]
    await person(node, alice, "alice@here.test")
    browser = Browser(node)  # her own: it makes no difference
    await browser.log_in("alice@here.test")
    doors = {
        "node": "/feed.{}",
        "channel": "/@alice.{}",
        "answers": "/@alice.{}?antworten=1",
        "tag": f"/tags/{SECRET}.{{}}",
        "thread": f"/@alice/{top}/antworten.{{}}",
        "search": f"/suche.{{}}?q={SECRET}",
    }
    pages = {
        "embedded": f"/@alice/{number}/einbetten",
        "quoted": f"/@alice/{number}/einbetten.html",
        "with answers": f"/@alice/{top}/einbetten?antworten=1",
    }

    saw = set()
    for name, path in doors.items():
        for ending in ("atom", "rss", "json"):
            text = await (await node.get(path.format(ending), accept="*/*")).text()
            if f"{SECRET}: Hinweis" in text or secret.picture.rpartition("/")[2] in text:
                saw.add(name)
    session = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for name, path in pages.items():
        answer = await node.get(path, accept="text/html", headers={"Cookie": session})
        if f"{SECRET}: Hinweis" in await answer.text():
            saw.add(name)

    assert saw == FED[visibility]
    await app.ask("DELETE", f"/api/v1/statuses/{number}")
    for path in [each.format("atom") for each in doors.values()] + list(pages.values()):
        assert f"{SECRET}: Hinweis" not in await (await node.get(path, accept="*/*")).text()


# Streams

HEARD = {
    PUBLIC: {"stranger", "follower", "mentioned"},
    UNLISTED: {"follower", "mentioned"},
    FOLLOWERS: {"follower", "mentioned"},
    DIRECT: {"mentioned"},
    LOCAL: {"stranger", "follower", "mentioned"},
}


@pytest.mark.parametrize("visibility", Visibility)
async def test_on_streams(node, app, members, visibility):
    async with contextlib.AsyncExitStack() as stack:
        sockets = {}
        for name, account in members.items():
            sockets[name] = await stack.enter_async_context(Socket(await app_of(node, account)))
            for stream in ("user", "public", "public:local", "public:media", "direct"):
                await sockets[name].say("subscribe", stream)
            for stream in ("hashtag", "hashtag:local"):
                await sockets[name].say("subscribe", stream, tag=SECRET)
            await sockets[name].settle()

        secret = await written(app, visibility)

        heard = {name: await socket.settle() for name, socket in sockets.items()}
        saw = {name for name, events in heard.items() if secret.in_(json.dumps(events))}
        assert saw == HEARD[visibility]


# ActivityPub

# What is for everybody is answered without looking at the signature: whoever is blocked can leave it out (where
# `require_signed_fetch` is on they get nothing: test_activitypub_access.py)
READ_ELSEWHERE = {
    PUBLIC: {"nobody", *MEMBERS},
    UNLISTED: {"nobody", *MEMBERS},
    FOLLOWERS: {"follower", "mentioned"},
    DIRECT: {"mentioned"},
    LOCAL: set(),
}
DELIVERED_TO = {PUBLIC: {"follower", "mentioned"}, UNLISTED: {"follower", "mentioned"}}
DELIVERED_TO |= {FOLLOWERS: {"follower", "mentioned"}, DIRECT: {"mentioned"}, LOCAL: set()}


@pytest.mark.parametrize("visibility", Visibility)
async def test_on_other_servers(node, alice, app, members, others, there, visibility):
    secret = await written(app, visibility, others)
    post = await node.store.read(lambda tx: tx.posts.find(int(secret.post["id"])))
    top = await node.store.read(lambda tx: tx.posts.find(int(secret.top["id"])))
    made = await node.store.read(lambda tx: tx.db.rows("SELECT uri FROM activities ORDER BY id"))
    paths = [
        post.uri,
        f"{post.uri}/replies",
        f"{top.uri}/replies",
        f"/contexts/{post.thread_id}",
        "/users/alice/outbox",
        "/users/alice/outbox?page=true",
        "/users/alice/collections/featured",
        *(row["uri"] for row in made),
    ]

    saw = {name: set() for name in ("nobody", *MEMBERS)}
    for path in paths:
        if secret.in_(await (await node.get(path, accept=ACTIVITY_JSON)).text()):
            saw["nobody"].add(path)
        for name in MEMBERS:
            answer = await others[name].get(node.url(path))
            if secret.in_(answer.text):
                saw[name].add(path)

    assert {name for name, where in saw.items() if where} == READ_ELSEWHERE[visibility], saw
    delivered = {name for name in MEMBERS if secret.in_(json.dumps(others[name].received()))}
    assert delivered == DELIVERED_TO[visibility]


# The picture


@pytest.mark.parametrize("visibility", Visibility)
async def test_a_pictures_address_ends_with_its_post(node, app, members, visibility):
    secret = await written(app, visibility)
    assert (await node.get(secret.picture, accept="*/*")).status == 200

    await app.ask("DELETE", f"/api/v1/statuses/{secret.post['id']}", delete_media="true")
    await node.work()

    assert (await node.get(secret.picture, accept="*/*")).status == 404
