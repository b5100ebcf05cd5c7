"""Accounts in the client API: looking, searching, following, muting, noting."""

from dataclasses import replace

from node.inbox.upkeep import duties
from node.model.account import Actor
from node.model.visibility import Visibility
from node.outbox.follow import follow
from tests.builders import make_account, make_follow, make_post
from tests.web.mastodon.app import app_of

ACCOUNTS = "/api/v1/accounts"


async def test_one_sees_what_one_is(node, app, alice):
    seen = await app.get(f"{ACCOUNTS}/verify_credentials")

    assert (seen["id"], seen["acct"], seen["source"]["privacy"]) == (str(alice.id), "alice", "public")
    assert seen["avatar"].endswith("/avatars/original/missing.png")
    assert (await node.get("/avatars/original/missing.png")).status == 200
    assert (await node.get("/headers/original/missing.png")).content_type == "image/png"


async def test_without_a_token_or_its_scope_nothing_personal_is_told(node, anybody, alice):
    narrow = await app_of(node, alice, "read:statuses")

    unknown = await anybody.ask("GET", f"{ACCOUNTS}/verify_credentials")
    outside = await narrow.ask("GET", f"{ACCOUNTS}/verify_credentials")

    assert (unknown.status, outside.status) == (401, 403)


async def test_a_profile_is_changed_by_form_and_by_json(node, app):
    form = {
        "display_name": "Alice A.",
        "note": "Guten Tag",
        "locked": "1",
        "bot": "true",
        "source[privacy]": "unlisted",
        "source[sensitive]": "true",
        "source[language]": "de",
        "fields_attributes[0][name]": "Amt",
        "fields_attributes[0][value]": "https://a.test",
        "fields_attributes[1][name]": "Raum",
        "fields_attributes[1][value]": "12",
    }

    seen = (await app.ask("PATCH", f"{ACCOUNTS}/update_credentials", data=form)).body
    again = (await app.ask("PATCH", f"{ACCOUNTS}/update_credentials", json={"locked": False, "bot": "0"})).body

    assert (seen["display_name"], seen["locked"], seen["bot"]) == ("Alice A.", True, True)
    assert seen["source"]["fields"][0] == {"name": "Amt", "value": "https://a.test", "verified_at": None}
    assert 'href="https://a.test"' in seen["fields"][0]["value"]
    assert (seen["source"]["privacy"], seen["source"]["sensitive"], seen["source"]["language"]) == (
        "unlisted",
        True,
        "de",
    )
    assert (again["locked"], again["bot"], again["display_name"], again["note"]) == (
        False,
        False,
        "Alice A.",
        "<p>Guten Tag</p>",
    )
    assert (await app.get("/api/v1/preferences"))["posting:default:visibility"] == "unlisted"


async def test_words_that_mean_nothing_change_nothing(app):
    answer = await app.ask(
        "PATCH", f"{ACCOUNTS}/update_credentials", json={"display_name": "Neu", "source": {"privacy": "secret"}}
    )

    assert answer.status == 422
    assert (await app.get(f"{ACCOUNTS}/verify_credentials"))["display_name"] == ""


async def test_the_profile_of_mastodon_4_6_is_there(app):
    changed = await app.ask("PATCH", "/api/v1/profile", json={"note": "*Hallo*", "show_media": False})
    again = await app.ask("PUT", "/api/v1/profile", json={"show_media_replies": False})
    pictures = [await app.ask("DELETE", f"/api/v1/profile/{each}") for each in ("avatar", "header")]

    assert changed.body["note"] == "*Hallo*"
    assert not changed.body["show_media"]
    assert (again.body["note"], again.body["show_media_replies"]) == ("*Hallo*", False)
    assert (await app.get("/api/v1/profile"))["avatar"] is None
    assert [each.status for each in pictures] == [200, 200]


