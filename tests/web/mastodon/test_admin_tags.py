"""What those who moderate decide about hashtags: may posts have them, may they trend, are they found (Admin::Tag)."""

from datetime import timedelta

import pytest

from node.errors import DisallowedTags
from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.schedule import schedule
from tests.builders import make_account, make_post
from tests.web.browser import Browser, person

TAGS = "/api/v1/admin/tags"


@pytest.fixture
async def tag(node, moderator, alice):
    """#Werbung, which was used."""
    await node.post(alice, "Nur heute #Werbung")
    return await shown(moderator, "Werbung")


async def shown(moderator, name):
    [found] = [each for each in await moderator.get(TAGS) if each["name"] == name]
    return found


async def decide(moderator, tag, **flags):
    answer = await moderator.ask("PUT", f"{TAGS}/{tag['id']}", flags)
    assert answer.status == 200, answer.body
    return answer.body


async def test_what_is_decided_is_kept_and_the_rest_stays(node, moderator, tag):
    assert (tag["usable"], tag["listable"], tag["trendable"]) == (True, True, True)

    changed = await decide(moderator, tag, usable=False)
    later = await decide(moderator, tag, listable=False, trendable=False)
    found = await moderator.get(f"{TAGS}/{tag['id']}")

    assert (changed["usable"], changed["listable"], changed["trendable"]) == (False, True, True)
    assert (later["usable"], later["listable"], later["trendable"]) == (False, False, False)
    assert found == later == await shown(moderator, "Werbung")
    back = await decide(moderator, tag, usable=True, listable=True, trendable=True)
    assert (back["usable"], back["listable"], back["trendable"]) == (True, True, True)
    acts = await node.store.read(lambda tx: tx.acts.all(limit=6))
    assert [each.kind.value for each in acts] == ["approve"] * 3 + ["decline"] * 3
    assert {each.object_uri for each in acts} == {node.node.addresses.tag_page("werbung")}


async def test_no_door_takes_a_post_with_a_hashtag_that_is_not_allowed(node, moderator, carls, tag, alice):
    old = (await node.views(*await node.store.read(lambda tx: tx.timelines.public(local=True))))[0].post
    await decide(moderator, tag, usable=False)

    refused = await carls.ask("POST", "/api/v1/statuses", {"status": "Kommt alle! #WERBUNG #markt"})

    assert refused.status == 422
    assert refused.body["error"] == "Validation failed: Text contained a disallowed hashtag: WERBUNG"
    later = node.clock() + timedelta(days=1)
    with pytest.raises(DisallowedTags):
        await schedule(node.node, Actor(alice), Draft(text="Später #werbung"), later)
    clean = await node.post(alice, "Ohne")
    with pytest.raises(DisallowedTags):
        await edit(node.node, Actor(alice), clean.id, Draft(text="Mit #Werbung"))
    with pytest.raises(DisallowedTags):
        await publish(node.node, Actor(alice), Draft(text="Gut", translations={"en": "Good #werbung"}))
    assert await node.count("posts") == 2
    assert await node.count("scheduled_posts") == 0
    corrected = await edit(node.node, Actor(alice), old.id, Draft(text="Nur gestern #Werbung"))
    assert corrected.tags == ("werbung",)  # what stood there before may stay: mistakes can still be put right
    await decide(moderator, tag, usable=True)
    assert (await carls.post("/api/v1/statuses", {"status": "Wieder #Werbung"}))["tags"][0]["name"] == "Werbung"


async def test_the_form_says_which_one_and_keeps_what_was_typed(node, moderator, tag, carl):
    await decide(moderator, tag, usable=False)
    await person(node, carl, "carl@here.test")
    browser = Browser(node)
    await browser.log_in("carl@here.test")
    await browser.get("/verfassen")

    seen = await browser.press("Als Carl veröffentlichen", text="Heute #Werbung und mehr")

    assert seen.status == 422
    assert "Das Stichwort #Werbung ist in Beiträgen hier nicht zugelassen." in seen.page.text
    assert "Heute #Werbung und mehr" in seen.page.html
    ours = await browser.press("Als Carl veröffentlichen", text="Heute und mehr")
    assert "Heute und mehr" in ours.page.text


async def test_posts_of_others_keep_it_but_it_does_not_trend(node, moderator, anybody, tag):
    await decide(moderator, tag, usable=False)
    await make_post(node.store, await make_account(node.store), "Von anderswo", tags=("werbung",))

    page = await node.page("/tags/werbung")

    assert "Von anderswo" in page
    assert await anybody.get("/api/v1/trends/tags") == []
    assert [each["name"] for each in await moderator.get("/api/v1/admin/trends/tags")] == ["Werbung"]


async def test_what_is_not_listable_is_not_found_by_its_beginning(node, moderator, carls, tag, alice):
    await node.post(alice, "Ein #Werkstatt Tag")
    await decide(moderator, tag, listable=False)

    found = await carls.get("/api/v2/search?q=wer&type=hashtags")
    page = await node.page("/suche?q=wer")

    assert [each["name"] for each in found["hashtags"]] == ["Werkstatt"]
    assert "/tags/Werkstatt" in page
    assert "/tags/Werbung" not in page
    assert (await carls.get("/api/v1/tags/werbung"))["name"] == "Werbung"  # whoever knows it still gets there


async def test_the_list_has_pages_without_gap_or_repetition(node, moderator, alice):
    await node.post(alice, " ".join(f"#wort{number}" for number in range(7)))

    found, ids, query = [], [], "?limit=3"
    while page := await moderator.get(f"{TAGS}{query}"):
        found += [each["name"] for each in page]
        ids += [int(each["id"]) for each in page]
        query = f"?limit=3&max_id={page[-1]['id']}"

    assert sorted(found) == [f"wort{number}" for number in range(7)]
    assert ids == sorted(ids, reverse=True)
    above = await moderator.get(f"{TAGS}?limit=2&min_id={ids[-1]}")
    assert [int(each["id"]) for each in above] == ids[-3:-1]


async def test_it_is_for_those_who_moderate(node, carls, moderator, anybody, tag):
    assert (await anybody.ask("GET", TAGS)).status == 401
    for method, path in (("GET", TAGS), ("GET", f"{TAGS}/{tag['id']}"), ("PUT", f"{TAGS}/{tag['id']}")):
        assert (await carls.ask(method, path, {"usable": False})).status == 403
    for number in ("1", "x", "9" * 40):
        assert (await moderator.ask("GET", f"{TAGS}/{number}")).status == 404
        assert (await moderator.ask("PUT", f"{TAGS}/{number}", {"usable": False})).status == 404
    assert (await shown(moderator, "Werbung"))["usable"] is True
