"""What strangers would make us connect to (M32, T-093): every door at which an address can be named, and every address that
leads where it should not. What the client itself refuses is told in `tests/federation/test_client.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from node.errors import Problem
from node.model.account import Actor
from node.outbox.lookup import find
from tests.clock import Clock
from tests.hostile.story import Scene, set_the_scene, shared, stranger
from tests.remote import ACTIVITY_JSON, PUBLIC, FakeServer
from tests.world import start_world


@dataclass
class Trap:
    """A socket on this machine, as a database has one. `touched` counts connections to it."""

    port: int
    touched: int = 0


class Names(FakeServer):
    """Its name service also knows names that lead to this machine, which are no development hosts."""

    async def resolve(self, host: str, port: int) -> list[str]:
        if host.endswith(".example"):
            return ["127.0.0.1"] if host.startswith("inside") else ["10.0.0.1", "127.0.0.1"]
        return await super().resolve(host, port)


@dataclass
class Town:
    scene: Scene
    trap: Trap
    numbers: list[int] = field(default_factory=list)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The scene, where only `*.test` are development hosts; and something on this machine that must not be touched."""
    trap = Trap(0)

    async def touched(_: asyncio.StreamReader, to_there: asyncio.StreamWriter) -> None:
        trap.touched += 1
        to_there.close()

    server = await asyncio.start_server(touched, "127.0.0.1", 0)
    trap.port = server.sockets[0].getsockname()[1]
    folder = tmp_path_factory.mktemp("town")
    settings = {"federation": {"development_hosts": ["*.test"]}}
    async with (
        server,
        Names() as there,
        start_world("here.test", f"sqlite:///{folder / 'node.sqlite3'}", Clock(), there, folder, **settings) as world,
    ):
        yield Town(await set_the_scene(world, there), trap)


ADDRESSES = [
    "http://127.0.0.1:{port}/x",
    "https://127.0.0.1:{port}/x",
    "http://127.1:{port}/x",
    "http://2130706433:{port}/x",
    "http://0x7f000001:{port}/x",
    "http://0177.0.0.1:{port}/x",
    "http://127.0.0.1.:{port}/x",
    "http://０x7f.1:{port}/x",
    "http://①②⑦.0.0.1:{port}/x",
    "http://0.0.0.0:{port}/x",
    "http://[::1]:{port}/x",
    "http://[::ffff:127.0.0.1]:{port}/x",
    "http://[::ffff:7f00:1]:{port}/x",
    "http://[64:ff9b::7f00:1]:{port}/x",
    "http://localhost:{port}/x",
    "https://LOCALHOST:{port}/x",
    "https://musterhausen.localhost:{port}/x",
    "https://inside.example:{port}/x",
    "https://mixed.example:{port}/x",
    "http://inside.example:{port}/x",
    "http://there.test@127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}#@there.test/x",
    "http://127.0.0.1:{port}\\@there.test/x",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/x",
    "https://192.168.0.1:{port}/x",
    "https://172.16.0.1/x",
    "https://100.64.0.1/x",
    "https://198.18.0.1/x",
    "https://printer/x",
    "https://db.internal:{port}/x",
    "https://inside.example:6379/x",
    "https://inside.example:22/x",
    "ftp://there.test/x",
    "gopher://127.0.0.1:{port}/_x",
    "file:///etc/passwd",
    "data:application/activity+json,{{}}",
    "unix:/var/run/docker.sock",
    "//127.0.0.1:{port}/x",
]

Door = Callable[[Scene, str], Awaitable[object]]


async def _deliver(scene: Scene, activity: dict[str, Any], **more: Any) -> object:
    return await scene.bob.deliver(activity, scene.node, **more)


async def _as_actor(scene: Scene, url: str) -> object:
    return await _deliver(scene, {**scene.bob.follow(scene.alice), "actor": url, "id": None})


