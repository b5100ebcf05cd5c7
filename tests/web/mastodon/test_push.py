"""Web Push: an app subscribes, a push service of somebody else carries what is told, and only the app can read it."""

import json
import os
from base64 import b64encode, urlsafe_b64decode

import http_ece
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from node.federation.webpush import base64url
from node.model.notification import NotificationPolicy, Treatment
from node.model.visibility import Visibility
from node.outbox.push import ensure_vapid
from node.web.auth import hash_of
from tests.builders import make_follow
from tests.web.mastodon.app import app_of

EVERYTHING = dict.fromkeys(
    ("mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "admin.report"), True
)
ADDRESS = "/api/v1/push/subscription"


class Phone:
    """An app on somebody's telephone, and the push service that reaches it: `there` plays the service."""

    def __init__(self, there, app, name: str = "alice") -> None:
        self.there = there
        self.app = app
        self.endpoint = f"{there.origin('push.test')}/send/{name}"
        self.key, self.secret = generate_private_key(SECP256R1()), os.urandom(16)

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def form(self, *, standard: bool = True, alerts=EVERYTHING, policy: str = "all") -> dict:
        keys = {"p256dh": base64url(self.point), "auth": b64encode(self.secret).decode()}
        asked = {"endpoint": self.endpoint, "keys": keys, "standard": standard}
        return {"subscription": asked, "data": {"alerts": alerts, "policy": policy}}

    async def subscribe(self, **choices):
        return await self.app.post(ADDRESS, self.form(**choices))

    @property
    def sent(self):
        return [each for each in self.there.deliveries if each.path.startswith("/send/")]

    def messages(self) -> list[dict]:
        return [json.loads(self.read(each)) for each in self.sent]

    def read(self, sent) -> bytes:
        if sent.headers["Content-Encoding"] == "aes128gcm":
            return http_ece.decrypt(sent.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        keys = dict(part.split("=", 1) for part in sent.headers["Crypto-Key"].split(";"))
        return http_ece.decrypt(
            sent.body,
            salt=_data(sent.headers["Encryption"].removeprefix("salt=")),
            private_key=self.key,
            dh=_data(keys["dh"]),
            auth_secret=self.secret,
            version="aesgcm",
        )

    def answer(self, status: int, **headers: str) -> None:
        self.there.fails[self.endpoint] = lambda _sent: web.Response(status=status, headers=headers)


def _data(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
async def phone(there, app) -> Phone:
    """Alice's."""
    return Phone(there, app)


async def test_an_app_subscribes_changes_its_mind_and_leaves(node, phone, app, anybody):
    made = await phone.subscribe(alerts={"mention": "1", "favourite": "false", "unheard of": True})
    assert (made["endpoint"], made["standard"], made["policy"]) == (phone.endpoint, True, "all")
    assert {name for name, wanted in made["alerts"].items() if wanted} == {"mention"}
    assert made["server_key"] == (await anybody.get("/api/v2/instance"))["configuration"]["vapid"]["public_key"]
    assert await app.get(ADDRESS) == made

    changed = await app.ask("PUT", ADDRESS, data={"data[alerts][follow]": "true", "data[policy]": "followed"})
    assert changed.body == await app.get(ADDRESS)
    assert {name for name, wanted in changed.body["alerts"].items() if wanted} == {"follow"}
    assert (changed.body["policy"], changed.body["id"]) == ("followed", made["id"])

    again = await phone.subscribe()
    assert again["id"] != made["id"]
    assert await node.count("push_subscriptions") == 1
    assert (await app.ask("DELETE", ADDRESS)).body == {}
    for method in ("GET", "PUT"):
        gone = await app.ask(method, ADDRESS)
        assert (gone.status, gone.body["error"]) == (404, "Record not found")
    assert (await app.ask("DELETE", ADDRESS)).status == 200


@pytest.mark.parametrize("standard", [True, False])
async def test_a_mention_reaches_the_app_and_nobody_between_can_read_it(node, alice, carl, phone, standard):
    await phone.subscribe(standard=standard)

    post = await node.post(carl, "Kommst du ins Freibad, @alice?")

    [sent] = phone.sent
    assert phone.messages() == [
        {
            "access_token": "",
            "preferred_locale": "de",
            "notification_id": (told := (await node.store.read(lambda tx: tx.notifications.page(alice.id)))[0]).id,
            "notification_type": "mention",
            "icon": node.url("/avatars/original/missing.png"),
            "title": "Carl hat Sie erwähnt",
            "body": "Kommst du ins Freibad, @alice?",
        }
    ]
    assert told.post.post.id == post.id
    assert (sent.headers["TTL"], sent.headers["Urgency"]) == ("172800", "high")
    assert sent.headers["Content-Encoding"] == ("aes128gcm" if standard else "aesgcm")
    for secret in (b"Freibad", b"Carl", b"mention", phone.app.secret.encode()):
        assert secret not in sent.body + json.dumps(dict(sent.headers)).encode()
    assert await node.count("jobs") == 0


async def test_a_message_is_in_the_language_of_the_person(node, alice, carl, phone, app, carls):
    await node.store.write(lambda tx: tx.db.run("UPDATE logins SET language = 'en'"))
    await phone.subscribe()

    await carls.post(f"/api/v1/accounts/{alice.id}/follow")
    await node.work()

    [message] = phone.messages()
    assert (message["title"], message["preferred_locale"]) == ("Carl follows you", "en")


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_what_is_not_for_everybody_is_not_quoted_on_a_locked_screen(node, alice, carl, phone, visibility):
    await phone.subscribe()

    await node.post(carl, "Geheim, @alice", summary="Geheim", visibility=visibility)

    [message] = phone.messages()
    assert message["title"] == "Carl hat Sie erwähnt"
    assert message["body"] == "Zum Lesen öffnen Sie bitte die App."


async def test_a_long_text_is_cut_and_a_warning_stands_for_it(node, alice, carl, phone):
    await phone.subscribe()

    await node.post(carl, "@alice " + "lang " * 100)
    await node.post(carl, "@alice Mörder ist der Gärtner", summary="Krimi")

    long, warned = phone.messages()
    assert (len(long["body"]), long["body"][-1]) == (140, "…")
    assert warned["body"] == "Krimi"


async def test_only_what_was_asked_for_is_told(node, alice, carl, phone, carls):
    await phone.subscribe(alerts={"favourite": True})
    post = await node.post(alice, "Gefällt das?")

    await node.post(carl, "@alice ja")
    await carls.post(f"/api/v1/statuses/{post.id}/reblog")
    await carls.post(f"/api/v1/statuses/{post.id}/favourite")
    await node.work()

    assert [each["notification_type"] for each in phone.messages()] == ["favourite"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("all", {"carl", "dora", "emil"}), ("followed", {"dora"}), ("follower", {"emil"}), ("none", set())],
)
async def test_the_policy_says_of_whom(node, alice, carl, phone, policy, expected):
    dora, emil = await node.create("dora"), await node.create("emil")
    await make_follow(node.store, alice, dora)
    await make_follow(node.store, emil, alice)
    await phone.subscribe(policy=policy)

    for author in (carl, dora, emil):
        await node.post(author, f"{author.name}: hallo @alice")

    assert {each["body"].partition(":")[0] for each in phone.messages()} == expected


async def test_whom_one_mutes_blocks_or_filters_is_not_told_of(node, alice, carl, phone, app):
    dora, emil = await node.create("dora"), await node.create("emil")
    await phone.subscribe()
    await app.post(f"/api/v1/accounts/{carl.id}/mute")
    await app.post(f"/api/v1/accounts/{dora.id}/block")
    strict = NotificationPolicy(for_not_following=Treatment.FILTER)
    await node.store.write(lambda tx: tx.notification_rules.save_policy(alice.id, strict))

    for author in (carl, dora, emil):
        await node.post(author, "Hallo @alice")

    assert phone.sent == []
    assert await node.count("notifications") == 1


async def test_a_subscription_ends_with_its_token(node, alice, carl, phone):
    await phone.subscribe()
    access = await node.store.read(lambda tx: tx.oauth.find_access(hash_of(phone.app.secret), tx.now))

    await node.store.write(lambda tx: tx.oauth.end_token(access.token.id))
    await node.post(carl, "Hallo @alice")

    assert phone.sent == []
    assert await node.count("push_subscriptions") == 0


async def test_a_disabled_person_is_not_told_though_the_job_waits(node, alice, carl, phone):
    await phone.subscribe()
    phone.answer(503)
    await node.post(carl, "Hallo @alice")
    phone.there.fails.clear()

    await node.store.write(lambda tx: tx.db.run("UPDATE logins SET disabled_at = 1"))
    node.clock.move(hours=1)
    await node.work()

    assert phone.sent == []
    assert await node.count("jobs") == 0


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_subscription_that_the_service_does_not_know_is_forgotten(node, alice, carl, phone, status):
    await phone.subscribe()
    phone.answer(status)

    await node.post(carl, "Hallo @alice")

    assert await node.count("push_subscriptions") == await node.count("jobs") == 0


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_service_in_trouble_is_asked_again_when_it_says(node, alice, carl, phone, status):
    await phone.subscribe()
    phone.answer(status, **{"Retry-After": "7200"})
    await node.post(carl, "Hallo @alice")
    phone.there.fails.clear()

    node.clock.move(minutes=90)
    await node.work()
    assert phone.sent == []
    node.clock.move(minutes=40)
    await node.work()

    assert [each["notification_type"] for each in phone.messages()] == ["mention"]
    assert await node.count("push_subscriptions") == 1


async def test_what_is_two_days_old_is_no_news(node, alice, carl, phone):
    await phone.subscribe()
    phone.answer(500)
    await node.post(carl, "Hallo @alice")
    phone.there.fails.clear()

    node.clock.move(hours=49)
    await node.work()

    assert phone.sent == []
    assert await node.count("jobs") == 0


async def test_an_endpoint_that_leads_inside_is_forgotten(node, alice, carl, phone, there):
    """The guard judges again with each message: a name may have come to mean another address (T-246)."""
    await phone.subscribe()
    await node.store.write(lambda tx: tx.db.run("UPDATE push_subscriptions SET endpoint = 'https://10.0.0.1/x'"))

    await node.post(carl, "Hallo @alice")

    assert await node.count("push_subscriptions") == 0
    assert phone.sent == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 400),
        ({"endpoint": ""}, 422),
        ({"endpoint": "https://10.0.0.1/x"}, 422),
        ({"endpoint": "http://push.example/x"}, 422),
        ({"endpoint": "https://localhost/x"}, 422),
        ({"endpoint": "https://push.example:5432/x"}, 422),
        ({"endpoint": "ftp://push.example/x"}, 422),
        ({"endpoint": "https://push.example/" + "x" * 3_000}, 422),
        ({"keys": {}}, 422),
        ({"keys": {"p256dh": base64url(b"\4" + bytes(64)), "auth": base64url(bytes(16))}}, 422),
        ({"keys": {"p256dh": "ü", "auth": base64url(bytes(16))}}, 422),
        ({"keys": "x"}, 422),
    ],
)
async def test_what_cannot_be_a_subscription_is_refused(node, phone, app, change, status):
    form = phone.form()
    form["subscription"] = form["subscription"] | change if change else None

    answer = await app.ask("POST", ADDRESS, json=form)

    assert answer.status == status
    assert await node.count("push_subscriptions") == 0