async def test_accounts_are_found_by_number_name_and_handle(node, app, anybody, alice, carl, bob):
    await node.node.actors.by_uri(bob.uri)

    known = await node.account(bob.uri)

    assert (await anybody.get(f"{ACCOUNTS}/{carl.id}"))["acct"] == "carl"
    assert (await anybody.get(f"{ACCOUNTS}/lookup", acct=node.node.addresses.handle(carl)))["id"] == str(carl.id)
    assert (await anybody.get(f"{ACCOUNTS}/lookup", acct=known.handle))["id"] == str(known.id)
    assert [each["acct"] for each in await anybody.get(ACCOUNTS, id=[carl.id, 5, "x", alice.id])] == ["carl", "alice"]
    assert [each["acct"] for each in await app.get(f"{ACCOUNTS}/search", q="car")] == ["carl"]
    assert (await anybody.ask("GET", f"{ACCOUNTS}/lookup", acct="nobody@here.test")).status == 404
    assert (await anybody.ask("GET", f"{ACCOUNTS}/search", q="car")).status == 401


async def test_what_is_no_number_is_not_found(app):
    for wrong in ("abc", "0", "-1", "9223372036854775807", "99999999999999999999999", "１２"):
        assert (await app.ask("GET", f"{ACCOUNTS}/{wrong}")).status == 404
        assert (await app.ask("POST", f"{ACCOUNTS}/{wrong}/follow")).status == 404


async def test_suspended_ones_show_their_name_only_and_deleted_ones_are_gone(node, anybody, carl):
    await node.store.write(lambda tx: tx.accounts.save(replace(carl, suspended_at=tx.now)))
    suspended = await anybody.get(f"{ACCOUNTS}/{carl.id}")
    named = await anybody.get(f"{ACCOUNTS}/lookup", acct="carl")
    posts = await anybody.get(f"{ACCOUNTS}/{carl.id}/statuses")

    await node.store.write(lambda tx: tx.accounts.save(replace(carl, deleted_at=tx.now)))
    deleted = await anybody.ask("GET", f"{ACCOUNTS}/{carl.id}")
    unnamed = await anybody.ask("GET", f"{ACCOUNTS}/lookup", acct="carl")

    assert (suspended["suspended"], suspended["display_name"], posts) == (True, "", [])
    assert named == suspended
    assert (deleted.status, unnamed.status) == (410, 404)


async def test_following_says_how_the_two_stand(app, carl):
    before = (await app.get(f"{ACCOUNTS}/relationships", id=[carl.id]))[0]

    made = await app.post(f"{ACCOUNTS}/{carl.id}/follow", {"reblogs": False, "notify": "true", "languages": ["de"]})
    changed = await app.post(f"{ACCOUNTS}/{carl.id}/follow", {"reblogs": True})
    ended = await app.post(f"{ACCOUNTS}/{carl.id}/unfollow")

    assert not before["following"]
    assert (made["following"], made["showing_reblogs"], made["notifying"], made["languages"]) == (
        True,
        False,
        True,
        ["de"],
    )
    assert (changed["showing_reblogs"], changed["notifying"]) == (True, True)
    assert (ended["following"], ended["notifying"]) == (False, False)


async def test_who_wants_to_hear_of_each_post_does(node, app, alice, carl):
    await app.post(f"{ACCOUNTS}/{carl.id}/follow", {"notify": True})

    post = await node.post(carl, "Neues")

    told = (await app.get("/api/v1/notifications"))[0]
    assert (told["type"], told["status"]["id"]) == ("status", str(post.id))


async def test_a_language_that_is_not_wanted_stays_out_of_home(node, app, carl):
    await app.post(f"{ACCOUNTS}/{carl.id}/follow", data={"languages[]": "de"})

    german = await node.post(carl, "Guten Tag", language="de")
    await node.post(carl, "Good day", language="en")

    assert [each["id"] for each in await app.get("/api/v1/timelines/home")] == [str(german.id)]


async def test_requests_to_follow_are_let_in_or_turned_away(node, app, carls, alice, carl):
    dora = await node.create("dora")
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, approves_followers=True)))
    waiting = await carls.post(f"{ACCOUNTS}/{alice.id}/follow")
    await follow(node.node, Actor(dora), alice.id)

    listed = await app.get("/api/v1/follow_requests")
    accepted = await app.post(f"/api/v1/follow_requests/{carl.id}/authorize")
    refused = await app.post(f"/api/v1/follow_requests/{dora.id}/reject")

    assert (waiting["requested"], waiting["following"]) == (True, False)
    assert [each["acct"] for each in listed] == ["dora", "carl"]
    assert (accepted["followed_by"], refused["followed_by"]) == (True, False)
    assert await app.get("/api/v1/follow_requests") == []
    assert (await app.ask("POST", f"/api/v1/follow_requests/{dora.id}/reject")).status == 404
    assert (await app.post(f"{ACCOUNTS}/{carl.id}/remove_from_followers"))["followed_by"] is False


