"""Collections of recommended accounts that others keep, and their answers to ours (FEP-7aa9)."""

import pytest

from node.errors import Forbidden
from node.model.account import Actor
from node.model.collection import CollectionChange
from node.outbox.recommend import change_collection, delete_collection
from node.outbox.recommended import renew_collections
from tests.builders import make_follow
from tests.inbox.featuring import collection_of, discoverable, featuring, item_of, open_to, seen, stamp_of, states
from tests.inbox.steps import arrives, followed, known
from tests.web.mastodon.app import app_of


def add(owner, about, *, target=None):
    return owner.activity("Add", about, target=target or owner.more["featuredCollections"])


@pytest.fixture
async def bob(there, node):
    return open_to(there.actor("bob"))


@pytest.fixture
async def carol(there, node):
    return open_to(there.actor("carol", host="elsewhere.test"))


# --- theirs ------------------------------------------------------------------------------------------------------------


async def test_a_collection_of_somebody_who_is_followed_is_kept_with_who_let_it(node, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    item = item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"])
    collection["orderedItems"] = [item]

    outcome = await arrives(node, add(bob, collection), bob)

    view = await seen(node, collection["id"])
    assert outcome == "202 done: the collection will be looked at"
    assert (view.collection.name, view.collection.description, view.collection.tag) == (
        "Gute Nachbarn",
        "Lesenswert",
        "Garten",
    )
    assert states(view) == [(carol.uri, "accepted")]


async def test_of_a_stranger_it_is_not_kept(node, bob):
    outcome = await arrives(node, add(bob, collection_of(bob)), bob)

    assert (outcome, await node.count("collections")) == (
        "202 done: ignored: nobody here follows whose collection it is",
        0,
    )


@pytest.mark.parametrize(
    "forged",
    [
        {"interactingObject": "http://there.test/other"},
        {"interactionTarget": "http://elsewhere.test/users/eve"},
        {"type": "Note"},
    ],
)
async def test_a_forged_stamp_features_nobody(node, alice, bob, carol, forged):
    """T-076"""
    await followed(node, alice, bob)
    collection = collection_of(bob)
    collection["orderedItems"] = [item_of(bob, carol.uri, stamp_of(carol, collection["id"], **forged)["id"])]

    await arrives(node, add(bob, collection), bob)

    assert states(await seen(node, collection["id"])) == []


async def test_a_stamp_of_another_origin_is_not_even_fetched(node, there, alice, bob, carol):
    """T-076"""
    await followed(node, alice, bob)
    collection = collection_of(bob)
    stamp = stamp_of(bob, collection["id"], interactionTarget=carol.uri)
    collection["orderedItems"] = [item_of(bob, carol.uri, stamp["id"])]

    await arrives(node, add(bob, collection), bob)

    assert states(await seen(node, collection["id"])) == []
    assert ("GET", stamp["id"]) not in there.requests


async def test_one_of_ours_who_gave_no_stamp_is_not_shown(node, alice, bob):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    collection["orderedItems"] = [item_of(bob, alice.uri, f"{node.origin}/activities/17")]

    await arrives(node, add(bob, collection), bob)

    assert states(await seen(node, collection["id"])) == []


async def test_others_are_asked_a_bounded_number_of_times(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    collection["orderedItems"] = [item_of(bob, carol.uri, f"{carol.uri}/stamps/x{number}") for number in range(150)]

    await arrives(node, add(bob, collection), bob)

    assert 0 < sum("/stamps/x" in url for _, url in there.requests) <= 60


async def test_who_could_not_be_asked_is_asked_a_little_later(node, there, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    item = item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"])
    collection["orderedItems"] = [item]
    there.down.add("elsewhere.test")

    await arrives(node, add(bob, collection), bob)
    before = states(await seen(node, collection["id"]))
    there.down.clear()
    node.clock.move(hours=1)
    await node.work()

    assert (before, states(await seen(node, collection["id"]))) == ([], [(carol.uri, "accepted")])


async def test_items_that_are_only_named_are_fetched(node, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    item = bob.server.serve(item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"]))
    collection["orderedItems"] = [item["id"], f"{bob.uri}/items/gone", "http://elsewhere.test/items/1"]

    await arrives(node, add(bob, collection), bob)

    assert states(await seen(node, collection["id"])) == [(carol.uri, "accepted")]


async def test_what_is_no_collection_is_left_alone(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note()

    await arrives(node, add(bob, note["id"]), bob)

    assert await node.count("collections") == 0
    assert await node.count("jobs") == 0


async def test_an_item_that_comes_later_is_added_and_one_that_goes_is_removed(node, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    await arrives(node, add(bob, collection), bob)
    item = item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"])
    collection["orderedItems"] = [item]

    await arrives(node, add(bob, item, target=collection["id"]), bob)
    added = states(await seen(node, collection["id"]))
    outcome = await arrives(node, bob.activity("Remove", item["id"], target=collection["id"]), bob)

    assert added == [(carol.uri, "accepted")]
    assert outcome == "202 done: one account less is recommended"
    assert states(await seen(node, collection["id"])) == []


async def test_what_it_says_is_renewed_and_who_it_no_longer_names_goes(node, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    collection["orderedItems"] = [item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"])]
    await arrives(node, add(bob, collection), bob)
    collection |= {"name": "Neue Nachbarn", "orderedItems": []}
    bob.server.serve(collection)

    await arrives(node, bob.activity("Update", collection), bob)

    view = await seen(node, collection["id"])
    assert (view.collection.name, states(view)) == ("Neue Nachbarn", [])


async def test_it_is_looked_at_again_from_time_to_time(node, alice, bob):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    await arrives(node, add(bob, collection), bob)
    bob.server.serve(collection | {"name": "Neue Nachbarn"})

    await renew_collections(node.node)
    await node.work()
    early = (await seen(node, collection["id"])).collection.name
    node.clock.move(days=8)
    await renew_collections(node.node)
    await node.work()

    assert (early, (await seen(node, collection["id"])).collection.name) == ("Gute Nachbarn", "Neue Nachbarn")


@pytest.mark.parametrize("kind", ["Remove", "Delete"])
async def test_it_goes_when_its_owner_says_so(node, alice, bob, kind):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    await arrives(node, add(bob, collection), bob)
    more = {"target": bob.more["featuredCollections"]} if kind == "Remove" else {}

    await arrives(node, bob.activity(kind, collection["id"], **more), bob)

    assert await seen(node, collection["id"]) is None


@pytest.mark.parametrize("kind", ["Add", "Update", "Remove", "Delete"])
async def test_nobody_changes_the_collections_of_others(node, there, alice, bob, kind):
    """T-071"""
    await followed(node, alice, bob)
    collection = collection_of(bob)
    await arrives(node, add(bob, collection), bob)
    eve = open_to(there.actor("eve"))
    await followed(node, alice, eve)
    bob.server.serve(collection | {"name": "Gestohlen"})

    outcome = await arrives(node, eve.activity(kind, collection, target=eve.more["featuredCollections"]), eve)

    assert outcome.startswith("202 refused: only its owner may")
    assert (await seen(node, collection["id"])).collection.name == "Gute Nachbarn"


async def test_a_stamp_that_is_deleted_ends_it(node, alice, bob, carol):
    await followed(node, alice, bob)
    collection = collection_of(bob)
    stamp = stamp_of(carol, collection["id"])
    collection["orderedItems"] = [item_of(bob, carol.uri, stamp["id"])]
    await arrives(node, add(bob, collection), bob)

    outcome = await arrives(node, carol.activity("Delete", stamp), carol)
    await arrives(node, bob.activity("Update", collection), bob)

    assert outcome == "202 done: revoked: they are no longer featured"
    assert states(await seen(node, collection["id"])) == []


async def test_a_collection_is_found_by_its_address(node, alice, bob, carol):
    collection = collection_of(bob)
    collection["orderedItems"] = [item_of(bob, carol.uri, stamp_of(carol, collection["id"])["id"])]
    app = await app_of(node, alice)

    [found] = (await app.get("/api/v2/search", q=collection["id"], resolve="true"))["collections"]
    await node.work()

    whole = await app.get(f"/api/v1/collections/{found['id']}")
    assert (found["name"], found["local"], found["items"]) == ("Gute Nachbarn", False, [])
    assert whole["collection"]["item_count"] == 1
    assert [each["uri"] for each in whole["accounts"]] == [bob.uri, carol.uri]


# --- ours --------------------------------------------------------------------------------------------------------------


async def test_somebody_elsewhere_is_asked_and_stands_in_it_once_they_accept(node, alice, bob, carol):
    await followed(node, alice, bob)
    fan = await known(node, carol)
    await make_follow(node.store, fan, alice)
    view = await featuring(node, alice, await known(node, bob))
    [request] = bob.received("FeatureRequest")
    before = (states(view), await node.json(view.collection.uri))
    stamp = stamp_of(bob, view.collection.uri)

    outcome = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)

    assert (request["object"], request["instrument"]) == (bob.uri, view.collection.uri)
    assert before[0] == [(bob.uri, "pending")]
    assert before[1]["orderedItems"] == []
    assert outcome == "202 done: accepted: they are featured"
    [item] = (await node.json(view.collection.uri))["orderedItems"]
    assert (item["featuredObject"], item["featureAuthorization"]) == (bob.uri, stamp["id"])
    collection_added, item_added = carol.received("Add")
    assert collection_added["object"]["id"] == view.collection.uri
    assert collection_added["target"] == f"{alice.uri}/collections/recommended"
    assert (item_added["object"]["id"], item_added["target"]) == (item["id"], view.collection.uri)
    assert await node.json(item["id"]) == {"@context": (await node.json(item["id"]))["@context"], **item}
    assert bob.received("Add")[-1]["object"]["id"] == item["id"]


async def test_pending_items_only_their_owner_sees(node, alice, bob):
    view = await featuring(node, alice, await known(node, bob))

    assert states(view) == [(bob.uri, "pending")]
    assert states(await seen(node, view.collection.uri)) == []


@pytest.mark.parametrize(
    ("forged", "problem"),
    [
        ({"interactingObject": "http://here.test/other"}, "the stamp is for another collection"),
        ({"interactionTarget": "http://there.test/users/eve"}, "the stamp is not by who is featured"),
        ({"type": "QuoteAuthorization"}, "this is no stamp for a collection"),
    ],
)
async def test_an_accept_with_a_forged_stamp_is_refused(node, alice, bob, forged, problem):
    """T-076"""
    view = await featuring(node, alice, await known(node, bob))
    [request] = bob.received("FeatureRequest")
    stamp = stamp_of(bob, view.collection.uri, **forged)

    outcome = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)

    assert outcome == f"202 refused: {problem}"
    assert states(await seen(node, view.collection.uri, alice.id)) == [(bob.uri, "pending")]


async def test_an_accept_with_a_stamp_of_another_server_or_by_another_is_refused(node, there, alice, bob, carol):
    """T-076"""
    view = await featuring(node, alice, await known(node, bob))
    [request] = bob.received("FeatureRequest")
    stamp = stamp_of(carol, view.collection.uri, interactionTarget=bob.uri)

    by_bob = await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)
    by_carol = await arrives(node, carol.activity("Accept", request["id"], result=stamp["id"]), carol)

    assert by_bob == "202 refused: the stamp is not on the server of who is featured"
    assert by_carol == "202 refused: only who would be featured may answer"
    assert states(await seen(node, view.collection.uri, alice.id)) == [(bob.uri, "pending")]


async def test_who_rejects_is_not_featured(node, alice, bob):
    view = await featuring(node, alice, await known(node, bob))
    [request] = bob.received("FeatureRequest")

    outcome = await arrives(node, bob.activity("Reject", request["id"]), bob)

    assert outcome == "202 done: rejected: they are not featured"
    assert states(await seen(node, view.collection.uri, alice.id)) == []


async def accepted(node, alice, bob):
    view = await featuring(node, alice, await known(node, bob))
    [request] = bob.received("FeatureRequest")
    stamp = stamp_of(bob, view.collection.uri)
    await arrives(node, bob.activity("Accept", request["id"], result=stamp["id"]), bob)
    return view, request, stamp


@pytest.mark.parametrize("how", ["Delete", "Reject", "Block"])
async def test_who_takes_it_back_is_removed(node, alice, bob, carol, how):
    fan = await known(node, carol)
    await make_follow(node.store, fan, alice)
    view, request, stamp = await accepted(node, alice, bob)
    about = {"Delete": stamp, "Reject": request["id"], "Block": alice.uri}[how]

    await arrives(node, bob.activity(how, about), bob)

    assert states(await seen(node, view.collection.uri, alice.id)) == []
    [removed] = carol.received("Remove")
    assert (removed["object"], removed["target"]) == (view.items[0].item.uri, view.collection.uri)


async def test_nobody_takes_back_the_stamps_of_others(node, there, alice, bob):
    view, _, stamp = await accepted(node, alice, bob)
    eve = there.actor("eve")

    await arrives(node, eve.activity("Delete", stamp["id"]), eve)

    assert states(await seen(node, view.collection.uri)) == [(bob.uri, "accepted")]


async def test_a_change_and_the_end_are_told_to_followers_and_who_is_featured(node, alice, bob, carol):
    fan = await known(node, carol)
    await make_follow(node.store, fan, alice)
    view, _, _ = await accepted(node, alice, bob)

    await change_collection(node.node, Actor(alice), view.collection.id, CollectionChange(name="Neu"))
    await node.work()
    await delete_collection(node.node, Actor(alice), view.collection.id)
    await node.work()

    for each in (bob, carol):
        [update], [remove] = each.received("Update"), each.received("Remove")
        assert (update["object"]["name"], update["object"]["type"]) == ("Neu", "FeaturedCollection")
        assert (remove["object"], remove["target"]) == (view.collection.uri, f"{alice.uri}/collections/recommended")


async def test_who_says_nothing_about_it_is_not_asked(node, there, alice):
    silent = there.actor("silent")

    with pytest.raises(Forbidden):
        await featuring(node, alice, await known(node, silent))

    assert (silent.received(), await node.count("collections")) == ([], 0)


async def test_a_rule_that_is_new_is_looked_up_before_they_are_asked(node, there, alice):
    late = there.actor("late")
    account = await known(node, late)
    open_to(late)
    node.clock.move(hours=2)

    view = await featuring(node, alice, account)

    assert states(view) == [(late.uri, "pending")]


async def test_who_approves_by_hand_is_asked(node, there, alice):
    shy = open_to(there.actor("shy"), automatic=(), manual=("https://www.w3.org/ns/activitystreams#Public",))

    view = await featuring(node, alice, await known(node, shy))

    assert states(view) == [(shy.uri, "pending")]


async def test_our_documents_say_what_there_is(node, alice, bob):
    alice = await discoverable(node, alice)
    view = await featuring(node, alice, alice)

    actor = await node.json(alice.uri)
    listed = await node.json("/users/alice/collections/recommended")
    collection = await node.json(view.collection.uri)

    assert actor["interactionPolicy"]["canFeature"]["automaticApproval"] == [
        "https://www.w3.org/ns/activitystreams#Public"
    ]
    assert actor["featuredCollections"] == listed["id"] == f"{alice.uri}/collections/recommended"
    assert (listed["type"], listed["orderedItems"]) == ("OrderedCollection", [view.collection.uri])
    assert (collection["type"], collection["attributedTo"]) == ("FeaturedCollection", alice.uri)
    assert collection["totalItems"] == len(collection["orderedItems"]) == 1
    assert (await node.get("/users/alice/recommended/17")).status == 404
    assert (await node.get(f"/users/alice/recommended/{view.collection.id}/items/17")).status == 404
    assert (await node.get(f"/users/alice/recommended/{'9' * 30}")).status == 404
    page = await node.get(view.collection.uri, accept="text/html")
    assert (page.status, page.headers["Location"]) == (302, view.collection.url)
