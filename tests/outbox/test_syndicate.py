"""Posts are copied to other platforms: never before they are public here, once each, changed and taken back with them (A03)."""

import base64
import hmac
import json
from contextlib import AsyncExitStack
from hashlib import sha256

import pytest
from aiohttp import web

from node.errors import Refused
from node.model.account import Actor
from node.model.draft import Draft
from node.model.media import Media
from node.model.syndication import CopyState
from node.outbox.connectors.bluesky import record_key
from node.outbox.copying import SYNDICATE, begin
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.syndicate import greet
from tests.builders import make_post
from tests.platforms import TOKEN, Bluesky, Hook, Mastodon
from tests.world import start_world


@pytest.fixture
async def hook():
    async with Hook() as platform:
        yield platform


@pytest.fixture
async def mastodon():
    async with Mastodon() as platform:
        yield platform


@pytest.fixture
async def bluesky():
    async with Bluesky() as platform:
        yield platform


@pytest.fixture
async def start(database_url, clock, there, tmp_path):
    """Starts our node with these connectors of alice."""
    secret = tmp_path / "secret"
    secret.write_text(TOKEN + "\n", encoding="utf-8")
    async with AsyncExitStack() as stack:

        async def started(*connectors):
            usual = {"channel": "alice", "secret_file": str(secret)}
            settings = [{"key": each["kind"], **usual, **each} for each in connectors]
            return await stack.enter_async_context(
                start_world("here.test", database_url, clock, there, tmp_path, connectors=settings)
            )

        yield started


def to(platform, kind, **more):
    return {"kind": kind, "url": platform.origin, **more}


async def copies(node):
    found = await node.store.read(lambda tx: tx.syndications.page())
    return [(each.connector, each.state) for each in found]


async def copy_of(node, post):
    ((copy,),) = (await node.store.read(lambda tx: tx.syndications.of_posts([post.id]))).values()
    return copy


async def test_a_copy_is_made_only_once_the_post_is_publicly_fetchable(start, hook):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")
    answers = []
    post = await publish(node.node, Actor(alice), Draft(text="Freibad offen"))

    async def look():
        answers.append((await node.get(f"/open/v1/posts/{post.id}", accept="application/json")).status)

    hook.before = look
    await node.work()

    copy = await copy_of(node, post)
    assert (copy.state, answers) == (CopyState.THERE, [200])
    assert copy.published_at < copy.fetchable_at < copy.at
    assert copy.lag == copy.at - post.published_at


async def test_nothing_is_sent_while_the_post_cannot_be_fetched(start, hook, there):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")
    there.down.add("here.test")  # as seen from our own node

    post = await node.post(alice)

    copy = await copy_of(node, post)
    assert (copy.state, copy.tries, hook.asked) == (CopyState.WAITING, 1, [])
    there.down.clear()
    node.clock.move(minutes=2)
    await node.work()
    assert (await copy_of(node, post)).state is CopyState.THERE


