"""What apps stumbled over elsewhere, each as somebody reported it: servers that are nearly like Mastodon are not like it."""

import re
from datetime import timedelta

import pytest

from node.model.account import Actor
from node.outbox.block import block
from tests.web.mastodon.uploads import published, sent

STATUSES = "/api/v1/statuses"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PICTURES = ("avatar", "avatar_static", "header", "header_static")


async def test_what_apps_read_of_a_node_before_anything_else(node, anybody):
    """Ice Cubes reads the version by its first letters, toot takes `uri` for a name, Feditext and Pachli need addresses and
    texts where others say null, Toot! loads the picture."""
    old, new = await anybody.get("/api/v1/instance"), await anybody.get("/api/v2/instance")

    assert float(old["version"][:3]) >= 3.5
    assert old["uri"] == new["domain"] == node.origin.removeprefix("http://")
    assert old["urls"]["streaming_api"] == new["configuration"]["urls"]["streaming"]
    assert isinstance(new["contact"]["email"], str)
    for picture in (old["thumbnail"], new["thumbnail"]["url"]):
        answer = await node.get(picture)
        assert (answer.status, answer.content_type) == (200, "image/png")


async def test_pictures_are_always_there_and_times_have_milliseconds(node, app, alice):
    """Toot! and Takahē's users: a null where a picture is expected, or six digits, and nothing is shown at all."""
    made = await app.post(STATUSES, {"status": "Hallo"})

    for name in PICTURES:
        assert (await node.get(made["account"][name])).content_type == "image/png"
    assert MOMENT.fullmatch(made["created_at"])
    assert MOMENT.fullmatch(made["account"]["created_at"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["account"]["last_status_at"])
    assert ("edited_at" in made, made["edited_at"]) == (True, None)


async def registered(node, **request):
    answer = await node.session.post(node.url("/api/v1/apps"), **request)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_an_app_registers_by_the_address_alone(node):
    """Ice Cubes sends no body; Elk sends one address as text, others a list."""
    asked = {"client_name": "Ice", "redirect_uris": "icecubesapp://", "scopes": "read write follow push"}

    by_address = await registered(node, params=asked)
    by_json = await registered(node, json={**asked, "redirect_uris": ["https://a.test/back", "b://"]})

    assert by_address["redirect_uris"] == ["icecubesapp://"]
    assert by_json["redirect_uri"] == "https://a.test/back\nb://"
    assert by_json["client_secret_expires_at"] == 0


@pytest.mark.parametrize("form", ["json", "data"])
async def test_a_token_is_asked_for_in_any_form_and_says_when_it_was_made(node, form):
    """Toot! needs `created_at`, in seconds."""
    program = await registered(node, json={"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"})
    asked = {"grant_type": "client_credentials"} | {key: program[key] for key in ("client_id", "client_secret")}

    answer = await node.session.post(node.url("/oauth/token"), **{form: asked})

    assert (answer.status, (await answer.json())["token_type"]) == (200, "Bearer")
    assert isinstance((await answer.json())["created_at"], int)


async def test_where_a_boost_is_meant_what_it_boosts_is_meant(app, carls):
    """Apps send the id they have on the screen."""
    post = await app.post(STATUSES, {"status": "Hallo"})
    boost = (await carls.post(f"{STATUSES}/{post['id']}/reblog"))["id"]

    for act, back, mark in (
        ("favourite", "unfavourite", "favourited"),
        ("bookmark", "unbookmark", "bookmarked"),
        ("mute", "unmute", "muted"),
    ):
        await app.post(f"{STATUSES}/{boost}/{act}")
        assert (await app.get(f"{STATUSES}/{post['id']}"))[mark] is True, act
        await app.post(f"{STATUSES}/{boost}/{back}")
        assert (await app.get(f"{STATUSES}/{post['id']}"))[mark] is False, back
    again = await app.post(f"{STATUSES}/{boost}/reblog")
    answer = await app.post(STATUSES, {"status": "Antwort", "in_reply_to_id": post["id"]})
    around = await app.get(f"{STATUSES}/{boost}/context")

    assert again["reblog"]["id"] == post["id"]
    assert [each["id"] for each in around["descendants"]] == [answer["id"]]
    assert {each["acct"] for each in await app.get(f"{STATUSES}/{boost}/reblogged_by")} == {"alice", "carl"}


@pytest.mark.parametrize("act", ["unfavourite", "unreblog", "unbookmark", "unpin", "unmute"])
async def test_taking_back_what_was_not_done_is_no_fault(app, act):
    post = await app.post(STATUSES, {"status": "Hallo"})

    assert (await app.post(f"{STATUSES}/{post['id']}/{act}"))["id"] == post["id"]


async def test_a_boost_may_be_for_fewer(node, app, carls, anybody):
    """Tusky and Moshidon ask for whom."""
    post = await app.post(STATUSES, {"status": "Hallo"})

    made = (await carls.ask("POST", f"{STATUSES}/{post['id']}/reblog", json={"visibility": "private"})).body
    wrong = await app.ask("POST", f"{STATUSES}/{post['id']}/reblog", json={"visibility": "direct"})

    assert (made["visibility"], made["reblog"]["visibility"], wrong.status) == ("private", "public", 422)
    assert (await anybody.ask("GET", f"{STATUSES}/{made['id']}")).status == 404
    assert await anybody.get(f"/api/v1/accounts/{made['account']['id']}/statuses") == []
    assert await anybody.get(f"{STATUSES}/{post['id']}/reblogged_by") == []


async def test_empty_values_are_none(app):
    """Scripts and old apps send every field they know."""
    said = {"status": "Hallo", "in_reply_to_id": "", "scheduled_at": "", "language": "", "spoiler_text": ""}

    made = await app.post(STATUSES, said | {"media_ids": [""], "poll": {"options": []}, "quoted_status_id": None})

    assert (made["in_reply_to_id"], made["media_attachments"], made["poll"]) == (None, [], None)


async def test_ids_may_be_numbers(app):
    first = await app.post(STATUSES, {"status": "Hallo"})
    picture = await sent(app)

    made = await app.post(
        STATUSES, {"status": "Ich", "in_reply_to_id": int(first["id"]), "media_ids": [int(picture["id"])]}
    )

    assert made["in_reply_to_id"] == first["id"]
    assert [each["id"] for each in made["media_attachments"]] == [picture["id"]]


async def test_a_warning_without_text_is_the_text(app):
    made = await app.post(STATUSES, {"status": " ", "spoiler_text": "Nur das"})
    warned = await app.post(STATUSES, {"status": "Text", "spoiler_text": "Amt"})

    assert (made["content"], made["spoiler_text"]) == ("<p>Nur das</p>", "")
    assert (warned["spoiler_text"], warned["sensitive"]) == ("Amt", True)


async def test_delete_and_redraft_gives_back_what_was_typed_and_its_files(app):
    picture = await sent(app, description="Das Rathaus")
    made = await published(app, picture["id"], poll={"options": ["a", "b", ""], "expires_in": 600})

    gone = (await app.ask("DELETE", f"{STATUSES}/{made['id']}")).body
    again = await published(app, *[each["id"] for each in gone["media_attachments"]])

    assert (gone["text"], [each["title"] for each in gone["poll"]["options"]]) == ("Ein Bild", ["a", "b"])
    assert again["media_attachments"][0]["description"] == "Das Rathaus"


@pytest.mark.parametrize("limit", ["0", "-1", "999999999999999999999", "viele", ""])
async def test_a_limit_out_of_range_is_the_nearest_in_it(app, limit):
    await app.post(STATUSES, {"status": "Hallo"})

    assert len(await app.get("/api/v1/timelines/home", limit=limit)) == 1


@pytest.mark.parametrize(
    "path", ["/api/v1/timelines/home/", "/api/v2/instance/", "/api/v1/accounts/verify_credentials/"]
)
async def test_a_slash_at_the_end_does_no_harm(node, app, path):
    answer = await node.session.get(node.url(path), headers={"Authorization": f"bearer {app.secret}"})

    assert answer.status == 200


@pytest.mark.parametrize("name", ["Markt", "markt", "%23Markt", "MARKT"])
async def test_a_hashtag_is_found_however_it_is_written(app, name):
    made = await app.post(STATUSES, {"status": "Heute #Markt"})

    assert [each["id"] for each in await app.get(f"/api/v1/timelines/tag/{name}")] == [made["id"]]
    found = await app.get(f"/api/v1/tags/{name}")
    assert (found["name"], len(found["history"]), found["following"]) == ("Markt", 7, False)


async def test_hashtags_that_are_searched_for_have_a_history(app):
    """Without one, Mastodon's own app for Android falls over."""
    await app.post(STATUSES, {"status": "Heute #Markt"})

    [found] = (await app.get("/api/v2/search", q="mark"))["hashtags"]

    assert [set(day) for day in found["history"]] == [{"day", "uses", "accounts"}] * 7


@pytest.mark.parametrize("handle", ["carl", "@carl", "CARL", "carl@{host}", "@Carl@{host}"])
async def test_somebody_is_found_by_each_form_of_the_name_even_when_blocked(node, app, alice, carl, handle):
    await block(node.node, Actor(alice), carl.id)
    asked = handle.format(host=node.origin.removeprefix("http://"))

    assert (await app.get("/api/v1/accounts/lookup", acct=asked))["id"] == str(carl.id)
    found = await app.get("/api/v2/search", q=asked, type="accounts", resolve="true")
    assert [each["id"] for each in found["accounts"]] == [str(carl.id)]


async def test_relations_are_asked_for_with_and_without_brackets(app, carl):
    for query in (f"id={carl.id}", f"id[]={carl.id}", f"id[]={carl.id}&id[]={carl.id}", f"id[0]={carl.id}"):
        found = await app.get(f"/api/v1/accounts/relationships?{query}")
        assert [each["id"] for each in found] == [str(carl.id)], query
    assert await app.get("/api/v1/accounts/relationships") == []


async def test_following_again_changes_only_what_is_said(app, carl):
    path = f"/api/v1/accounts/{carl.id}/follow"
    await app.post(path, data={"reblogs": "0", "notify": "1"})

    again = await app.post(path)

    assert (again["showing_reblogs"], again["notifying"]) == (False, True)


async def test_a_mute_of_no_length_has_no_end(app, carl):
    muted = await app.post(f"/api/v1/accounts/{carl.id}/mute", data={"duration": "0", "notifications": "false"})

    assert (muted["muting"], muted["muting_notifications"], muted["muting_expires_at"]) == (True, False, None)


async def test_one_change_of_a_profile_leaves_the_rest(app):
    path = "/api/v1/accounts/update_credentials"
    fields = {"fields_attributes[0][name]": "Netz", "fields_attributes[0][value]": "https://musterhausen.example"}
    await app.ask("PATCH", path, data=fields)

    after = (await app.ask("PATCH", path, data={"display_name": "Alice"})).body

    assert after["fields"][0]["value"].startswith('<a href="https://musterhausen.example"')
    assert after["source"]["fields"][0]["value"] == "https://musterhausen.example"


async def test_who_is_on_a_list_already_is_told_so(app, carl):
    """Tusky reads the words."""
    made = await app.post("/api/v1/lists", data={"title": "Ämter"})
    path, who = f"/api/v1/lists/{made['id']}/accounts", {"account_ids[]": str(carl.id)}

    stranger = await app.ask("POST", path, data=who)
    await app.post(f"/api/v1/accounts/{carl.id}/follow")
    added, again = await app.ask("POST", path, data=who), await app.ask("POST", path, data=who)

    assert (stranger.status, added.status, again.status) == (404, 200, 422)
    assert again.body["error"] == "Validation failed: Account has already been taken"


async def test_words_of_a_filter_are_changed_together(app):
    """Tusky sends a form with numbers, Mastodon's app JSON with `_destroy`."""
    form = {"title": "F", "context[]": "home", "filter_action": "warn", "expires_in": ""}
    words = {"keywords_attributes[0][keyword]": "eins", "keywords_attributes[1][keyword]": "zwei"}
    made = await app.post("/api/v2/filters", data=form | words)
    first, second = (each["id"] for each in made["keywords"])

    changes = [{"id": first, "_destroy": "1"}, {"id": int(second), "keyword": "drei"}, {"keyword": "vier"}]
    after = await app.ask("PUT", f"/api/v2/filters/{made['id']}", json={"keywords_attributes": changes})

    assert made["expires_at"] is None
    assert [each["keyword"] for each in after.body["keywords"]] == ["drei", "vier"]


@pytest.mark.parametrize(
    "moment", ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M+0000"]
)
async def test_later_is_written_in_many_ways(node, app, moment):
    at = (node.clock() + timedelta(hours=3)).replace(second=0, microsecond=0)

    kept = await app.post(STATUSES, {"status": "Später", "scheduled_at": at.strftime(moment)})

    assert kept["scheduled_at"] == at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


ELSEWHERE = {"Origin": "https://elk.test"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v2/instance", 200),
        ("/api/v1/preferences", 401),
        ("/api/v1/statuses/1", 404),
        ("/api/v1/there_is_no_such", 404),
        ("/oauth/token", 405),
        ("/.well-known/nodeinfo", 200),
        ("/nodeinfo/2.0", 200),
        ("/avatars/original/missing.png", 200),
    ],
)
async def test_pages_of_other_servers_may_read_every_answer_even_a_refusal(node, path, status):
    """A refusal that a page may not read looks like a network that is down, and the app logs out (Elk)."""
    answer = await node.session.get(node.url(path), headers=ELSEWHERE)

    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers


