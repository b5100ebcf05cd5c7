"""Streams: which events come on which channel, and what is refused."""

import json
from urllib.parse import quote

import pytest

from node.model.account import Actor
from node.model.notification import NotificationPolicy, Treatment
from node.model.visibility import Visibility
from node.outbox.announcements import Notice, announce
from tests.builders import make_follow
from tests.web.mastodon.app import App, app_of
from tests.web.mastodon.listening import Events, Socket
from tests.web.mastodon.uploads import published, sent


async def test_a_new_post_arrives_at_once_by_websocket(node, alice, carl, carls):
    await make_follow(node.store, carl, alice)

    async with Socket(carls, stream="user") as socket:
        post = await node.post(alice, "Das Freibad öffnet. #Freibad")
        await socket.settle()

    [heard] = socket.heard
    assert (heard["stream"], heard["event"]) == (["user"], "update")
    assert heard["payload"]["id"] == str(post.id)
    assert heard["payload"] == await carls.get(f"/api/v1/statuses/{post.id}")


async def test_a_new_post_arrives_at_once_as_an_event(node, alice, carl, carls):
    await make_follow(node.store, carl, alice)

    async with Events(carls, "user") as events:
        post = await node.post(alice)
        name, data = await events.next()

    assert (name, json.loads(data)["id"]) == ("update", str(post.id))
    headers = events.response.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Access-Control-Allow-Origin"] == "*"


STREAMS = {
    "/api/v1/streaming/user": ("update", "notification"),
    "/api/v1/streaming/user/notification": ("notification",),
    "/api/v1/streaming/public": ("update",),
    "/api/v1/streaming/public?only_media=true": ("update",),
    "/api/v1/streaming/public/local": ("update",),
    "/api/v1/streaming/public/local?only_media=true": ("update",),
    "/api/v1/streaming/public/remote": ("update",),
    "/api/v1/streaming/public/remote?only_media=true": ("update",),
    "/api/v1/streaming/hashtag?tag=Rathaus": ("update",),
    "/api/v1/streaming/hashtag/local?tag=rathaus": ("update",),
    "/api/v1/streaming/list?list={list}": ("update",),
    "/api/v1/streaming/direct": ("conversation",),
}


@pytest.mark.parametrize("address", STREAMS)
async def test_each_channel_has_an_address(node, alice, carl, bob, app, address):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    await make_follow(node.store, alice, carl)
    await make_follow(node.store, alice, await node.account(bob.uri))
    made = await app.post("/api/v1/lists", {"title": "Rathaus"})
    await app.post(f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [str(carl.id)]})
    carls = await app_of(node, carl)
    shown = await sent(carls)
    picture = {"type": "Document", "mediaType": "image/png", "url": f"{bob.origin}/bild.png", "name": "Ein Bild"}

    async with Events(app, address.removeprefix("/api/v1/streaming/").format(list=made["id"])) as events:
        await node.post(carl, "Unter uns, @alice", visibility=Visibility.DIRECT)
        await node.post(carl, "@alice: das #Rathaus ist offen.")
        await published(carls, shown["id"], status="#Rathaus im Bild")
        await bob.deliver(bob.create(bob.note("Hallo @alice", attachment=[picture], inReplyTo=None)), node)
        await node.work()
        name, data = await events.next()

    assert name in STREAMS[address]
    assert isinstance(json.loads(data)["id"], str)
    if "only_media" in address:
        assert len(json.loads(data)["media_attachments"]) == 1
    if "remote" in address:
        assert "there.test" in json.loads(data)["account"]["acct"]
    if "local" in address:
        assert json.loads(data)["account"]["acct"] == "carl"


async def test_one_websocket_carries_many_channels(node, alice, app):
    async with Socket(app) as socket:
        for stream in ("user", "public", "public:local", "public:remote", "public:media"):
            await socket.say("subscribe", stream)
        await socket.say("subscribe", "hashtag", tag="Freibad")
        await socket.say("subscribe", "hashtag:local", tag="freibad")
        await socket.settle()
        await node.post(alice, "Offen! #Freibad")
        await socket.settle()
        assert sorted(socket.events) == [
            ("hashtag:Freibad", "update"),
            ("hashtag:local:freibad", "update"),
            ("public", "update"),
            ("public:local", "update"),
            ("user", "update"),
        ]

        await socket.say("unsubscribe", "hashtag", tag="Freibad")
        for stream in ("public", "user", "public:local"):
            await socket.say("unsubscribe", stream)
        await socket.settle()
        socket.heard.clear()
        await node.post(alice, "Zu! #Freibad")
        await socket.settle()

    assert socket.events == [("hashtag:local:freibad", "update")]


