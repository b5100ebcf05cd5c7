"""What the node says of itself, search, discovery, reports, oEmbed."""

from datetime import date
from io import BytesIO

from PIL import Image

from node.inbox.upkeep import duties
from node.model.account import Actor
from node.model.host import Policy
from node.model.moderation import Measure
from node.model.visibility import Visibility
from node.outbox.moderate import Decision, decide
from node.outbox.texts import add_rule, set_text, translate_rule
from node.timelines.place import keep_words
from node.web.openapi.answers import ANSWERS
from tests.builders import make_account, make_post
from tests.web.mastodon.app import App


async def test_the_instance_is_described_twice(node, anybody, alice, bob):
    await node.node.actors.by_uri(bob.uri)

    new, old = await anybody.get("/api/v2/instance"), await anybody.get("/api/v1/instance")

    assert new["domain"] == old["uri"] == node.node.config.account_domain
    assert new["configuration"]["statuses"]["max_characters"] == 5000
    assert new["configuration"]["urls"]["streaming"].startswith("ws://here.test")
    assert new["registrations"]["enabled"] is old["registrations"] is False
    assert old["stats"]["domain_count"] == 1
    assert await anybody.get("/api/v1/instance/peers") == [(await node.account(bob.uri)).host]


async def test_whom_to_ask_is_shown_while_that_account_is_there(another):
    async with another(node={"contact_account": "@Rathaus"}) as town:
        anybody, seen = App(town), []

        async def shown() -> None:
            new, old = await anybody.get("/api/v2/instance"), await anybody.get("/api/v1/instance")
            assert new["contact"]["account"] == old["contact_account"]
            seen.append(old["contact_account"] and old["contact_account"]["acct"])

        await shown()
        rathaus = await town.create("rathaus")
        await shown()
        await decide(town.node, Actor(town.node.itself), rathaus.id, Decision(measure=Measure.SUSPEND))
        await shown()

        assert seen == [None, "rathaus", None]


async def test_its_icons_are_pictures_of_their_sizes(node, anybody):
    instance = await anybody.get("/api/v2/instance")
    for icon in instance["icon"]:
        answer = await node.get(icon["src"].removeprefix(node.origin))
        with Image.open(BytesIO(await answer.read())) as picture:
            assert f"{picture.width}x{picture.height}" == icon["size"]
    assert len(instance["icon"]) == 2


async def test_a_node_with_arms_is_shown_by_them(another, tmp_path):
    Image.new("RGB", (30, 40)).save(tmp_path / "wappen.png")
    async with another(brand={"coat_of_arms": "wappen.png"}) as town:
        [arms] = (await App(town).get("/api/v2/instance"))["icon"]
        assert (arms["src"].rpartition("/")[2], arms["size"]) == ("wappen.png", "30x40")


async def test_weeks_are_counted(node, anybody, alice, clock):
    await node.post(alice)

    weeks = await anybody.get("/api/v1/instance/activity")

    assert len(weeks) == 12
    assert (weeks[0]["statuses"], weeks[0]["logins"], weeks[0]["registrations"]) == ("1", "1", "1")
    assert weeks[11]["statuses"] == "0"


async def test_texts_of_the_administrators(node, anybody):
    before = await anybody.get("/api/v1/instance/terms_of_service")
    usual = await anybody.get("/api/v1/instance/privacy_policy")
    by, first = Actor(node.node.itself), date(2026, 1, 1)

    rule = await add_rule(node.node, by, "Freundlich bleiben.", "Auch im Streit.")
    await translate_rule(node.node, by, rule.id, "en", "Be kind.", "In a quarrel, too.")
    await set_text(node.node, by, "terms_of_service", "Recht", effective_on=first)
    await set_text(node.node, by, "privacy_policy", "Daten <script>alert(1)</script>")

    assert "Sie bleiben Urheberin" in before["content"]
    assert before["effective"]
    assert "IP-Adressen" in usual["content"]
    [shown] = await anybody.get("/api/v1/instance/rules")
    assert (shown["text"], shown["hint"]) == ("Freundlich bleiben.", "Auch im Streit.")
    assert shown["translations"] == {"en": {"text": "Be kind.", "hint": "In a quarrel, too."}}
    assert (await anybody.get("/api/v2/instance"))["rules"] == [shown]
    assert (await anybody.get("/api/v1/instance/terms_of_service"))["effective"]
    assert (await anybody.get("/api/v1/instance/terms_of_service/2026-01-01"))["content"] == "<p>Recht</p>"
    await set_text(node.node, by, "terms_of_service", "Neues Recht", effective_on=date(2026, 2, 1))
    assert (await anybody.get("/api/v1/instance/terms_of_service/2026-01-01"))["content"] == "<p>Recht</p>"
    assert (await anybody.get("/api/v1/instance/terms_of_service"))["content"] == "<p>Neues Recht</p>"
    assert (await anybody.ask("GET", "/api/v1/instance/terms_of_service/2025-01-01")).status == 404
    assert "<script" not in (await anybody.get("/api/v1/instance/privacy_policy"))["content"]
    assert (await anybody.get("/api/v1/instance/extended_description"))["content"] == ""


