"""Our WebSub hub, asked by a reader on a server of its own: what it promises, and what a stranger cannot make it do."""

import hashlib
import hmac

import pytest
from aiohttp import web

from node.inbox.upkeep import duties
from node.model.account import Actor
from node.model.draft import Draft
from node.outbox import websub
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from tests.world import start_world


class Reader:
    """A feed reader's own server: says yes when it is asked, unless told otherwise."""

    def __init__(self, node, there, host="leser.test", path="/callback"):
        self.node, self.there = node, there
        self.callback = f"{there.origin(host)}{path}"
        self.asked = []
        self.wants = True
        there.documents = Callbacks(there.documents, self)

    def answer(self, request):
        self.asked.append(dict(request.query))
        return web.Response(text=request.query.get("hub.challenge", "") if self.wants else "nein")

    async def ask(self, path="/@alice.atom", mode="subscribe", **more):
        form = {"hub.mode": mode, "hub.topic": self.node.origin + path, "hub.callback": self.callback}
        form |= {f"hub.{name}": str(value) for name, value in more.items()}
        async with self.node.session.post(self.node.url("/hub"), data=form) as answer:
            await answer.read()
        await self.node.work()
        return answer.status

    @property
    def got(self):
        return [sent for sent in self.there.deliveries if f"http://{sent.host}{sent.path}" == self.callback]


class Callbacks(dict):
    """The documents of a FakeServer, with callbacks that answer whatever query they are asked with."""

    def __init__(self, known, reader):
        super().__init__(known)
        self.readers = [*getattr(known, "readers", []), reader]

    def get(self, url, default=None):
        for reader in self.readers:
            if url.split("?")[0] == reader.callback.split("?")[0]:
                return 200, reader.answer
        return super().get(url, default)


@pytest.fixture
async def reader(node, alice, there):
    return Reader(node, there)


