"""Quotes with consent (FEP-044f) among people here, as apps see them."""

import pytest

from node.model.visibility import Visibility
from tests.builders import make_follow, make_post
from tests.web.mastodon.app import app_of
from tests.web.mastodon.test_scheduled import SCHEDULED, plan

STATUSES = "/api/v1/statuses"


async def quote(app, post_id, text="Lesenswert.", **more):
    return await app.post(STATUSES, {"status": text, "quoted_status_id": post_id, **more})


async def told(app):
    return [(each["type"], each.get("status", {}).get("id")) for each in await app.get("/api/v1/notifications")]


async def test_what_may_be_quoted_is_quoted_at_once(node, app, carls, anybody):
    post = await carls.post(STATUSES, {"status": "Neue Radwege", "quote_approval_policy": "public"})

    made = await quote(app, post["id"])

    assert post["quote_approval"]["current_user"] == "automatic"
    assert made["quote"]["state"] == "accepted"
    assert made["quote"]["quoted_status"]["id"] == post["id"]
    assert made["content"].startswith('<p class="quote-inline">RE: <a href="')
    assert post["url"] in made["content"]
    assert (await anybody.get(f"{STATUSES}/{post['id']}"))["quotes_count"] == 1
    assert [each["id"] for each in await carls.get(f"{STATUSES}/{post['id']}/quotes")] == [made["id"]]
    assert ("quote", made["id"]) in await told(carls)


async def test_the_stamp_and_the_post_can_be_fetched_by_others(node, app, carls):
    post = await carls.post(STATUSES, {"status": "Neue Radwege"})
    made = await quote(app, post["id"])

    note = await node.json(made["uri"])
    stamp = await node.json(note["quoteAuthorization"])

    assert note["quote"] == note["quoteUri"] == note["quoteUrl"] == note["_misskey_quote"] == post["uri"]
    assert [each["href"] for each in note["tag"] if each["type"] == "Link"] == [post["uri"]]
    assert stamp["type"] == "QuoteAuthorization"
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (made["uri"], post["uri"])


async def test_a_quote_within_a_quote_is_only_named(node, app, carls):
    first = await carls.post(STATUSES, {"status": "Eins"})
    second = await quote(app, first["id"], "Zwei")

    third = await quote(carls, second["id"], "Drei")

    assert third["quote"]["quoted_status"]["id"] == second["id"]
    assert third["quote"]["quoted_status"]["quote"] == {"state": "accepted", "quoted_status_id": first["id"]}


@pytest.mark.parametrize("policy", ["nobody", "followers"])
async def test_what_its_author_does_not_let_be_quoted_is_as_if_it_were_not_there(node, app, carls, policy):
    post = await carls.post(STATUSES, {"status": "Nur für uns", "quote_approval_policy": policy})

    answer = await app.ask("POST", STATUSES, json={"status": "Doch", "quoted_status_id": post["id"]})

    assert answer.status == 404
    assert answer.body["error"] == "The post you are trying to quote does not appear to exist."
    assert (await app.get(f"{STATUSES}/{post['id']}"))["quote_approval"]["current_user"] == "denied"


async def test_followers_may_where_the_author_says_so(node, app, carls, alice, carl):
    await make_follow(node.store, alice, carl)
    post = await carls.post(STATUSES, {"status": "Für alle, die folgen", "quote_approval_policy": "followers"})

    made = await quote(app, post["id"])

    assert (await app.get(f"{STATUSES}/{post['id']}"))["quote_approval"]["current_user"] == "automatic"
    assert made["quote"]["state"] == "accepted"


async def test_private_and_blocked_posts_are_not_quoted(node, app, carls, alice, carl):
    private = await carls.post(STATUSES, {"status": "Geheim @alice", "visibility": "direct"})
    public = await carls.post(STATUSES, {"status": "Offen"})
    await node.store.write(lambda tx: tx.blocks.add(carl.id, alice.id, uri="", now=tx.now))

    for post_id in (private["id"], public["id"], "17"):
        answer = await app.ask("POST", STATUSES, json={"status": "x", "quoted_status_id": post_id})
        assert answer.status == 404
    assert await node.count("quotes") == 0


async def test_a_quote_shows_only_what_its_reader_may_read(node, app, carls, anybody, alice, carl):
    """T-140"""
    own = await app.post(STATUSES, {"status": "Für Folgende", "visibility": "private"})
    quoting = await quote(app, own["id"], "Noch einmal für @carl", visibility="private")

    seen = await carls.get(f"{STATUSES}/{quoting['id']}")

    assert quoting["quote"]["state"] == "accepted"
    assert seen["quote"] == {"state": "unauthorized", "quoted_status": None}
    assert "Für Folgende" not in str(seen)


async def test_a_private_post_is_quoted_no_wider_than_it_is(node, app, anybody):
    own = await app.post(STATUSES, {"status": "Für Folgende", "visibility": "private"})

    made = await quote(app, own["id"], visibility="public")

    assert made["visibility"] == "private"
    assert (await anybody.ask("GET", f"{STATUSES}/{made['id']}")).status == 404