async def test_blocked_hosts_are_shown_to_members(node, app, anybody):
    await node.store.write(lambda tx: tx.hosts.set_policy("pest.test", Policy.BLOCKED, "Werbung"))

    [blocked] = await app.get("/api/v1/instance/domain_blocks")

    assert (blocked["domain"], blocked["severity"], blocked["comment"]) == ("pest.test", "suspend", "Werbung")
    assert (await anybody.ask("GET", "/api/v1/instance/domain_blocks")).status == 401


async def test_small_things_are_there(anybody):
    assert {"code": "de", "name": "Deutsch"} in await anybody.get("/api/v1/instance/languages")
    assert await anybody.get("/api/v1/instance/translation_languages") == {}
    assert await anybody.get("/api/v1/custom_emojis") == []
    assert await anybody.get("/health", headers={"Accept": "application/json"}) == {"status": "OK"}


async def test_the_directory_shows_who_wants_to_be_found(node, app, anybody, alice, carl):
    dora = await make_account(node.store)
    await make_account(node.store, "shy", discoverable=False)
    await node.post(alice)

    async def names(who, **params) -> list[str]:
        return [each["username"] for each in await who.get("/api/v1/directory", **params)]

    assert await names(anybody, local="true") == ["alice", "carl"]
    assert await names(anybody, order="new") == ["dora", "carl", "alice"]
    assert await names(anybody, order="new", offset=1, limit=1) == ["carl"]
    await app.post(f"/api/v1/accounts/{dora.id}/block")
    assert await names(app, order="new") == ["carl", "alice"]


async def test_what_many_do_trends(node, app, anybody, alice, carl):
    quiet, loud = await node.post(alice, "#leise"), await node.post(carl, "#laut")
    await node.post(alice, "#laut")
    await app.post(f"/api/v1/statuses/{loud.id}/favourite")

    tags, posts = await anybody.get("/api/v1/trends/tags"), await anybody.get("/api/v1/trends/statuses")

    assert [each["name"] for each in tags] == ["laut", "leise"]
    assert (tags[0]["history"][0]["uses"], tags[0]["history"][0]["accounts"], len(tags[0]["history"])) == ("2", "2", 7)
    assert [each["id"] for each in posts] == [str(loud.id)]
    assert str(quiet.id) not in {each["id"] for each in posts}
    assert await anybody.get("/api/v1/trends") == tags


async def test_search_finds_names_addresses_and_hashtags(node, app, anybody, alice, carl):
    post = await node.post(carl, "#Rathaus")
    path = "/api/v2/search"

    names = await app.get(path, q="car")
    address = await app.get(path, q=post.url)
    tags = await app.get(path, q="#rat", type="hashtags")
    open_to_all = await anybody.get(path, q="carl")

    assert [each["acct"] for each in names["accounts"]] == ["carl"]
    assert [each["id"] for each in address["statuses"]] == [str(post.id)]
    assert ([each["name"] for each in tags["hashtags"]], tags["accounts"]) == (["Rathaus"], [])
    assert len(open_to_all["accounts"]) == 1
    assert (await anybody.ask("GET", path, q="x", resolve="true")).status == 401
    assert (await app.get(path))["accounts"] == []


async def test_posts_are_found_by_their_words(node, app, anybody, alice, carl):
    first = await node.post(carl, "Die Müllabfuhr kommt am Dienstag, nicht am Montag.")
    second = await node.post(carl, "Am Dienstag ist Markt.", summary="Müll")
    closed = await node.post(carl, "Dienstag geheim", visibility=Visibility.FOLLOWERS)
    named = await node.post(carl, "@alice Dienstag vertraulich", visibility=Visibility.DIRECT)

    async def ids(q: str, who=app, **params) -> list[str]:
        found = await who.get("/api/v2/search", q=q, type="statuses", **params)
        return [each["id"] for each in found["statuses"]]

    assert await ids("dienstag") == [str(named.id), str(second.id), str(first.id)]
    assert await ids("muellabfuhr dienstag") == [str(first.id)]
    assert await ids("MULL") == [str(second.id), str(first.id)]
    assert await ids("dienstag montag nie") == []
    assert await ids("dienstag", limit=1, offset=1) == [str(second.id)]
    assert await ids("dienstag", max_id=second.id) == [str(first.id)]
    assert await ids("dienstag", account_id=alice.id) == []
    assert await ids("dienstag", who=anybody) == []
    for odd in ('"', "'", "a' | 'b", '" OR "', "NEAR(", "***", "💡", "a:b -c", "NOT"):
        await ids(odd)
    assert str(closed.id) not in await ids("geheim")