async def _as_inbox(scene: Scene, url: str) -> object:
    zoe = stranger(scene)
    zoe.more.update(inbox=url, endpoints={"sharedInbox": url}, outbox=url, featured=url, followers=url)
    return await zoe.deliver(zoe.follow(scene.alice), scene.node)


async def _as_pictures(scene: Scene, url: str) -> object:
    pictures = [{"type": "Image", "mediaType": "image/png", "url": url}, {"type": "Document", "href": url}]
    tags = [
        {"type": "Emoji", "name": ":x:", "icon": {"type": "Image", "url": url}},
        {"type": "Hashtag", "href": url, "name": "#x"},
    ]
    note = scene.bob.note(attachment=pictures, image=url, icon=url, tag=tags, preview=url)
    return await _deliver(scene, scene.bob.create(note))


async def _as_everything_a_note_names(scene: Scene, url: str) -> object:
    tag = [
        {"type": "Mention", "href": url},
        {"type": "Link", "href": url, "mediaType": ACTIVITY_JSON, "rel": "_misskey_quote"},
    ]
    note = scene.bob.note(
        inReplyTo=url, context=url, conversation=url, replies=url, likes=url, shares=url, quote=url, quoteUrl=url,
        quoteAuthorization=url, tag=tag, to=[PUBLIC, url], generator=url, location=url, url=url,
    )  # fmt: skip
    return await _deliver(scene, scene.bob.create(note))


async def _as_alias_and_move(scene: Scene, url: str) -> object:
    update = {**scene.bob.document(), "alsoKnownAs": [url], "movedTo": url, "icon": {"url": url}, "url": url}
    await _deliver(scene, scene.bob.activity("Update", update))
    return await _deliver(scene, scene.bob.activity("Move", scene.bob.uri, target=url))


async def _as_list_of_followers(scene: Scene, url: str) -> object:
    header = f'collectionId="{scene.bob.followers}", url="{url}", digest="{"0" * 64}"'
    if not (header.isascii() and header.isprintable()):
        return None
    return await _deliver(scene, scene.bob.create(), headers={"Collection-Synchronization": header})


async def _as_handle(scene: Scene, url: str) -> object:
    host = url.partition("//")[2].partition("/")[0]
    try:
        await scene.node.node.actors.by_handle("x", host)
    except Problem:
        return None
    raise AssertionError(f"somebody was found at {host}")


async def _as_search(scene: Scene, url: str) -> object:
    try:
        found = await find(scene.node.node, Actor(scene.alice), url)
    except Problem:
        return None
    assert not found.accounts and not found.posts
    return None


DOORS: dict[str, Door] = {
    "keyId": lambda s, url: _deliver(s, s.bob.follow(s.alice), key_id=url),
    "actor": _as_actor,
    "inbox": _as_inbox,
    "object of a Create": lambda s, url: _deliver(s, s.bob.activity("Create", url, to=[PUBLIC])),
    "object of an Announce": lambda s, url: _deliver(s, s.bob.activity("Announce", url, to=[PUBLIC])),
    "object in an envelope": lambda s, url: _deliver(
        s, s.bob.activity("Announce", {"type": "Create", "actor": url, "object": url}, to=[PUBLIC])
    ),
    "object of an Update": lambda s, url: _deliver(s, s.bob.activity("Update", url)),
    "object of an Add": lambda s, url: _deliver(s, s.bob.activity("Add", url, target=f"{s.bob.uri}/featured")),
    "instrument of a QuoteRequest": lambda s, url: _deliver(
        s, s.bob.activity("QuoteRequest", s.post.uri, instrument=url)
    ),
    "pictures": _as_pictures,
    "what a note names": _as_everything_a_note_names,
    "aliases, and where one moves to": _as_alias_and_move,
    "list of followers": _as_list_of_followers,
    "handle": _as_handle,
    "search": _as_search,
}