async def test_whom_the_reader_blocks_or_mutes_is_folded_away(node, app, carls, alice, carl):
    dora = await node.create("dora")
    post = await carls.post(STATUSES, {"status": "Von Carl"})

    doras = await app_of(node, dora)
    made = await quote(doras, post["id"])

    await app.post(f"/api/v1/accounts/{carl.id}/mute")
    muted = await app.get(f"{STATUSES}/{made['id']}")
    await app.post(f"/api/v1/accounts/{carl.id}/block")
    blocked = await app.get(f"{STATUSES}/{made['id']}")

    assert muted["quote"]["state"] == "muted_account"
    assert blocked["quote"]["state"] == "blocked_account"
    assert blocked["quote"]["quoted_status"]["id"] == post["id"]


async def test_a_revoked_quote_is_no_longer_shown(node, app, carls, anybody):
    post = await carls.post(STATUSES, {"status": "Neue Radwege"})
    made = await quote(app, post["id"])
    stamp_uri = (await node.json(made["uri"]))["quoteAuthorization"]

    forbidden = await app.ask("POST", f"{STATUSES}/{post['id']}/quotes/{made['id']}/revoke")
    revoked = await carls.post(f"{STATUSES}/{post['id']}/quotes/{made['id']}/revoke")

    assert forbidden.status == 404
    assert revoked["quote"] == {"state": "revoked", "quoted_status": None}
    assert (await anybody.get(f"{STATUSES}/{post['id']}"))["quotes_count"] == 0
    assert await carls.get(f"{STATUSES}/{post['id']}/quotes") == []
    assert (await node.get(stamp_uri)).status == 404
    assert "quoteAuthorization" not in await node.json(made["uri"])


async def test_what_was_quoted_and_is_deleted_is_said_to_be(node, app, carls):
    post = await carls.post(STATUSES, {"status": "Bald weg"})
    made = await quote(app, post["id"])

    await carls.ask("DELETE", f"{STATUSES}/{post['id']}")

    assert (await app.get(f"{STATUSES}/{made['id']}"))["quote"] == {"state": "deleted", "quoted_status": None}


async def test_a_deleted_quote_no_longer_counts(node, app, carls):
    post = await carls.post(STATUSES, {"status": "Bleibt"})
    made = await quote(app, post["id"])

    await app.ask("DELETE", f"{STATUSES}/{made['id']}")

    assert (await carls.get(f"{STATUSES}/{post['id']}"))["quotes_count"] == 0
    assert await node.count("quotes") == 0


async def test_an_edit_keeps_the_quote(node, app, carls):
    post = await carls.post(STATUSES, {"status": "Neue Radwege"})
    made = await quote(app, post["id"])

    edited = (await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "Sehr lesenswert."})).body

    assert edited["quote"]["quoted_status"]["id"] == post["id"]
    assert edited["content"].startswith('<p class="quote-inline">')
    assert "Sehr lesenswert." in edited["content"]


async def test_a_scheduled_quote_asks_again_at_its_time(node, app, carls, alice):

    post = await carls.post(STATUSES, {"status": "Neue Radwege"})
    kept = await plan(node, app, 10, quoted_status_id=post["id"])
    await carls.ask("PUT", f"{STATUSES}/{post['id']}/interaction_policy", json={"quote_approval_policy": "nobody"})

    node.clock.move(minutes=11)
    await node.work()

    assert kept["params"]["quoted_status_id"] == post["id"]
    assert (await app.get(SCHEDULED))[0]["failure"]


async def test_lists_cost_no_more_queries_for_more_quotes(node, app, alice, carl, counted):
    posts = [await make_post(node.store, carl, f"Nummer {number}") for number in range(12)]
    for post in posts[:2]:
        await quote(app, str(post.id))
    few = await counted(app.get(f"/api/v1/accounts/{alice.id}/statuses"))
    for post in posts[2:]:
        await quote(app, str(post.id))

    many = await counted(app.get(f"/api/v1/accounts/{alice.id}/statuses"))

    assert many == few


async def test_visibility_of_local_posts_stays_in_the_house(node, app, alice):
    own = await app.post(STATUSES, {"status": "Intern", "local_only": True})

    made = await quote(app, own["id"], visibility="public")

    post = (await node.views(int(made["id"]), viewer=alice.id))[0].post
    assert post.visibility is Visibility.LOCAL


@pytest.mark.parametrize("visibility", ["direct", "private"])
async def test_a_private_post_that_quotes_a_local_one_is_not_shown_to_all_in_the_house(node, app, carl, visibility):
    own = await app.post(STATUSES, {"status": "Intern", "local_only": True})

    answer = await app.ask(
        "POST", STATUSES, json={"status": "Für @carl", "quoted_status_id": own["id"], "visibility": visibility}
    )

    assert answer.status == 422
