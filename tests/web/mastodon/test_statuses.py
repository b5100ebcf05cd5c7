"""Posts in the client API: writing, changing, deleting, and what one does with them."""

import aiohttp
import pytest

from node.model.visibility import Visibility
from tests.builders import make_account, make_post
from tests.web.mastodon.app import app_of

STATUSES = "/api/v1/statuses"


async def test_a_post_is_written_as_mastodon_writes_it(node, app, anybody, carl):
    made = await app.post(
        STATUSES,
        {
            "status": "Guten Tag @carl, siehe #Rathaus https://a.test/b",
            "spoiler_text": "Amtliches",
            "language": "de",
            "visibility": "unlisted",
        },
    )

    assert (made["visibility"], made["language"], made["spoiler_text"], made["sensitive"]) == (
        "unlisted",
        "de",
        "Amtliches",
        True,
    )
    assert '<a href="' + carl.url + '" class="u-url mention">@<span>carl</span></a>' in made["content"]
    assert 'class="mention hashtag" rel="tag">#<span>Rathaus</span></a>' in made["content"]
    assert [each["acct"] for each in made["mentions"]] == ["carl"]
    assert [each["name"] for each in made["tags"]] == ["Rathaus"]
    assert made["application"] == {"name": "Testprogramm", "website": None}
    assert made["filtered"] == []
    assert made["pinned"] is False
    seen = await anybody.get(f"{STATUSES}/{made['id']}")
    assert "favourited" not in seen
    assert seen["content"] == made["content"]


@pytest.mark.parametrize(
    ("asked", "visibility", "local_only"),
    [
        ({"visibility": "public"}, "public", False),
        ({"visibility": "private"}, "private", False),
        ({"visibility": "direct"}, "direct", False),
        ({"visibility": "local"}, "private", True),
        ({"visibility": "public", "local_only": "1"}, "private", True),
    ],
)
async def test_each_visibility_has_its_word(app, asked, visibility, local_only):
    made = await app.post(STATUSES, data={"status": "Hallo", **asked})

    assert (made["visibility"], made["local_only"]) == (visibility, local_only)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"status": "  "},
        {"status": "x", "visibility": "secret"},
        {"status": "x" * 5001},
        {"status": "x", "media_ids": ["17"]},
        {"status": "x", "scheduled_at": "2040-01-01T00:00:00Z"},
        {"status": "x", "poll": {"options": ["a"], "expires_in": 600}},
        {"status": "x", "poll": {"options": ["a", "b"], "expires_in": 1}},
        {"status": "x", "poll": {"options": ["a", "b"], "expires_in": "99999999999999999999"}},
        {"status": "x", "poll": {"options": ["a", "b"]}},
    ],
)
async def test_what_cannot_be_published_is_refused(app, wrong):
    answer = await app.ask("POST", STATUSES, json=wrong)

    assert answer.status == 422
    assert await app.get("/api/v1/timelines/home") == []


async def test_what_is_answered_must_be_there_and_readable(node, app, alice, carl):
    secret = await node.post(carl, "Nur ich", visibility=Visibility.FOLLOWERS)

    for parent in (str(secret.id), "17", "abc", "99999999999999999999"):
        answer = await app.ask("POST", STATUSES, json={"status": "Ja", "in_reply_to_id": parent})
        assert answer.status == 404
        assert answer.body["error"] == "The post you are trying to reply to does not appear to exist."


async def test_whoever_is_blocked_learns_nothing_of_a_post_by_answering_it(node, app, alice, carl):
    post = await node.post(carl, "Öffentlich")
    assert (await (await app_of(node, carl)).ask("POST", f"/api/v1/accounts/{alice.id}/block")).status == 200

    answers = [
        await app.ask("POST", STATUSES, json={"status": "Ja", "in_reply_to_id": str(post.id)}),
        await app.ask("GET", f"{STATUSES}/{post.id}"),
    ]

    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].body["error"] == "The post you are trying to reply to does not appear to exist."


async def test_the_same_key_publishes_once(app):
    first, second, third = [
        await app.post(STATUSES, {"status": f"Nummer {number}"}, headers={"Idempotency-Key": key})
        for number, key in enumerate(("a", "a", "b"))
    ]

    assert first["id"] == second["id"] != third["id"]
    assert len(await app.get("/api/v1/timelines/home")) == 2