async def test_who_does_not_want_to_be_found_is_not(node, app, alice, carl):
    shy = await make_account(node.store, "shy", indexable=False)
    hers = await make_post(node.store, shy, "Leuchtturm")
    await node.store.write(keep_words, hers)

    async def ids() -> list[str]:
        return [each["id"] for each in (await app.get("/api/v2/search", q="leuchtturm"))["statuses"]]

    before = await ids()
    await app.post(f"/api/v1/statuses/{hers.id}/bookmark")

    assert (before, await ids()) == ([], [str(hers.id)])


async def test_changed_and_deleted_posts_are_found_as_they_are(node, app):
    made = await app.post("/api/v1/statuses", {"status": "Schwimmbad offen"})
    path = f"/api/v1/statuses/{made['id']}"

    async def count(q: str) -> int:
        return len((await app.get("/api/v2/search", q=q))["statuses"])

    await app.ask("PUT", path, json={"status": "Schwimmbad geschlossen"})
    changed = await count("offen"), await count("geschlossen")
    await app.ask("DELETE", path)

    assert (changed, await count("schwimmbad")) == ((0, 1), 0)


async def test_posts_from_before_the_search_are_found_after_a_while(node, app, alice):
    for number in range(3):
        await make_post(node.store, alice, f"Altbestand {number}")
    words = duties(node.node)["words"][1]

    for _ in range(3):
        await words()

    assert len((await app.get("/api/v2/search", q="altbestand"))["statuses"]) == 3


async def test_other_servers_are_asked_only_with_resolve(node, app, bob):
    path, handle = "/api/v2/search", f"@bob@{bob.uri.split('/')[2]}"

    known = await app.get(path, q=bob.uri)
    asked = await app.get(path, q=bob.uri, resolve="true")
    by_handle = await app.get("/api/v1/accounts/search", q=handle, resolve="1")

    assert known["accounts"] == []
    assert [each["username"] for each in asked["accounts"]] == ["bob"]
    assert [each["username"] for each in by_handle] == ["bob"]


async def test_a_silent_server_is_no_fault(node, app, there):
    found = await app.get("/api/v2/search", q="https://silent.test/@x", resolve="true")

    assert found["accounts"] == found["statuses"] == []


async def test_a_report_is_kept(node, app, carl, alice):
    post = await node.post(carl, "Unsinn")

    made = await app.post(
        "/api/v1/reports", data={"account_id": str(carl.id), "status_ids[]": str(post.id), "comment": "Bitte ansehen"}
    )

    assert (made["category"], made["status_ids"], made["target_account"]["acct"]) == ("other", [str(post.id)], "carl")
    for wrong in ({}, {"account_id": "17"}, {"account_id": "x"}):
        assert (await app.ask("POST", "/api/v1/reports", json=wrong)).status == 404
    wrong = {"account_id": str(carl.id), "category": "hate"}
    assert (await app.ask("POST", "/api/v1/reports", json=wrong)).status == 422


async def test_open_posts_of_ours_can_be_embedded(node, anybody, alice):
    post = await node.post(alice, "Guten <b>Tag</b>")
    secret = await node.post(alice, "Geheim", visibility=Visibility.FOLLOWERS)
    dora = await make_account(node.store)
    other = await make_post(node.store, dora)

    shown = await anybody.get("/api/oembed", url=post.url)

    assert "<blockquote" in shown["html"]
    assert "<script" not in shown["html"]
    assert (await anybody.ask("GET", "/api/oembed", url=secret.url)).status == 404
    assert (await anybody.ask("GET", "/api/oembed", url=other.uri)).status == 404
    assert (await anybody.ask("GET", "/api/oembed")).status == 404


def test_every_operation_has_a_schema():
    import re

    from node.web.mastodon.routes import ROUTES

    known = {(method, re.sub(r"\{[^}]*\}", "{}", path)) for method, path, _ in ROUTES if "missing.png" not in path}
    never_answered = {
        ("POST", "/api/v1/accounts"),
        ("POST", "/api/v1/statuses/{}/translate"),
        ("GET", "/api/v1/annual_reports/{}"),
        ("POST", "/api/v1/annual_reports/{}/read"),
    }

    known = {each for each in known if not each[1].startswith("/api/v1/streaming")}  # no JSON: test_streaming.py

    assert known - ANSWERS.keys() == never_answered