async def test_an_edit_and_a_deletion_arrive_too(node, alice, carl, app, carls):
    await make_follow(node.store, carl, alice)
    post = await node.post(alice, "Um acht.")

    async with Socket(carls, stream="user") as socket, Socket(carls, stream="public:local") as town:
        await app.ask("PUT", f"/api/v1/statuses/{post.id}", json={"status": "Um neun."})
        await app.ask("DELETE", f"/api/v1/statuses/{post.id}")
        await socket.settle()
        await town.settle()

    assert (
        [each["event"] for each in socket.heard]
        == [each["event"] for each in town.heard]
        == ["status.update", "delete"]
    )
    assert "Um neun." in socket.heard[0]["payload"]["content"]
    assert socket.heard[1]["payload"] == post.id  # a text of digits, which is JSON for a number


async def test_what_others_send_streams_and_what_is_fetched_does_not(node, alice, bob, app, there):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    await make_follow(node.store, alice, await node.account(bob.uri))

    async with Socket(app, stream="user") as socket:
        await socket.say("subscribe", "public:remote")
        await socket.settle()
        note = bob.note("Guten Morgen")
        await bob.deliver(bob.create(note), node)
        await node.work()
        await bob.deliver(
            bob.activity("Update", note | {"content": "<p>Guten Abend</p>", "updated": "2030-01-01T00:00:00Z"}), node
        )
        await node.work()
        fetched = bob.note("Von gestern")
        await app.get("/api/v2/search", q=fetched["id"], resolve="true")
        await bob.deliver(bob.activity("Delete", note["id"]), node)
        await node.work()
        await socket.settle()

    assert await node.find_post(fetched["id"]) is not None
    assert [each["event"] for each in socket.heard if each["stream"] == ["user"]] == [
        "update",
        "status.update",
        "delete",
    ]
    assert [each["event"] for each in socket.heard if each["stream"] == ["public:remote"]] == [
        "update",
        "status.update",
        "delete",
    ]


async def test_a_boost_comes_to_followers_unless_they_switched_boosts_off(node, alice, carl, carls):
    dora = await node.create("dora")
    doras, everybodys = await app_of(node, dora), await node.create("emil")
    post = await node.post(everybodys, "Weitersagen!")
    await make_follow(node.store, carl, alice)
    await make_follow(node.store, dora, alice)
    await doras.post(f"/api/v1/accounts/{alice.id}/follow", {"reblogs": False})
    alices = await app_of(node, alice)

    async with Socket(carls, stream="user") as one, Socket(doras, stream="user") as other:
        await carls.post(f"/api/v1/statuses/{post.id}/favourite")
        await alices.post(f"/api/v1/statuses/{post.id}/reblog")
        await one.settle()
        await other.settle()
        await alices.post(f"/api/v1/statuses/{post.id}/unreblog")
        await one.settle()

    assert [each["event"] for each in one.heard] == ["update", "delete"]
    assert one.heard[0]["payload"]["reblog"]["id"] == str(post.id)
    assert one.heard[0]["payload"]["reblog"]["favourited"] is True
    assert other.heard == []


async def test_notifications_come_on_two_channels(node, alice, carl, app, carls):
    async with Socket(app, stream="user:notification") as socket:
        await socket.say("subscribe", "user")
        await socket.settle()
        post = await node.post(carl, "Hallo @alice")
        await socket.settle()

    told = {each["stream"][0]: each for each in socket.heard if each["event"] == "notification"}
    assert set(told) == {"user", "user:notification"}
    assert told["user"]["payload"] == (await app.get("/api/v1/notifications"))[0]
    assert told["user"]["payload"]["status"]["id"] == str(post.id)