async def test_keys_are_forgotten_and_belong_to_one_account(node, app, carls, clock):
    mine = await app.post(STATUSES, {"status": "Meins"}, headers={"Idempotency-Key": "a"})
    theirs = await carls.post(STATUSES, {"status": "Seins"}, headers={"Idempotency-Key": "a"})
    clock.move(hours=2)

    await node.store.write(lambda tx: tx.settings.prune_post_keys(tx.now))

    assert mine["id"] != theirs["id"]
    assert await node.count("post_keys") == 0


async def test_how_one_likes_to_post_holds_where_nothing_is_said(app):
    await app.ask(
        "PATCH",
        "/api/v1/accounts/update_credentials",
        json={"source": {"privacy": "private", "sensitive": True, "language": "de", "quote_policy": "nobody"}},
    )

    usual = await app.post(STATUSES, {"status": "Hallo"})
    chosen = await app.post(STATUSES, {"status": "Hallo", "visibility": "public", "sensitive": "false"})

    assert (usual["visibility"], usual["sensitive"], usual["language"]) == ("private", True, "de")
    assert (chosen["visibility"], chosen["sensitive"]) == ("public", False)
    assert chosen["quote_approval"]["automatic"] == []


async def test_an_edit_replaces_what_the_post_says(node, app, carls):
    made = await app.post(STATUSES, {"status": "Erst", "spoiler_text": "Hinweis"})

    changed = await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "Dann"})
    stranger = await carls.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "Meins"})

    assert (changed.body["content"], changed.body["spoiler_text"]) == ("<p>Dann</p>", "")
    assert changed.body["edited_at"]
    assert stranger.status == 404
    history = await carls.get(f"{STATUSES}/{made['id']}/history")
    assert [each["content"] for each in history] == ["<p>Erst</p>", "<p>Dann</p>"]
    assert history[0]["created_at"] == made["created_at"]
    assert (await app.get(f"{STATUSES}/{made['id']}/source"))["text"] == "Dann"
    assert (await carls.ask("GET", f"{STATUSES}/{made['id']}/source")).status == 404
    assert changed.body["quote_approval"] == made["quote_approval"]


async def test_a_deleted_post_comes_back_as_typed_and_is_gone(app, carls):
    made = await app.post(STATUSES, {"status": "Zum *Löschen*"})

    stranger = await carls.ask("DELETE", f"{STATUSES}/{made['id']}")
    deleted = await app.ask("DELETE", f"{STATUSES}/{made['id']}")

    assert stranger.status == 404
    assert deleted.body["text"] == "Zum *Löschen*"
    assert (await app.ask("GET", f"{STATUSES}/{made['id']}")).status == 404
    assert (await app.ask("DELETE", f"{STATUSES}/{made['id']}")).status == 404


async def test_a_boost_carries_what_it_boosts(node, app, carl):
    post = await node.post(carl, "Lesenswert")

    made = await app.post(f"{STATUSES}/{post.id}/reblog")
    again = await app.post(f"{STATUSES}/{made['id']}/reblog")
    by = await app.get(f"{STATUSES}/{post.id}/reblogged_by")
    taken = await app.post(f"{STATUSES}/{made['id']}/unreblog")

    assert made["account"]["acct"] == "alice"
    assert (made["reblog"]["id"], made["reblog"]["reblogged"], made["reblog"]["reblogs_count"]) == (
        str(post.id),
        True,
        1,
    )
    assert made["content"] == made["reblog"]["content"] == "<p>Lesenswert</p>"
    assert again["id"] == made["id"]
    assert [each["acct"] for each in by] == ["alice"]
    assert (taken["id"], taken["reblogged"], taken["reblogs_count"]) == (str(post.id), False, 0)
    assert (await app.ask("GET", f"{STATUSES}/{made['id']}")).status == 404


async def test_deleting_ones_boost_takes_it_back(node, app, carl):
    post = await node.post(carl, "Lesenswert")
    made = await app.post(f"{STATUSES}/{post.id}/reblog")

    await app.ask("DELETE", f"{STATUSES}/{made['id']}")

    assert (await app.get(f"{STATUSES}/{post.id}"))["reblogs_count"] == 0


async def test_what_is_not_for_everybody_is_not_boosted(node, app, carl, alice):
    post = await node.post(carl, "@alice Vertraulich", visibility=Visibility.DIRECT)

    assert (await app.ask("POST", f"{STATUSES}/{post.id}/reblog")).status == 403


