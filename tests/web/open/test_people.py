"""Citizens who have an account here are no channels: what they say stands in the open interface where they say it to one, as
theirs, and nowhere else, however much they want to be found (M05, M06, K1)."""

import pytest

from node.model.account import Actor, Kind
from node.outbox.profile import ProfileChange, change
from tests.builders import make_account, make_post
from tests.web.browser import person
from tests.web.open.judging import complaints

LISTS = ("posts", "polls", "participations", "channels", "statistics")


@pytest.fixture
async def anna(city, rathaus):
    """Lives here and wants everybody to find her."""
    made = await city.create("anna", display_name="Anna")
    await change(city.node, Actor(made), ProfileChange(discoverable=True, indexable=True))
    return made


async def states(reader):
    found = (await reader.json("/open/v1/channels/rathaus/rueckkanal"))["items"]
    return {each["uri"]: each["state"] for each in found}


async def test_no_list_names_them(reader, city, rathaus, anna):
    await city.post(anna, "Kino oder Bad?", options=("Kino", "Bad"))
    await city.post(rathaus, "Das Freibad öffnet.")

    lists = {each: await reader.text(f"/open/v1/{each}") for each in (*LISTS, "register.jsonld")}

    assert {each for each, text in lists.items() if "anna" in text.lower()} == set()
    assert {each for each, text in lists.items() if "rathaus" in text} == {*lists} - {"polls", "participations"}


@pytest.mark.parametrize(
    "path",
    [
        "channels/anna",
        "channels/anna/rueckkanal",
        "channels/anna/albums",
        "posts?channel=anna",
        "polls?channel=anna",
        "statistics?channel=anna",
        "stream?channel=anna",
    ],
)
async def test_nothing_is_to_be_had_of_them_as_of_a_channel(reader, city, anna, path):
    post = await city.post(anna)
    await make_post(city.store, await make_account(city.store, "bob", "there.test"), "Na?", in_reply_to_uri=post.uri)

    assert (await city.get(f"/open/v1/{path}", accept="application/json")).status == 404


async def test_what_they_say_to_a_channel_is_a_contribution_and_theirs(reader, city, rathaus, anna):
    post = await city.post(rathaus, "Das Freibad öffnet.")
    said = await city.post(anna, "@rathaus Danke!", in_reply_to_id=post.id)

    [listed] = (await reader.json("/open/v1/channels/rathaus/rueckkanal"))["items"]
    thread = (await reader.json(f"/open/v1/posts/{post.id}/thread"))["items"]
    alone = await reader.json(f"/open/v1/posts/{said.id}")

    assert [each["uri"] for each in thread] == [post.uri, said.uri]
    for each in (listed, thread[1], alone):
        assert (each["channels"], each["author"]["uri"]) == (["rathaus"], anna.uri)
        assert (each["license"], each["state"]) == (None, "received")


async def test_by_its_address_a_post_is_told_as_theirs(reader, city, anna):
    """Whoever has the address gets it on its page as well. Nothing of ours is said about how it may be used."""
    post = await city.post(anna, "Kino oder Bad?")

    told = await reader.json(f"/open/v1/posts/{post.id}")
    note = await city.json(post.uri)

    assert (told["channels"], told["license"], told["author"]["uri"]) == ([], None, anna.uri)
    assert "license" not in note
    assert complaints(f"/open/v1/posts/{post.id}", told, 200) == []


async def test_what_was_said_to_them_concerns_nobody(reader, city, anna):
    post = await city.post(anna)
    said = await make_post(
        city.store, await make_account(city.store, "bob", "there.test"), "Na?", in_reply_to_uri=post.uri
    )

    await reader.json(f"/open/v1/posts/{said.id}", status=404)


async def test_whom_an_organisation_names_is_its_channel_whoever_it_is(reader, city, rathaus):
    named = await city.create("presse", kind=Kind.PERSON)
    await city.store.write(lambda tx: tx.channels.put_office(named.id, "stadt"))
    post = await city.post(named, "Pressestunde um zehn.")

    assert [each["name"] for each in (await reader.json("/open/v1/channels"))["items"]] == ["rathaus", "presse"]
    [listed] = (await reader.json("/open/v1/posts"))["items"]
    assert (listed["uri"], listed["license"] is None) == (post.uri, False)


async def test_an_answer_of_theirs_answers_for_no_channel(reader, city, rathaus, anna):
    post = await city.post(rathaus, "Das Freibad öffnet.")
    asked = await make_post(
        city.store, await make_account(city.store, "bob", "there.test"), "Wann?", in_reply_to_uri=post.uri
    )
    await city.post(anna, "Um acht.", in_reply_to_id=asked.id)
    before = await states(reader)
    await city.post(rathaus, "Um neun.", in_reply_to_id=asked.id)
    after = await states(reader)

    assert (before[asked.uri], after[asked.uri]) == ("received", "answered")


async def test_a_person_who_calls_themselves_automated_is_no_channel(reader, city, rathaus, anna):
    await person(city, anna, "anna@stadt.test")
    await change(city.node, Actor(anna), ProfileChange(is_bot=True))
    await city.post(anna, "Piep.")
    gauge = await city.create("pegel", kind=Kind.SERVICE)
    level = await city.post(gauge, "Pegel 2,10 m")

    assert [each["name"] for each in (await reader.json("/open/v1/channels"))["items"]] == ["rathaus", "pegel"]
    assert await reader.ids("/open/v1/posts") == [level.id]


async def test_without_organisations_every_account_that_wants_to_be_found_is_one_of_the_nodes(node):
    """Nothing tells them apart there, and a node that has only been set up is open as well (M03)."""
    alice, shy = await node.create("alice"), await node.create("shy")
    await change(node.node, Actor(shy), ProfileChange(discoverable=False))
    said = await node.post(alice, "Das Freibad öffnet.", options=("Ja", "Nein"))
    await node.post(shy, "Ich bin nicht da.")

    for each in ("posts", "polls", "channels", "statistics"):
        answer = await node.get(f"/open/v1/{each}", accept="application/json")
        text = await answer.text()
        assert (each, answer.status, "alice" in text, "shy" in text) == (each, 200, True, False)
    found = await node.json(f"/open/v1/posts/{said.id}", accept="application/json")
    assert found["license"] == node.node.config.open.license