async def test_without_the_right_to_read_notifications_there_are_none(node, alice, carl):
    reads = await app_of(node, alice, "read:statuses")

    async with Socket(reads, stream="user") as socket:
        await socket.say("subscribe", "user:notification")
        await node.post(carl, "Hallo @alice")
        await node.post(alice, "Ich bin da.")
        await socket.settle()

    assert [each.get("event", each.get("error")) for each in socket.heard] in (
        ["Access token does not have the required scopes", "update"],
        ["update", "Access token does not have the required scopes"],
    )


async def test_a_filter_shows_in_what_is_streamed_and_a_change_is_told(node, alice, carl, carls):
    await make_follow(node.store, carl, alice)

    async with Socket(carls, stream="user") as socket:
        await carls.post(
            "/api/v2/filters",
            {
                "title": "Baden",
                "context": ["home"],
                "keywords_attributes": [{"keyword": "Freibad", "whole_word": True}],
            },
        )
        await node.post(alice, "Das Freibad öffnet.")
        await socket.settle()

    assert {"stream": ["user"], "event": "filters_changed"} in socket.heard
    [update] = [each["payload"] for each in socket.heard if each["event"] == "update"]
    assert update["filtered"][0]["filter"]["title"] == "Baden"


async def test_a_conversation_streams_to_those_in_it(node, alice, carl, app, carls):
    async with Socket(app, stream="direct") as one, Socket(carls, stream="direct") as other:
        await app.post("/api/v1/statuses", {"status": "Unter uns, @carl", "visibility": "direct"})
        await one.settle()
        await other.settle()
        [talk] = await carls.get("/api/v1/conversations")
        assert [each["payload"] for each in other.heard] == [talk]
        await carls.post(f"/api/v1/conversations/{talk['id']}/read")
        await other.settle()

    assert one.events == [("direct", "conversation")]
    assert one.heard[0]["payload"]["id"] != talk["id"]
    assert [each["payload"]["unread"] for each in other.heard] == [True, False]


async def test_announcements_reach_everybody_here(node, alice, carl, app, carls):
    hand = "👍"
    async with Socket(app, stream="user") as one, Socket(carls, stream="user") as other:
        made = await announce(node.node, Actor(node.node.itself), Notice(text="Wartung am **Freitag**"))
        await one.settle()
        await carls.ask("PUT", f"/api/v1/announcements/{made.id}/reactions/{quote(hand)}")
        await one.settle()
        await carls.ask("DELETE", f"/api/v1/announcements/{made.id}/reactions/{quote(hand)}")
        await one.settle()
        await node.store.write(lambda tx: tx.announcements.remove(made.id))
        await one.settle()
        await other.settle()

    assert one.heard == other.heard
    assert [each["event"] for each in one.heard] == [
        "announcement",
        "announcement.reaction",
        "announcement.reaction",
        "announcement.delete",
    ]
    assert (one.heard[0]["payload"]["id"], one.heard[0]["payload"]["read"]) == (str(made.id), False)
    assert one.heard[1]["payload"] == {"name": hand, "count": 1, "announcement_id": str(made.id)}
    assert one.heard[2]["payload"]["count"] == 0
    assert one.heard[3]["payload"] == made.id


async def test_what_was_filtered_comes_when_it_is_let_through(node, alice, carl, app):
    strict = NotificationPolicy(for_not_following=Treatment.FILTER)
    await node.store.write(lambda tx: tx.notification_rules.save_policy(alice.id, strict))

    async with Socket(app, stream="user") as socket:
        await socket.say("subscribe", "user:notification")
        await socket.settle()
        await node.post(carl, "Hallo @alice")
        await socket.settle()
        assert socket.heard == []
        [request] = await app.get("/api/v1/notifications/requests")
        await app.ask("POST", f"/api/v1/notifications/requests/{request['id']}/accept")
        await node.work()
        await socket.settle()

    assert sorted(socket.events) == [("user", "notifications_merged"), ("user:notification", "notifications_merged")]