async def test_liking_and_keeping_are_told_to_the_one_who_did(node, app, carls, carl):
    post = await node.post(carl, "Schön")

    liked = await app.post(f"{STATUSES}/{post.id}/favourite")
    kept = await app.post(f"{STATUSES}/{post.id}/bookmark")
    seen = await carls.get(f"{STATUSES}/{post.id}")

    assert (liked["favourited"], liked["favourites_count"], kept["bookmarked"]) == (True, 1, True)
    assert (seen["favourited"], seen["bookmarked"]) == (False, False)
    assert [each["acct"] for each in await carls.get(f"{STATUSES}/{post.id}/favourited_by")] == ["alice"]
    assert [each["id"] for each in await app.get("/api/v1/favourites")] == [str(post.id)]
    assert [each["id"] for each in await app.get("/api/v1/bookmarks")] == [str(post.id)]
    assert await carls.get("/api/v1/bookmarks") == []
    assert not (await app.post(f"{STATUSES}/{post.id}/unfavourite"))["favourited"]
    assert not (await app.post(f"{STATUSES}/{post.id}/unbookmark"))["bookmarked"]
    assert await app.get("/api/v1/favourites") == await app.get("/api/v1/bookmarks") == []


async def test_an_emoji_counts_as_a_like_and_is_taken_back_as_one(node, app, alice, carl):
    from node.model.account import Actor
    from node.outbox.react import like

    post = await node.post(carl, "Schön")
    await like(node.node, Actor(alice), post.id, "🎉")

    seen = await app.get(f"{STATUSES}/{post.id}")
    taken = await app.post(f"{STATUSES}/{post.id}/unfavourite")

    assert (seen["favourited"], taken["favourited"], taken["favourites_count"]) == (True, False, 0)


async def test_kept_and_liked_posts_come_in_pages(node, app, carl, clock):
    posts = [await node.post(carl, f"Nummer {number}") for number in range(5)]
    for post in posts:
        clock.move(seconds=1)
        await app.post(f"{STATUSES}/{post.id}/bookmark")
        await app.post(f"{STATUSES}/{post.id}/favourite")

    for path in ("/api/v1/bookmarks", "/api/v1/favourites"):
        first = await app.ask("GET", path, limit=2)
        second = await app.ask("GET", first.links["next"])
        back = await app.ask("GET", second.links["prev"])

        assert [each["id"] for each in first.body + second.body] == [str(post.id) for post in posts[:0:-1]]
        assert back.body == first.body


async def test_ones_open_posts_are_pinned_five_at_most(node, app, alice, carl):
    own = [await node.post(alice, f"Nummer {number}") for number in range(6)]
    secret = await node.post(alice, "Geheim", visibility=Visibility.FOLLOWERS)
    other = await node.post(carl, "Fremd")

    pinned = [(await app.ask("POST", f"{STATUSES}/{post.id}/pin")).status for post in own]

    assert pinned == [200] * 5 + [422]
    assert (await app.get(f"{STATUSES}/{own[0].id}"))["pinned"]
    assert not (await app.post(f"{STATUSES}/{own[0].id}/unpin"))["pinned"]
    for post in (secret, other):
        assert (await app.ask("POST", f"{STATUSES}/{post.id}/pin")).status == 422
    assert (await app.ask("POST", f"{STATUSES}/{other.id}/unpin")).status == 404


async def test_of_a_muted_thread_one_hears_no_more(node, app, alice, carl):
    post = await node.post(alice, "Streit")
    muted = await app.post(f"{STATUSES}/{post.id}/mute")

    answer = await node.post(carl, "@alice Nein!", in_reply_to_id=post.id)

    assert muted["muted"]
    assert await app.get("/api/v1/notifications") == []
    assert (await app.get(f"{STATUSES}/{answer.id}"))["muted"]
    assert not (await app.post(f"{STATUSES}/{answer.id}/unmute"))["muted"]
    await node.post(carl, "@alice Doch!", in_reply_to_id=post.id)
    assert len(await app.get("/api/v1/notifications")) == 1


async def test_a_muted_thread_stays_muted_when_it_joins_another(node, app, alice):
    dora = await make_account(node.store)
    late = await make_post(node.store, dora, in_reply_to_uri="https://there.test/parent")
    await app.post(f"{STATUSES}/{late.id}/mute")

    await make_post(node.store, dora, uri="https://there.test/parent")

    assert (await app.get(f"{STATUSES}/{late.id}"))["muted"]