async def test_a_mute_hides_posts_and_what_they_do_until_it_ends(node, app, carls, alice, carl, clock):
    await app.post(f"{ACCOUNTS}/{carl.id}/follow")
    made = await app.post(f"{ACCOUNTS}/{carl.id}/mute", {"duration": 3600})
    await node.post(carl, "Hallo @alice")

    hidden = await app.get("/api/v1/timelines/home"), await app.get("/api/v1/timelines/public")
    muted = await app.get("/api/v1/mutes")
    clock.move(hours=2)
    await duties(node.node)["mutes"][1]()

    assert (made["muting"], made["muting_notifications"]) == (True, True)
    assert made["muting_expires_at"] == muted[0]["mute_expires_at"]
    assert hidden == ([], [])
    assert await app.get("/api/v1/notifications") == []
    assert len(await app.get("/api/v1/timelines/home")) == 1
    assert (await app.post(f"{ACCOUNTS}/{carl.id}/unmute"))["muting"] is False


async def test_a_mute_may_leave_notifications(node, app, carl):
    made = await app.post(f"{ACCOUNTS}/{carl.id}/mute", data={"notifications": "0"})
    await node.post(carl, "Hallo @alice")

    assert (made["muting"], made["muting_notifications"]) == (True, False)
    assert [each["type"] for each in await app.get("/api/v1/notifications")] == ["mention"]


async def test_blocking_hides_each_from_the_other(node, app, carls, alice, carl):
    post = await node.post(alice, "Nur für Freunde")

    made = await app.post(f"{ACCOUNTS}/{carl.id}/block")

    assert made["blocking"]
    assert [each["acct"] for each in await app.get("/api/v1/blocks")] == ["carl"]
    assert (await carls.get(f"{ACCOUNTS}/relationships", id=alice.id))[0]["blocked_by"]
    assert (await carls.ask("GET", f"/api/v1/statuses/{post.id}")).status == 404
    assert await carls.get(f"{ACCOUNTS}/{alice.id}/statuses") == []
    assert [each["acct"] for each in await app.get(f"{ACCOUNTS}/search", q="carl")] == ["carl"]
    assert (await app.post(f"{ACCOUNTS}/{carl.id}/unblock"))["blocking"] is False


async def test_a_muted_host_is_not_seen_and_follows_with_it_end(node, app, alice, bob):
    await node.node.actors.by_uri(bob.uri)
    known = await node.account(bob.uri)
    await make_follow(node.store, alice, known)
    await make_post(node.store, known)

    await app.post("/api/v1/domain_blocks", {"domain": known.host.title()})

    standing = (await app.get(f"{ACCOUNTS}/relationships", id=[known.id]))[0]
    assert (standing["domain_blocking"], standing["following"]) == (True, False)
    assert await app.get("/api/v1/domain_blocks") == [known.host]
    assert await app.get("/api/v1/timelines/public") == []
    assert (await app.ask("DELETE", "/api/v1/domain_blocks", data={"domain": known.host})).status == 200
    assert len(await app.get("/api/v1/timelines/public")) == 1
    assert (await app.ask("POST", "/api/v1/domain_blocks", json={"domain": "not a host"})).status == 422
    assert (await app.ask("POST", "/api/v1/domain_blocks")).status == 422


async def test_a_note_is_for_ones_own_eyes(app, carls, alice, carl):
    made = await app.post(f"{ACCOUNTS}/{carl.id}/note", {"comment": "Kennt den Bürgermeister"})
    other = (await carls.get(f"{ACCOUNTS}/relationships", id=[alice.id]))[0]
    removed = await app.post(f"{ACCOUNTS}/{carl.id}/note")

    assert (made["note"], other["note"], removed["note"]) == ("Kennt den Bürgermeister", "", "")