async def test_who_subscribes_is_asked_and_then_sent_each_change(node, alice, reader):
    assert await reader.ask(secret="geheim") == 202
    assert reader.asked[0]["hub.mode"] == "subscribe"
    assert reader.asked[0]["hub.topic"] == f"{node.origin}/@alice.atom"
    assert reader.asked[0]["hub.lease_seconds"] == str(10 * 86_400)

    post = await node.post(alice, "Neues aus dem Rathaus")

    [sent] = reader.got
    feed = await node.get("/@alice.atom", accept="*/*")
    assert sent.body == await feed.read()
    assert post.uri.encode() in sent.body
    assert sent.headers["Content-Type"] == "application/atom+xml"
    assert f'<{node.origin}/hub>; rel="hub"' in sent.headers["Link"]
    assert f'<{node.origin}/@alice.atom>; rel="self"' in sent.headers["Link"]
    signature = hmac.new(b"geheim", sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-Hub-Signature"] == f"sha256={signature}"


@pytest.mark.parametrize("path", ["/feed.rss", "/tags/markt.json", "/@alice.rss?antworten=1"])
async def test_every_feed_of_ours_can_be_subscribed_to(node, alice, reader, path):
    assert await reader.ask(path) == 202

    await node.post(alice, "Der #markt")

    assert len(reader.got) == 1
    assert "X-Hub-Signature" not in reader.got[0].headers


async def test_answers_of_citizens_reach_who_reads_a_thread(node, alice, bob, reader):
    top = await node.post(alice, "Was wünschen Sie sich?")
    assert await reader.ask(f"/@alice/{top.id}/antworten.atom") == 202

    reply = bob.reply(top.uri, "Mehr Bänke")
    await bob.deliver(reply, node)
    await node.work()

    assert "Mehr Bänke" in reader.got[-1].body.decode()


async def test_a_deletion_is_sent_as_well(node, alice, reader):
    await reader.ask()
    post = await node.post(alice, "Ein Versehen")
    await delete_post(node.node, Actor(alice), post.id)
    await node.work()

    first, second = reader.got
    assert b"Ein Versehen" in first.body
    assert b"Ein Versehen" not in second.body


@pytest.mark.parametrize("visibility", ["unlisted", "followers", "local", "direct"])
async def test_what_is_not_public_is_told_to_nobody(node, alice, reader, visibility):
    for path in ("/@alice.atom", "/feed.atom", "/tags/geheim.atom"):
        await reader.ask(path)

    await node.post(alice, "Unter uns #geheim", visibility=visibility)

    assert reader.got == []


async def test_who_did_not_ask_for_it_gets_nothing(node, alice, reader):
    reader.wants = False
    assert await reader.ask() == 202

    await node.post(alice)

    assert len(reader.asked) == 1
    assert reader.got == []
    assert await node.count("websub_subscriptions") == 0
    assert await node.count("jobs") == 0


async def test_nobody_else_can_end_a_subscription(node, alice, reader):
    await reader.ask()
    reader.wants = False
    await reader.ask(mode="unsubscribe")
    assert await node.count("websub_subscriptions") == 1

    reader.wants = True
    await reader.ask(mode="unsubscribe")

    await node.post(alice)
    assert reader.got == []


@pytest.mark.parametrize(
    ("asked", "given"), [(60, 3_600), (86_400, 86_400), (10**9, 30 * 86_400), (0, 3_600), ("", 10 * 86_400)]
)
async def test_leases_have_bounds(node, reader, asked, given):
    await reader.ask(lease_seconds=asked)

    assert reader.asked[0]["hub.lease_seconds"] == str(given)


async def test_a_subscription_ends_by_itself_and_asking_again_prolongs_it(node, alice, reader):
    await reader.ask(lease_seconds=3_600)
    node.clock.move(minutes=50)
    await reader.ask(lease_seconds=3_600)
    node.clock.move(minutes=50)
    await node.post(alice, "Eins")
    assert len(reader.got) == 1

    node.clock.move(minutes=50)
    await node.post(alice, "Zwei")

    assert len(reader.got) == 1
    await duties(node.node)["tidy"][1]()
    assert await node.count("websub_subscriptions") == 0


async def test_what_did_not_arrive_is_sent_again(node, alice, reader, there):
    await reader.ask()
    there.fails[reader.callback] = lambda _: web.Response(status=503)
    await node.post(alice, "Eins")
    await node.post(alice, "Zwei")
    assert reader.got == []

    del there.fails[reader.callback]
    node.clock.move(minutes=5)
    await node.work()

    assert b"Eins" in reader.got[0].body and b"Zwei" in reader.got[0].body
    assert len(reader.got) == 1  # it has the newest already


@pytest.mark.parametrize("how", ["gone", "silent for days"])
async def test_a_dead_callback_is_forgotten(node, alice, reader, there, how):
    await reader.ask()
    there.fails[reader.callback] = lambda _: web.Response(status=410 if how == "gone" else 500)
    await node.post(alice)
    if how == "silent for days":
        node.clock.move(days=2)
        await duties(node.node)["tidy"][1]()
        assert await node.count("websub_subscriptions") == 1
        node.clock.move(days=1, minutes=1)
        await duties(node.node)["tidy"][1]()

    assert await node.count("websub_subscriptions") == 0


async def test_when_the_channel_goes_its_readers_are_told_so(node, alice, reader):
    await reader.ask()
    await node.post(alice)

    await delete_account(node.node, Actor(alice))
    await node.work()

    assert reader.asked[-1]["hub.mode"] == "denied"
    assert reader.asked[-1]["hub.topic"] == f"{node.origin}/@alice.atom"
    assert await node.count("websub_subscriptions") == 0


async def test_a_callback_keeps_its_own_query(node, alice, there):
    reader = Reader(node, there, path="/callback?id=7")
    await reader.ask()

    assert reader.asked[0]["id"] == "7"
    assert await node.count("websub_subscriptions") == 1


# What a stranger cannot make us do (T-096)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"hub.mode": "publish"}, 400),
        ({"hub.mode": ""}, 400),
        ({"hub.topic": "https://elsewhere.example/feed"}, 404),
        ({"hub.topic": "{origin}/@nobody.atom"}, 404),
        ({"hub.topic": "{origin}/@alice"}, 404),
        ({"hub.topic": "{origin}/@alice.atom?vor=5"}, 404),
        ({"hub.topic": "{origin}/suche.atom?q=x"}, 404),
        ({"hub.topic": "{origin}/@alice/5/antworten.atom"}, 404),
        ({"hub.callback": ""}, 400),
        ({"hub.callback": "ftp://leser.test/"}, 400),
        ({"hub.callback": "http://10.0.0.1/"}, 400),
        ({"hub.callback": "https://169.254.169.254/latest/meta-data"}, 400),
        ({"hub.callback": "https://[::1]/"}, 400),
        ({"hub.callback": "https://[::1"}, 400),
        ({"hub.callback": "http://user:word@leser.test/"}, 400),
        ({"hub.callback": "{origin}/api/v1/statuses"}, 400),
        ({"hub.callback": "http://leser.test/#there"}, 400),
        ({"hub.callback": "http://leser.test/" + "x" * 2_000}, 400),
        ({"hub.lease_seconds": "-1"}, 400),
        ({"hub.lease_seconds": "ewig"}, 400),
        ({"hub.lease_seconds": "9" * 40}, 400),
        ({"hub.secret": "ä" * 100}, 400),
    ],
)
async def test_a_bad_request_asks_nobody_anything(node, alice, there, changed, status):
    form = {
        "hub.mode": "subscribe",
        "hub.topic": f"{node.origin}/@alice.atom",
        "hub.callback": f"{there.origin('leser.test')}/callback",
        **{name: value.replace("{origin}", node.origin) for name, value in changed.items()},
    }
    async with node.session.post(node.url("/hub"), data=form) as answer:
        assert answer.status == status, await answer.text()
    await node.work()

    assert there.requests == []
    assert await node.count("websub_subscriptions") == 0