@shared
@pytest.mark.parametrize("url", ADDRESSES)
async def test_no_door_leads_into_our_own_network(town: Town, url: str) -> None:
    """T-093: not a connection is made, whoever names the address and wherever."""
    scene, address = town.scene, url.format(port=town.trap.port)
    before = len(scene.there.requests)

    for name, door in DOORS.items():
        try:
            await door(scene, address)
        except Problem as problem:  # our own signing refuses what cannot stand in a header
            assert "keyId" in name or "key" in problem.reason
        await scene.node.work()

    assert town.trap.touched == 0
    asked = [each for each in scene.there.requests[before:] if each[0] == "GET"]
    assert [each for _, each in asked if each.endswith("/x")] == []


@shared
async def test_a_delivery_is_not_made_to_where_an_inbox_must_not_be(town: Town) -> None:
    """Even if such an address had come into the store, the guard stands before each request."""
    scene = town.scene
    account = await scene.known(scene.carol)
    inbox = f"http://127.0.0.1:{town.trap.port}/inbox"
    sql = "UPDATE accounts SET inbox = ?, shared_inbox = ? WHERE id = ?"
    await scene.node.store.write(lambda tx: tx.db.run(sql, inbox, inbox, account.id))
    await scene.carol.deliver(scene.carol.follow(scene.alice), scene.node)

    await scene.node.work()

    assert town.trap.touched == 0


REDIRECTS = [
    "http://127.0.0.1:{port}/x",
    "http://[::1]:{port}/x",
    "https://inside.example:{port}/x",
    "http://169.254.169.254/latest/",
    "file:///etc/passwd",
    "//127.0.0.1:{port}/x",
]


@shared
@pytest.mark.parametrize("url", REDIRECTS)
async def test_no_door_leads_there_by_a_detour(town: Town, url: str) -> None:
    """T-093: what is named is a host like any other; it sends us on."""
    scene = town.scene
    named = f"{scene.eve.origin}/detour/{scene.there.number()}"
    scene.there.documents[named] = (
        200,
        lambda _: web.Response(status=302, headers={"Location": url.format(port=town.trap.port)}),
    )

    for door in DOORS.values():
        await door(scene, named)
        await scene.node.work()

    assert town.trap.touched == 0


async def test_a_redirect_to_another_servers_document_proves_nothing(fresh: Scene) -> None:
    """The final address must be on the id's origin: an open redirect at bob's must not make eve's words his."""
    forged = {**fresh.bob.note("Nie gesagt."), "id": f"{fresh.bob.uri}/posts/999"}
    fresh.there.documents[f"{fresh.bob.uri}/posts/999"] = (
        200,
        lambda _: web.Response(status=302, headers={"Location": f"{fresh.eve.origin}/forged"}),
    )
    fresh.there.serve(forged, at=f"{fresh.eve.origin}/forged")
    before = await fresh.stored()

    await fresh.eve.deliver(
        fresh.eve.activity("Announce", {"type": "Create", "actor": fresh.bob.uri, "object": forged}), fresh.node
    )
    await fresh.bob.deliver(fresh.bob.activity("Create", forged["id"], to=[PUBLIC]), fresh.node)
    await fresh.node.work()

    assert await fresh.outcome() == "refused: the document's id is not on the server that sent it"
    assert await fresh.stored() == before


async def test_our_own_addresses_are_not_fetched_in_any_spelling(fresh: Scene) -> None:
    """T-072: a node that asks itself believes itself."""
    before = await fresh.stored()

    for spelling in (
        fresh.post.uri,
        fresh.post.uri.replace("here.test", "HERE.TEST"),
        fresh.post.uri.replace("here.test", "here.test."),
        fresh.post.uri.replace("http:", "HTTP:"),
    ):
        with pytest.raises(Problem):
            await fresh.node.node.objects.fetch(spelling)
    detour = f"{fresh.bob.uri}/posts/555"
    fresh.there.documents[detour] = (200, lambda _: web.Response(status=302, headers={"Location": fresh.post.uri}))
    with pytest.raises(Problem):
        await fresh.node.node.objects.fetch_post(detour)

    assert await fresh.stored() == before