async def test_a_message_is_signed_as_standard_webhooks_say(start, hook):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")

    post = await node.post(alice, "Freibad offen #sommer")

    [(headers, body)] = hook.messages
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(TOKEN.encode(), signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    message = json.loads(body)
    assert message["type"] == "post.created"
    assert (message["data"]["url"], message["data"]["text"]) == (post.url, "Freibad offen #sommer")
    assert (message["data"]["channel"], message["data"]["tags"]) == ("alice", ["sommer"])


async def test_a_message_names_the_pictures_with_their_descriptions(start, hook):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")
    picture = Media(
        id=node.store.ids.new(), url=f"{node.origin}/media/a.webp", mime="image/webp", description="Das Becken"
    )
    post = await make_post(node.store, alice, media=(picture,))
    await node.store.write(begin, node.node.config.connectors, post, alice)

    await node.work()

    [(_, body)] = hook.messages
    [said] = json.loads(body)["data"]["media"]
    assert said == {"url": picture.url, "type": "image/webp", "description": "Das Becken"}


async def test_a_message_that_is_sent_again_has_the_same_id(start, hook):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")
    hook.deaf = 2  # the client itself asks twice

    await node.post(alice)
    node.clock.move(minutes=2)
    await node.work()

    ids = {headers["webhook-id"] for headers, _ in hook.messages}
    assert (len(hook.messages), len(ids)) == (3, 1)
    assert await copies(node) == [("webhook", CopyState.THERE)]


@pytest.mark.parametrize("visibility", ["unlisted", "followers", "local"])
async def test_only_public_posts_are_copied(start, hook, visibility):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")

    await node.post(alice, visibility=visibility)

    assert (await copies(node), hook.asked) == ([], [])


async def test_answers_and_posts_of_others_are_not_copied(start, hook):
    node = await start(to(hook, "webhook"))
    alice, carl = await node.create("alice"), await node.create("carl")

    post = await node.post(carl)
    await node.post(alice, in_reply_to_id=post.id)

    assert (await copies(node), hook.asked) == ([], [])


async def test_a_copy_on_mastodon_leads_back_and_follows_its_post(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")

    post = await node.post(alice, "Das Freibad ist offen. " * 40, language="de")
    made = dict(mastodon.statuses["1"])
    await edit(node.node, Actor(alice), post.id, Draft(text="Das Freibad ist zu."))
    await node.work()
    changed = dict(mastodon.statuses["1"])
    await delete_post(node.node, Actor(alice), post.id)
    await node.work()

    assert made["said"]["status"].endswith(f"…\n\n{post.url}")
    assert len(made["said"]["status"]) - len(post.url) + 23 <= 500
    assert (made["said"]["language"], made["said"]["visibility"]) == ("de", "public")
    assert changed["said"]["status"] == f"Das Freibad ist zu.\n\n{post.url}"
    assert mastodon.statuses == {}
    copy = await copy_of(node, post)
    assert (copy.state, copy.withdrawn_at is None, copy.url) == (CopyState.WITHDRAWN, False, made["url"])
    assert await copies(node) == []  # of what is gone nothing is told


@pytest.mark.parametrize("remembers", [True, False])
async def test_a_copy_whose_making_nobody_heard_of_is_found_again(start, mastodon, remembers):
    """As after kill -9 between the other side's answer and our commit; an hour later it has forgotten the key."""
    mastodon.remembers = remembers
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    post = await node.post(alice)
    made = await copy_of(node, post)

    async def forget(tx):
        await tx.db.run("UPDATE syndications SET state = 'waiting', remote_id = '', at = NULL, lag = NULL")
        await tx.db.run(
            "INSERT INTO jobs (id, kind, args, due_at) VALUES (?, ?, ?, 0)",
            tx.ids.new(),
            SYNDICATE,
            json.dumps({"syndication": str(made.id)}),
        )

    await node.store.write(forget)
    await node.work()

    again = await copy_of(node, post)
    assert len(mastodon.statuses) == 1
    assert (again.state, again.remote_id) == (CopyState.THERE, made.remote_id)


async def test_what_was_deleted_before_anybody_heard_of_its_copy_is_taken_back(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    mastodon.deaf = 2
    post = await node.post(alice)
    assert len(mastodon.statuses) == 1

    await delete_post(node.node, Actor(alice), post.id)
    node.clock.move(minutes=2)
    await node.work()

    assert mastodon.statuses == {}
    assert (await copy_of(node, post)).state is CopyState.WITHDRAWN


async def test_a_post_that_goes_before_its_copy_is_never_copied(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    post = await publish(node.node, Actor(alice), Draft(text="Ein Versehen"))

    await delete_post(node.node, Actor(alice), post.id)
    await node.work()

    assert ("POST /api/v1/statuses" in mastodon.asked, mastodon.statuses) == (False, {})
    assert (await copy_of(node, post)).state is CopyState.WITHDRAWN


async def test_a_platform_that_asks_to_wait_is_asked_later(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    mastodon.fails(429, **{"Retry-After": "1800"})

    post = await node.post(alice)
    node.clock.move(minutes=29)
    await node.work()
    early = len(mastodon.asked)
    node.clock.move(minutes=2)
    await node.work()

    copy = await copy_of(node, post)
    assert (early, copy.state, copy.why) == (1, CopyState.THERE, "")
    assert copy.lag.total_seconds() > 1800


async def test_a_platform_that_fails_for_long_is_given_up(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    mastodon.fails(503, times=50)

    post = await node.post(alice)
    for _ in range(12):
        node.clock.move(hours=8)
        await node.work()

    copy = await copy_of(node, post)
    assert (copy.state, "503" in copy.why, len(mastodon.asked)) == (CopyState.FAILED, True, 8)


async def test_a_refused_login_is_not_tried_again(start, mastodon, tmp_path):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    (tmp_path / "secret").write_text("wrong", encoding="utf-8")

    post = await node.post(alice)
    node.clock.move(hours=8)
    await node.work()

    copy = await copy_of(node, post)
    assert (copy.state, len(mastodon.asked)) == (CopyState.FAILED, 1)
    assert "does not accept the login" in copy.why
    with pytest.raises(Refused):
        await greet(node.node, node.node.config.connectors.find("mastodon"))


async def test_a_secret_that_is_not_there_is_named_and_nothing_is_sent(start, mastodon, tmp_path):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    (tmp_path / "secret").unlink()

    post = await node.post(alice)

    copy = await copy_of(node, post)
    assert (copy.state, mastodon.asked) == (CopyState.FAILED, [])
    assert copy.why.startswith("The secret of the connector mastodon cannot be read")


async def test_a_copy_on_bluesky_leads_back_by_link_and_card(start, bluesky):
    node = await start(to(bluesky, "bluesky", user="stadt.example"))
    alice = await node.create("alice")

    post = await node.post(alice, "Grüße aus dem Freibad! " * 30, language="de")

    copy = await copy_of(node, post)
    [(key, record)] = bluesky.records.items()
    text = record["text"].encode()
    [facet] = record["facets"]
    linked = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
    assert f"http://{linked}" == post.url == facet["features"][0]["uri"] == record["embed"]["external"]["uri"]
    assert len(record["text"]) <= 300
    assert (record["$type"], record["langs"]) == ("app.bsky.feed.post", ["de"])
    assert (key, copy.remote_id) == (record_key(copy.id), key)
    assert len(key) == 13


async def test_on_bluesky_links_and_hashtags_stand_where_their_bytes_are(start, bluesky):
    node = await start(to(bluesky, "bluesky", user="stadt.example"))
    alice = await node.create("alice")

    await node.post(alice, f"Grüße 👨‍👩‍👧‍👦 #Öffnungszeiten https://bad.example/ü?x=1&y=2 #{'z' * 90}")

    [record] = bluesky.records.values()
    text = record["text"].encode()
    marked = [text[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode() for each in record["facets"]]
    assert marked[:2] == ["#Öffnungszeiten", "https://bad.example/ü?x=1&y=2"]
    assert record["facets"][0]["features"][0]["tag"] == "Öffnungszeiten"
    assert record["facets"][1]["features"][0]["uri"] == "https://bad.example/ü?x=1&y=2"
    assert len(marked) == 3  # with the address at the end; the longest tag is none there
    assert "tags" not in record


async def test_bluesky_gets_the_pictures_with_their_descriptions(start, bluesky, hook):
    node = await start(to(bluesky, "bluesky", user="stadt.example"))
    alice = await node.create("alice")
    files = {"/becken.webp": b"RIFF", "/gross.webp": b"x" * 1_000_001}

    async def answer(request):
        return web.Response(body=files[request.path], content_type="image/webp")

    hook.answer = answer
    media = tuple(
        Media(id=node.store.ids.new(), url=f"{hook.origin}{path}", mime="image/webp", description="Das Becken")
        for path in files
    )
    post = await make_post(node.store, alice, media=media)
    await node.store.write(lambda tx: tx.db.run("UPDATE media SET account_id = ?", alice.id))  # as uploads of ours
    await node.store.write(begin, node.node.config.connectors, post, alice)

    await node.work()

    [record] = bluesky.records.values()
    [image] = record["embed"]["images"]
    assert image["alt"] == "Das Becken"
    assert list(bluesky.blobs.values()) == [b"RIFF"]  # what is too large there stays here
    assert post.url.endswith(record["text"].rpartition("/")[2])


async def test_a_copy_on_mastodon_names_nobody_else(start, mastodon):
    """@carl would be somebody of that server."""
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    await node.create("carl")

    await node.post(alice, "Danke an @carl und @niemand")

    said = mastodon.statuses["1"]["said"]["status"]
    assert said.startswith("Danke an @carl@here.test")
    assert "@niemand" not in said


async def test_bluesky_gets_no_second_record_and_none_back_after_deleting(start, bluesky):
    node = await start(to(bluesky, "bluesky", user="stadt.example"))
    alice = await node.create("alice")
    bluesky.trouble = [None]
    post = await publish(node.node, Actor(alice), Draft(text="Freibad offen"))
    bluesky.before = lambda: bluesky.__setattr__("deaf", 2) if len(bluesky.asked) == 2 else None
    await node.work()
    first = len(bluesky.records)
    node.clock.move(minutes=2)
    await node.work()
    second = (len(bluesky.records), (await copy_of(node, post)).state)

    await delete_post(node.node, Actor(alice), post.id)
    await node.work()

    assert (first, second, bluesky.records) == (1, (1, CopyState.THERE), {})


def test_keys_of_records_are_sorted_as_our_numbers_are():
    numbers = [1 << 16, (1 << 16) + 1, 5 << 16, 1_790_000_000_000 << 16, (1_790_000_000_000 << 16) + 900]

    keys = [record_key(number) for number in numbers]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


async def test_each_connector_has_its_own_copy_and_its_own_fate(start, mastodon, hook):
    node = await start(to(mastodon, "mastodon"), to(hook, "webhook"))
    alice = await node.create("alice")
    mastodon.trouble = [web.json_response({"error": "Text is too long"}, status=422)]

    await node.post(alice)

    assert sorted(await copies(node)) == [("mastodon", CopyState.FAILED), ("webhook", CopyState.THERE)]
    trouble = await node.store.read(lambda tx: tx.syndications.last_trouble())
    assert "Text is too long" in trouble["mastodon"]


async def test_a_connector_that_is_configured_no_longer_makes_no_copy(start, mastodon, hook):
    node = await start(to(hook, "webhook"))
    alice = await node.create("alice")
    post = await publish(node.node, Actor(alice), Draft(text="Freibad offen"))
    await node.store.write(lambda tx: tx.db.run("UPDATE syndications SET connector = 'other'"))

    await node.work()

    assert ((await copy_of(node, post)).state, hook.asked) == (CopyState.FAILED, [])


async def test_trying_a_connector_says_as_whom_one_is_known(start, mastodon, bluesky, hook):
    node = await start(to(mastodon, "mastodon"), to(bluesky, "bluesky", user="stadt.example"), to(hook, "webhook"))

    found = [await greet(node.node, each) for each in node.node.config.connectors]

    assert found == [f"{mastodon.origin}/@stadt", "stadt.example", hook.origin]
    assert json.loads(hook.messages[0][1])["type"] == "ping"


@pytest.mark.parametrize("url", ["http://10.0.0.1", "http://169.254.169.254/latest", "http://[::1]:9"])
async def test_t247_no_connector_leads_into_our_own_network(start, url):
    node = await start({"kind": "mastodon", "url": url})
    alice = await node.create("alice")

    post = await node.post(alice)

    copy = await copy_of(node, post)
    assert (copy.state, copy.url) == (CopyState.FAILED, "")


async def test_an_address_that_is_none_in_the_web_is_not_shown(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    status = {"id": "1", "url": "javascript:alert(1)"}
    mastodon.trouble = [web.json_response(status)]

    post = await node.post(alice)

    copy = await copy_of(node, post)
    assert (copy.state, copy.url) == (CopyState.THERE, "")


async def test_an_answer_that_is_not_the_platforms_is_no_copy(start, mastodon):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    mastodon.trouble = [web.Response(text="<html>Willkommen im WLAN</html>")]

    post = await node.post(alice)

    assert (await copy_of(node, post)).state is CopyState.FAILED


async def test_a_platform_that_does_not_answer_is_asked_later(start, mastodon, there):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")
    there.down.add("mastodon.test")

    post = await node.post(alice)

    copy = await copy_of(node, post)
    assert (copy.state, copy.tries) == (CopyState.WAITING, 1)
    assert "cannot be resolved" in copy.why


async def test_an_error_of_ours_leaves_no_copy_waiting_for_ever(start, mastodon, monkeypatch, caplog):
    node = await start(to(mastodon, "mastodon"))
    alice = await node.create("alice")

    def broken(_original):
        raise ZeroDivisionError

    monkeypatch.setattr("node.outbox.connectors.kind.Original.digest", broken)

    post = await node.post(alice)
    for _ in range(3):
        node.clock.move(hours=1)
        await node.work()

    copy = await copy_of(node, post)
    assert (copy.state, copy.why, copy.tries) == (CopyState.FAILED, "ZeroDivisionError", 3)
    assert len(mastodon.statuses) == 1  # it was made, and found again