async def test_a_page_may_send_what_apps_send(node):
    for path in (STATUSES, "/oauth/token", "/api/v1/streaming/user", "/api/v2/media"):
        answer = await node.session.options(
            node.url(path),
            headers=ELSEWHERE
            | {
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
            },
        )
        allowed = answer.headers["Access-Control-Allow-Headers"].lower()
        assert answer.status in {200, 204}, path
        assert all(name in allowed for name in ("authorization", "content-type", "idempotency-key")), path
        assert "Link" in answer.headers["Access-Control-Expose-Headers"], path


async def test_whether_it_is_well_is_one_word(node):
    for path in ("/health", "/api/v1/streaming/health"):
        answer = await node.session.get(node.url(path))
        assert (answer.status, answer.content_type, await answer.text()) == (200, "text/plain", "OK")


async def test_a_mention_and_a_file_of_a_sparse_server_have_all_that_apps_need(node, app, alice, there):
    """Moshidon shows nothing of a list with a mention without address or a file of no known kind (Hollo)."""
    sparse = there.actor("sparse", url=None, icon=None, summary=None)
    files = [
        {"type": "Document", "url": f"{sparse.origin}/a"},
        {"type": "Document", "mediaType": "model/obj", "url": f"{sparse.origin}/b.obj", "name": None},
        {"type": "Document", "mediaType": "video/mp4", "url": f"{sparse.origin}/c.mp4"},
    ]
    tags = [{"type": "Mention", "href": alice.uri}, {"type": "Hashtag", "name": "#Markt"}]
    note = sparse.note("Hallo", tag=tags, attachment=files, url=None, summary=None)
    await sparse.deliver(sparse.create(note), node)
    await node.work()

    [told] = await app.get("/api/v1/notifications")
    shown = told["status"]

    assert [(each["acct"], each["url"]) for each in shown["mentions"]] == [("alice", alice.url)]
    assert {each["type"] for each in shown["media_attachments"]} <= {"image", "gifv", "video", "audio", "unknown"}
    assert all(each["url"] for each in shown["media_attachments"])
    [film] = [each for each in shown["media_attachments"] if each["type"] == "video"]
    assert (await node.get(film["preview_url"])).content_type == "image/png"  # Mastodon's app for Android needs one
    assert (shown["url"], shown["account"]["url"]) == (note["id"], sparse.uri)
    assert [each["name"] for each in shown["tags"]] == ["Markt"]
    assert all(shown["account"][name].startswith("http") for name in PICTURES)


async def test_a_subscription_to_pushes_has_a_number_of_32_bits(app, there):
    """The documentation says text; Mastodon sends a number, and Tusky, Ice Cubes and Mastodon's apps read nothing else."""
    keys = {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    endpoint = there.origin("push.test") + "/send"

    made = await app.post("/api/v1/push/subscription", {"subscription": {"endpoint": endpoint, "keys": keys}})

    assert isinstance(made["id"], int)
    assert 0 < made["id"] < 2**31
    assert (await app.get("/api/v1/push/subscription"))["id"] == made["id"]