async def test_other_odd_values_are_refused_too(node, phone, app):
    short = phone.form()
    short["subscription"]["keys"]["auth"] = base64url(bytes(15))

    assert (await app.ask("POST", ADDRESS, json=short)).status == 422
    assert (await app.ask("POST", ADDRESS, json=phone.form(policy="whoever"))).status == 422
    assert await node.count("push_subscriptions") == 0


async def test_only_a_person_with_the_right_to_subscribes(node, alice, phone, anybody):
    reads = await app_of(node, alice, "read", "write")

    for method in ("POST", "GET", "PUT", "DELETE"):
        assert (await anybody.ask(method, ADDRESS, json=phone.form())).status == 401
        refused = await reads.ask(method, ADDRESS, json=phone.form())
        assert (refused.status, refused.body["error"]) == (403, "This action is outside the authorized scopes")


async def test_each_token_has_its_own(node, alice, carl, phone, carls, there):
    other = Phone(there, carls, "carl")
    await phone.subscribe()
    await other.subscribe()

    await carls.ask("DELETE", ADDRESS)
    await node.post(carl, "Hallo @alice")

    assert [each.path for each in phone.sent] == ["/send/alice"]


async def test_the_key_stays_the_same(node):
    before = node.node.vapid.public

    assert (await ensure_vapid(node.store)).public == before