async def test_one_recommends_only_whom_one_follows(app, anybody, alice, carl):
    early = await app.ask("POST", f"{ACCOUNTS}/{carl.id}/endorse")
    await app.post(f"{ACCOUNTS}/{carl.id}/follow")

    made = await app.post(f"{ACCOUNTS}/{carl.id}/pin")

    assert early.status == 422
    assert made["endorsed"]
    assert [each["acct"] for each in await anybody.get(f"{ACCOUNTS}/{alice.id}/endorsements")] == ["carl"]
    assert [each["acct"] for each in await app.get("/api/v1/endorsements")] == ["carl"]
    assert not (await app.post(f"{ACCOUNTS}/{carl.id}/unpin"))["endorsed"]
    assert not (await app.post(f"{ACCOUNTS}/{carl.id}/unendorse"))["endorsed"]


async def test_followers_come_in_pages_and_are_kept_from_others_where_one_wants(node, app, anybody, alice):
    people = [await make_account(node.store, f"p{number}") for number in range(5)]
    for each in people:
        await make_follow(node.store, each, alice)

    first = await anybody.ask("GET", f"{ACCOUNTS}/{alice.id}/followers", limit=2)
    second = await anybody.ask("GET", first.links["next"])
    back = await anybody.ask("GET", second.links["prev"])
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, hides_follows=True)))

    assert [each["username"] for each in first.body + second.body] == ["p4", "p3", "p2", "p1"]
    assert back.body == first.body
    assert await anybody.get(f"{ACCOUNTS}/{alice.id}/followers") == []
    assert len(await app.get(f"{ACCOUNTS}/{alice.id}/followers")) == 5
    assert await app.get(f"{ACCOUNTS}/{alice.id}/following") == []


async def test_familiar_ones_are_those_i_follow_who_follow_them(node, app, alice, carl):
    dora = await node.create("dora")
    await make_follow(node.store, alice, carl)
    await make_follow(node.store, carl, dora)

    found = await app.get(f"{ACCOUNTS}/familiar_followers", id=[dora.id, carl.id])

    assert [(each["id"], [who["acct"] for who in each["accounts"]]) for each in found] == [
        (str(dora.id), ["carl"]),
        (str(carl.id), []),
    ]


async def test_the_posts_of_an_account_can_be_chosen_from(node, app, anybody, alice, carl):
    other = await node.post(carl, "Anderes")
    first = await node.post(alice, "Erstes #Rathaus")
    answer = await node.post(alice, "Antwort", in_reply_to_id=other.id)
    secret = await node.post(alice, "Intern", visibility=Visibility.LOCAL)
    boost = await app.post(f"/api/v1/statuses/{other.id}/reblog")
    await app.post(f"/api/v1/statuses/{first.id}/pin")
    path = f"{ACCOUNTS}/{alice.id}/statuses"

    async def ids(**params) -> list[str]:
        return [each["id"] for each in await anybody.get(path, **params)]

    assert await ids() == [boost["id"], str(answer.id), str(first.id)]
    assert await ids(exclude_replies="true", exclude_reblogs=1) == [str(first.id)]
    assert await ids(pinned="true") == [str(first.id)]
    assert await ids(tagged="Rathaus") == [str(first.id)]
    assert await ids(only_media="1") == []
    own = {each["id"]: each for each in await app.get(path)}
    assert (own[str(secret.id)]["visibility"], own[str(secret.id)]["local_only"]) == ("private", True)


async def test_where_somebody_moved_is_told(node, anybody, alice, carl):
    await node.store.write(lambda tx: tx.accounts.save(replace(carl, moved_to=alice.uri)))

    assert (await anybody.get(f"{ACCOUNTS}/{carl.id}"))["moved"]["acct"] == "alice"


async def test_nobody_registers_and_keybase_is_no_more(app, anybody, alice):
    registered = await anybody.ask("POST", ACCOUNTS, json={"username": "eve"})

    assert registered.status == 403
    assert await app.get(f"{ACCOUNTS}/{alice.id}/identity_proofs") == []


async def test_expired_mutes_are_tidied_away(node, app, carl, clock):
    await app.post(f"{ACCOUNTS}/{carl.id}/mute", {"duration": 60})
    clock.move(minutes=2)

    await node.store.write(lambda tx: tx.mutes.prune())

    assert await node.count("mutes") == 0