async def test_around_a_post_stands_its_thread(node, app, anybody, alice, carl):
    top = await node.post(alice, "Oben")
    middle = await node.post(carl, "Mitte", in_reply_to_id=top.id)
    left = await node.post(alice, "Links", in_reply_to_id=middle.id)
    below = await node.post(carl, "Unten", in_reply_to_id=left.id)
    right = await node.post(alice, "Rechts", in_reply_to_id=middle.id)
    await node.post(carl, "Geheim", in_reply_to_id=middle.id, visibility=Visibility.FOLLOWERS)

    around = await anybody.get(f"{STATUSES}/{middle.id}/context")

    assert [each["id"] for each in around["ancestors"]] == [str(top.id)]
    assert [each["id"] for each in around["descendants"]] == [str(left.id), str(below.id), str(right.id)]
    await app.post(f"/api/v1/accounts/{carl.id}/mute")
    quiet = await app.get(f"{STATUSES}/{top.id}/context")
    assert quiet["descendants"] == []


async def test_several_posts_at_once(node, app, alice, carl):
    open_post = await node.post(carl, "Offen")
    secret = await node.post(carl, "Geheim", visibility=Visibility.FOLLOWERS)

    found = await app.get(STATUSES, id=[secret.id, open_post.id, 17, "x"])

    assert [each["id"] for each in found] == [str(open_post.id)]


async def test_who_may_quote_is_chosen_later_too(node, app, carls, bob, alice):
    made = await app.post(STATUSES, {"status": "Zitierbar", "quote_approval_policy": "public"})
    path = f"{STATUSES}/{made['id']}/interaction_policy"

    changed = await app.ask("PUT", path, json={"quote_approval_policy": "followers"})

    assert made["quote_approval"]["automatic"] == ["public"]
    assert changed.body["quote_approval"]["automatic"] == ["followers"]
    assert changed.body["edited_at"] is None
    assert (await app.ask("PUT", path, json={"quote_approval_policy": "some"})).status == 422
    assert (await carls.ask("PUT", path, json={})).status == 404
    assert await app.get(f"{STATUSES}/{made['id']}/quotes") == []
    assert (await app.ask("POST", f"{STATUSES}/{made['id']}/quotes/17/revoke")).status == 404


async def test_there_is_no_translation(app):
    made = await app.post(STATUSES, {"status": "Hallo"})

    assert (await app.ask("POST", f"{STATUSES}/{made['id']}/translate")).status == 404


async def test_a_poll_is_asked_and_voted_in(node, app, carls, anybody):
    form = {
        "status": "Wann?",
        "poll[options][]": ["Heute", "Morgen"],
        "poll[expires_in]": "3600",
        "poll[multiple]": "1",
    }
    pairs = [(name, each) for name, value in form.items() for each in ([value] if isinstance(value, str) else value)]
    made = await app.post(STATUSES, data=pairs)
    number = made["poll"]["id"]

    voted = await carls.post(f"/api/v1/polls/{number}/votes", {"choices": ["0", 1]})
    again = await carls.ask("POST", f"/api/v1/polls/{number}/votes", json={"choices": [0]})

    assert (made["poll"]["multiple"], made["poll"]["expired"], made["poll"]["voted"]) == (True, False, True)
    assert (voted["own_votes"], voted["votes_count"], voted["voters_count"], voted["voted"]) == ([0, 1], 2, 1, True)
    assert again.status == 422
    assert "voted" not in await anybody.get(f"/api/v1/polls/{number}")


async def test_hidden_totals_are_told_to_everybody_when_the_poll_has_ended(node, app, carls, anybody):
    made = await app.post(
        STATUSES, {"status": "?", "poll": {"options": ["a", "b"], "expires_in": 600, "hide_totals": "true"}}
    )
    poll = f"/api/v1/polls/{made['poll']['id']}"
    voted = await carls.post(f"{poll}/votes", {"choices": [1]})

    during = [voted, await app.get(poll), await anybody.get(poll)]
    node.clock.move(minutes=11)
    after = await anybody.get(poll)

    for seen in during:
        assert [each["votes_count"] for each in seen["options"]] == [None, None]
        assert (seen["votes_count"], seen["voters_count"], seen["expired"]) == (1, 1, False)
    assert [each["votes_count"] for each in after["options"]] == [0, 1]
    assert after["expired"] is True