async def test_only_forms_are_taken(node, alice):
    async with node.session.post(node.url("/hub"), json={"hub.mode": "subscribe"}) as answer:
        assert answer.status == 400
    assert (await node.get("/hub", accept="text/html")).headers["Location"] == "/feeds"


async def test_the_same_request_does_not_wait_twice(node, alice, there):
    form = {
        "hub.mode": "subscribe",
        "hub.topic": f"{node.origin}/@alice.atom",
        "hub.callback": f"{there.origin('leser.test')}/callback",
    }
    statuses = []
    for _ in range(3):
        async with node.session.post(node.url("/hub"), data=form) as answer:
            statuses.append(answer.status)
    await node.work()

    assert statuses == [202, 409, 409]
    assert len(there.requests) == 1


async def test_one_address_cannot_have_us_ask_without_end(database_url, clock, there, tmp_path):
    async with start_world("here.test", database_url, clock, there, tmp_path, limits={"enabled": True}) as node:
        statuses = []
        for number in range(65):
            form = {
                "hub.mode": "subscribe",
                "hub.topic": f"{node.origin}/feed.atom",
                "hub.callback": f"{there.origin(f'h{number}.test')}/callback",
            }
            async with node.session.post(node.url("/hub"), data=form) as answer:
                statuses.append(answer.status)

    assert 429 in statuses
    assert statuses.count(202) <= 61


async def test_a_feed_has_only_so_many_readers(node, alice, there, monkeypatch):
    monkeypatch.setattr(websub, "MOST_OF_FEED", 2)
    readers = [Reader(node, there, host=f"leser{number}.test") for number in range(3)]

    assert [await each.ask() for each in readers] == [202, 202, 429]
    assert await readers[0].ask(lease_seconds=7_200) == 202  # who is one already may stay


async def test_each_of_many_readers_is_told(node, alice, there, monkeypatch):
    monkeypatch.setattr(websub, "_AT_ONCE", 2)
    readers = [Reader(node, there, f"leser{number}.test") for number in range(5)]
    for each in readers:
        await each.ask()

    await node.post(alice, "Neues")
    await node.work()

    assert [len(each.got) for each in readers] == [1] * 5


async def test_who_keeps_the_corrections_is_told_of_each_and_of_nothing_else(node, alice, reader):  # S18
    assert await reader.ask("/berichtigungen.atom") == 202
    assert await reader.ask("/@alice/berichtigungen.json") == 202
    post = await node.post(alice, "Sitzung um 17 Uhr")
    before = len(reader.got)

    await edit(node.node, Actor(alice), post.id, Draft(text="Sitzung um 18 Uhr", correction="18 statt 17 Uhr"))
    await node.work()

    assert before == 0
    assert ["Sitzung um 18 Uhr" in sent.body.decode() for sent in reader.got] == [True, True]