async def test_a_list_streams_to_its_owner_only(node, alice, carl, app, carls):
    await make_follow(node.store, carl, alice)
    made = await carls.post("/api/v1/lists", {"title": "Rathaus", "exclusive": True})
    await carls.post(f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [str(alice.id)]})

    async with Socket(carls, stream="list", list=made["id"]) as socket, Socket(app) as other:
        await socket.say("subscribe", "user")
        await other.say("subscribe", "list", list=made["id"])
        await socket.settle()
        await other.settle()
        await node.post(alice)
        await socket.settle()
        await other.settle()

    assert socket.events == [(f"list:{made['id']}", "update")]
    assert other.heard == [{"error": "Not authorized to stream this list", "status": 401}]


@pytest.mark.parametrize("act", ["block", "mute"])
async def test_whom_one_keeps_away_is_not_streamed(node, alice, carl, carls, act):
    await make_follow(node.store, carl, alice)
    emil = await node.create("emil")
    await make_follow(node.store, carl, emil)
    await carls.post(f"/api/v1/accounts/{alice.id}/{act}")

    async with Socket(carls, stream="user") as socket:
        await socket.say("subscribe", "public")
        await socket.say("subscribe", "hashtag", tag="rat")
        await socket.settle()
        await node.post(alice, "Der #Rat tagt.")
        await node.post(emil, "Wie @alice sagt: der #Rat tagt.")
        post = await node.post(alice, "Nochmals", visibility=Visibility.UNLISTED)
        await (await app_of(node, emil)).post(f"/api/v1/statuses/{post.id}/reblog")
        await socket.settle()

    assert socket.heard == []


@pytest.mark.parametrize(
    ("path", "params", "status", "message"),
    [
        ("nonsense", {}, 404, None),
        ("list", {}, 400, "Missing list name parameter"),
        ("list", {"list": "17"}, 401, "Not authorized to stream this list"),
        ("list", {"list": "x" * 50}, 401, "Not authorized to stream this list"),
        ("hashtag", {}, 400, "Missing tag name parameter"),
        ("hashtag/local", {"tag": ""}, 400, "Missing tag name parameter"),
    ],
)
async def test_what_cannot_be_streamed_is_refused_as_mastodon_does(app, path, params, status, message):
    async with Events(app, path, **params) as events:
        body = await events.response.json()

    assert events.response.status == status
    assert message in {None, body["error"]}


async def test_without_a_good_token_nothing_is_streamed(node, alice):
    ends = {
        "nothing": (App(node), 401, "Missing access token"),
        "nonsense": (App(node, "x" * 43), 401, "The access token is invalid"),
        "no right": (await app_of(node, alice, "write"), 401, "Access token does not have the required scopes"),
    }

    for app, status, message in ends.values():
        async with Events(app, "user") as events:
            assert events.response.status == status
            assert (await events.response.json())["error"] == message
    async with Events(App(node), "public") as events:
        assert events.response.status == 401


async def test_a_stream_knows_the_token_from_wherever_an_app_can_put_it(node, alice, app):
    streaming = node.url("/api/v1/streaming")

    in_address = await node.session.ws_connect(streaming, params={"access_token": app.secret, "stream": "user"})
    as_protocol = await node.session.ws_connect(streaming, params={"stream": "user"}, protocols=[app.secret])
    await node.post(alice)

    assert (await in_address.receive_json(timeout=5))["event"] == "update"
    assert (await as_protocol.receive_json(timeout=5))["event"] == "update"
    assert as_protocol.protocol == app.secret
    await in_address.close()
    await as_protocol.close()


async def test_health_and_the_address_without_a_websocket(node, anybody):
    health = await node.session.get(node.url("/api/v1/streaming/health"))
    plain = await node.session.get(node.url("/api/v1/streaming"))

    assert (health.status, await health.text()) == (200, "OK")
    assert plain.status == 404
    urls = (await anybody.get("/api/v2/instance"))["configuration"]["urls"]
    assert urls["streaming"] == node.origin.replace("http", "ws")


async def test_messages_that_make_no_sense_change_nothing(node, alice, app):
    async with Socket(app, stream="user") as socket:
        for text in ("{", "[]", "7", '{"type": 1, "stream": {}}', '{"type": ["x"], "stream": []}', "[" * 4_000):
            await socket.raw.send_str(text)
        await node.post(alice)
        await socket.settle()

    assert socket.events == [("user", "update")]