async def test_an_edit_can_hide_the_totals_and_keeps_the_votes(app, carls, anybody):
    poll = {"options": ["a", "b"], "expires_in": 600}
    made = await app.post(STATUSES, {"status": "?", "poll": poll})
    await carls.post(f"/api/v1/polls/{made['poll']['id']}/votes", {"choices": [0]})
    seen = []

    for hidden in (True, False):
        body = {"status": "?", "poll": poll | {"hide_totals": hidden}}
        assert (await app.ask("PUT", f"{STATUSES}/{made['id']}", json=body)).status == 200
        shown = await anybody.get(f"{STATUSES}/{made['id']}")
        seen.append([each["votes_count"] for each in shown["poll"]["options"]])

    assert seen == [[None, None], [1, 0]]


async def test_votes_for_nothing_are_refused(node, app, carls):
    made = await app.post(STATUSES, {"status": "?", "poll": {"options": ["a", "b"], "expires_in": 600}})
    number = made["poll"]["id"]

    for wrong in ({}, {"choices": []}, {"choices": [2]}, {"choices": ["x"]}, {"choices": [0, 1]}, {"choices": -1}):
        assert (await carls.ask("POST", f"/api/v1/polls/{number}/votes", json=wrong)).status == 422
    assert (await app.ask("POST", f"/api/v1/polls/{number}/votes", json={"choices": [0]})).status == 422
    assert (await carls.ask("GET", "/api/v1/polls/17")).status == 404
    plain = await app.post(STATUSES, {"status": "Keine Frage"})
    assert (await carls.ask("GET", f"/api/v1/polls/{plain['id']}")).status == 404


async def test_what_one_may_not_read_does_not_exist_for_any_act(node, app, carl):
    secret = await node.post(carl, "Geheim", visibility=Visibility.FOLLOWERS)

    for act in "reblog unreblog favourite unfavourite bookmark unbookmark mute unmute pin unpin translate".split():
        assert (await app.ask("POST", f"{STATUSES}/{secret.id}/{act}")).status == 404, act
    for list_ in ("context", "history", "source", "reblogged_by", "favourited_by", "quotes"):
        assert (await app.ask("GET", f"{STATUSES}/{secret.id}/{list_}")).status == 404, list_


async def test_each_act_needs_its_scope(node, alice, carl):
    post = await node.post(carl, "Offen")
    reading = await app_of(node, alice, "read")

    for act in "reblog unreblog favourite bookmark mute pin".split():
        assert (await reading.ask("POST", f"{STATUSES}/{post.id}/{act}")).status == 403
    assert (await reading.ask("POST", STATUSES, json={"status": "x"})).status == 403
    assert (await reading.get(f"{STATUSES}/{post.id}"))["id"] == str(post.id)


async def test_an_article_shows_its_title(node, anybody, alice):
    article = await node.post(alice, "Text", kind="Article", name="Titel <1>", summary="Kurz")

    seen = await anybody.get(f"{STATUSES}/{article.id}")

    assert seen["content"].startswith("<p><strong>Titel &lt;1&gt;</strong></p><p><em>Kurz</em></p>")
    assert seen["spoiler_text"] == ""


async def test_a_form_in_parts_is_a_form(node, app):
    """As `curl -F` sends it, and some apps."""

    def parts(**values):
        made = aiohttp.FormData(default_to_multipart=True)
        for name, value in values.items():
            made.add_field(name, value)
        return made

    made = await app.post(STATUSES, data=parts(status="Guten Tag", language="de"))
    form = parts(client_name="x", redirect_uris="urn:ietf:wg:oauth:2.0:oob")
    registered = await node.session.post(node.url("/api/v1/apps"), data=form)

    assert "Guten Tag" in made["content"]
    assert (await registered.json())["client_id"]


async def test_json_that_is_none_is_refused_and_a_list_says_nothing(app):
    json = {"Content-Type": "application/json"}

    assert (await app.ask("POST", STATUSES, data="{", headers=json)).status == 400
    assert (await app.ask("POST", STATUSES, data="[1]", headers=json)).status == 422
    assert (await app.ask("POST", STATUSES, data="[" * 100_000, headers=json)).status == 400
    assert (await app.ask("POST", STATUSES, data=b"x", headers={"Content-Type": "multipart/form-data"})).status in {
        400,
        422,
    }
