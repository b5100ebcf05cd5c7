"""Collections of recommended accounts as we send them (FEP-7aa9): read back by our own reader, and by JSON-LD processors
to the same meaning."""

import json

import pytest

from node.federation import rendering
from node.federation.reading import read_activity, read_collection, read_json
from node.model.addresses import PUBLIC
from node.model.collection import Collection, CollectionItem, CollectionView, Featured, ItemState
from tests.federation.documents import BOB, HERE, NOW, an_account
from tests.federation.test_rendering import SIGNER, unknown_words

ALICE = an_account()
BOB_ACCOUNT = an_account("bob", uri=BOB, host="there.test")
STAMP = "https://there.test/stamps/1"
URI = HERE.activity(99)
ITEM = Featured(
    CollectionItem(
        id=18,
        collection_id=17,
        account_id=BOB_ACCOUNT.id,
        state=ItemState.ACCEPTED,
        uri=HERE.collection_item("alice", 17, 18),
        stamp_uri=STAMP,
        created_at=NOW,
    ),
    BOB_ACCOUNT,
)
VIEW = CollectionView(
    Collection(
        id=17,
        uri=HERE.collection("alice", 17),
        url=HERE.collection_page(ALICE, 17),
        account_id=ALICE.id,
        name="Gärten",
        description="Wo es grünt",
        language="de",
        tag="garten",
        sensitive=True,
        discoverable=False,
        created_at=NOW,
        updated_at=NOW,
    ),
    ALICE,
    (ITEM,),
)
DOCUMENT = rendering.featured_collection(VIEW, HERE)
ACTIVITIES = {
    "Add": rendering.featuring("Add", URI, ALICE, DOCUMENT, target=HERE.collections("alice"), published=NOW),
    "Add-item": rendering.featuring(
        "Add", URI, ALICE, rendering.featured_item(ITEM), target=VIEW.collection.uri, published=NOW
    ),
    "Remove": rendering.featuring(
        "Remove", URI, ALICE, VIEW.collection.uri, target=HERE.collections("alice"), published=NOW
    ),
    "Update": rendering.featuring("Update", URI, ALICE, DOCUMENT, published=NOW),
    "FeatureRequest": rendering.feature_request(
        URI, ALICE, account_uri=BOB, collection_uri=VIEW.collection.uri, published=NOW
    ),
    "Accept": rendering.accept_feature(
        URI, ALICE, asker_uri=BOB, request_uri=f"{BOB}/requests/1", stamp_uri=HERE.activity(3), published=NOW
    ),
    "Reject": rendering.reject_feature(URI, ALICE, asker_uri=BOB, request_uri=f"{BOB}/requests/1", published=NOW),
    "Delete": rendering.revoke_feature(
        URI, ALICE, stamp_uri=HERE.activity(3), collection_uri=f"{BOB}/featured/1", published=NOW
    ),
}
MEANT = {
    "Add": [
        "7aa9#FeaturedCollection",
        "7aa9#FeaturedItem",
        "7aa9#featureAuthorization",
        "7aa9#topic",
        "ns#discoverable",
    ],
    "FeatureRequest": ["7aa9#FeatureRequest", "activitystreams#instrument"],
    "Accept": ["activitystreams#result"],
    "Delete": ["7aa9#FeatureAuthorization", "gotosocial.org/ns#interactingObject"],
}


def test_a_collection_is_read_back():
    read = read_collection(read_json(json.dumps(DOCUMENT).encode()), now=NOW)

    names = ("uri", "url", "name", "description", "language", "tag", "sensitive", "discoverable", "updated_at")
    assert [getattr(read, name) for name in names] == [getattr(VIEW.collection, name) for name in names]
    assert (read.owner_uri, read.published_at, read.named) == (ALICE.uri, NOW, ())
    assert [tuple(each) for each in read.items] == [(ITEM.item.uri, BOB, STAMP, NOW)]


@pytest.mark.parametrize("name", ACTIVITIES)
def test_every_activity_says_what_who_and_to_whom_and_can_be_signed_offline(name):
    activity = ACTIVITIES[name]

    read = read_activity(read_json(json.dumps(activity).encode()))
    canonical = SIGNER.canonical(activity)

    assert (read.kind, read.actor, read.id) == (name.partition("-")[0], ALICE.uri, URI)
    assert activity["to"] == ([BOB] if name in {"FeatureRequest", "Accept", "Reject"} else [PUBLIC])
    assert "@context" not in (activity["object"] if isinstance(activity["object"], dict) else {})
    assert unknown_words({key: value for key, value in activity.items() if key != "summaryMap"}) - {"de"} == set()
    for word in MEANT.get(name, []):
        assert word in canonical


def test_a_stamp_names_the_collection_and_whose_it_is():
    stamp = rendering.feature_authorization(HERE.activity(3), ALICE, collection_uri=f"{BOB}/featured/1")

    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (f"{BOB}/featured/1", ALICE.uri)
    assert unknown_words(stamp) == set()
    assert "7aa9#FeatureAuthorization" in SIGNER.canonical(stamp)


@pytest.mark.parametrize(
    "item",
    [
        {"featureAuthorization": None},
        {"featuredObject": 17},
        {"type": "Link"},
        {"id": "https://elsewhere.test/items/1"},
    ],
)
def test_an_item_that_names_nobody_or_lies_elsewhere_is_left_out(item):
    changed = {**DOCUMENT, "orderedItems": [{**DOCUMENT["orderedItems"][0], **item}]}

    read = read_collection(changed, now=NOW)

    assert read.items == ()


def test_of_a_collection_no_more_is_read_than_is_kept():
    many = [{**DOCUMENT["orderedItems"][0], "id": f"{VIEW.collection.uri}/items/{number}"} for number in range(200)]

    read = read_collection({**DOCUMENT, "orderedItems": many, "name": "x" * 1_000}, now=NOW)

    assert len(read.items) == 150
    assert len(read.name) <= 256
