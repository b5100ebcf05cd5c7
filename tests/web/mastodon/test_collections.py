"""Collections of recommended accounts, as apps of people here see them."""

from dataclasses import replace

import pytest

from node.model.account import Actor
from node.outbox.block import block
from node.outbox.profile import ProfileChange, change
from tests.builders import make_follow
from tests.web.mastodon.app import App, app_of

COLLECTIONS = "/api/v1/collections"


@pytest.fixture
async def alice(node):
    """Keeps collections."""
    return await shown(node, "alice")


@pytest.fixture
async def carl(node):
    """Wants to be discovered, and so lets himself be featured."""
    return await shown(node, "carl", display_name="Carl")


async def shown(node, name, **more):
    account = await node.create(name, **more)
    return await change(node.node, Actor(account), ProfileChange(discoverable=True))


async def make(app: App, *accounts, **more):
    wanted = {"name": "Nachbarschaft", "account_ids": [str(each.id) for each in accounts], **more}
    return (await app.post(COLLECTIONS, wanted))["collection"]


def path(collection, *more):
    return "/".join([COLLECTIONS, collection["id"], *more])


async def test_a_collection_is_made_with_accounts_and_read_by_everybody(node, app, anybody, alice, carl):
    made = await make(
        app, carl, description="Wer hier wohnt", language="de", tag_name="#Köln", sensitive=True, discoverable=True
    )

    found = await anybody.get(path(made))

    assert found["collection"] == made
    assert made["name"] == "Nachbarschaft"
    assert made["description"] == "Wer hier wohnt"
    assert (made["language"], made["sensitive"], made["discoverable"], made["local"]) == ("de", True, True, True)
    assert made["tag"] == {"name": "Köln", "url": f"{node.origin}/tags/K%C3%B6ln"}
    assert [(each["account_id"], each["state"]) for each in made["items"]] == [(str(carl.id), "accepted")]
    assert [each["id"] for each in found["accounts"]] == [str(alice.id), str(carl.id)]
    assert found["accounts"][1]["feature_approval"] == {
        "automatic": ["public"],
        "manual": [],
        "current_user": "automatic",
    }


async def test_who_is_featured_is_told_and_finds_the_collections(app, carls, anybody, alice, carl):
    made = await make(app, carl)

    [told] = await carls.get("/api/v1/notifications")

    assert (told["type"], told["account"]["id"]) == ("added_to_collection", str(alice.id))
    assert told["collection"]["id"] == made["id"]
    grouped = await carls.get("/api/v2/notifications")
    assert grouped["notification_groups"][0]["collection"]["id"] == made["id"]
    for reader in (app, carls, anybody):
        found = await reader.get(f"/api/v1/accounts/{carl.id}/in_collections")
        assert [each["id"] for each in found["collections"]] == [made["id"]]


async def test_it_is_changed_and_who_is_featured_learns_of_it(app, carls, anybody, carl):
    made = await make(app, carl, tag_name="koeln")

    changed = (await app.ask("PATCH", path(made), json={"name": "Köln", "tag_name": ""})).body["collection"]

    assert (changed["name"], changed["tag"], changed["description"]) == ("Köln", None, "")
    assert changed["items"] == made["items"]
    newest, *_ = await carls.get("/api/v1/notifications")
    assert newest["type"] == "collection_update"
    await app.ask("PATCH", path(made), json={"description": "Rat & <Tat>"})
    assert (await anybody.get(path(made)))["collection"]["description"] == "Rat & &lt;Tat>"


async def test_it_is_deleted(app, anybody, node, carl):
    made = await make(app, carl)
    stamp = (await node.json(made["uri"]))["orderedItems"][0]["featureAuthorization"]

    assert (await app.ask("DELETE", path(made))).status == 200

    assert (await anybody.ask("GET", path(made))).status == 404
    assert (await node.get(made["uri"])).status == 404
    assert (await node.get(stamp)).status == 404
    assert await node.count("collection_items") == 0


async def test_accounts_are_added_and_removed(app, anybody, carl):
    made = await make(app)

    item = (await app.post(path(made, "items"), {"account_id": str(carl.id)}))["collection_item"]

    assert item["state"] == "accepted"
    assert (await anybody.get(path(made)))["collection"]["items"] == [item]
    assert (await app.ask("DELETE", path(made, "items", item["id"]))).status == 200
    assert (await anybody.get(path(made)))["collection"]["items"] == []


async def test_who_is_featured_takes_themselves_out_for_good(app, carls, anybody, node, carl):
    made = await make(app, carl)
    item = made["items"][0]
    stamp = (await node.json(made["uri"]))["orderedItems"][0]["featureAuthorization"]

    assert (await carls.ask("POST", path(made, "items", item["id"], "revoke"))).status == 200

    assert (await app.get(path(made)))["collection"]["item_count"] == 0
    assert (await node.get(stamp)).status == 404
    assert (await node.json(made["uri"]))["orderedItems"] == []
    await app.ask("DELETE", path(made, "items", item["id"]))
    again = await app.ask("POST", path(made, "items"), json={"account_id": str(carl.id)})
    assert (again.status, again.body["details"]["account_id"][0]["error"]) == (422, "ERR_TAKEN")


# --- who may -----------------------------------------------------------------------------------------------------------


async def test_who_does_not_want_to_be_discovered_is_not_featured(app, node):
    dora = await node.create("dora")
    hidden = await change(node.node, Actor(dora), ProfileChange(discoverable=False))
    made = await make(app)

    added = await app.ask("POST", path(made, "items"), json={"account_id": str(hidden.id)})
    created = await app.ask("POST", COLLECTIONS, json={"name": "x", "account_ids": [str(hidden.id)]})

    assert (added.status, created.status) == (403, 403)
    assert added.body["error"] == "This action is not allowed"
    assert await node.count("collections") == 1
    assert await node.count("collection_items") == 0
    approval = (await app.get(f"/api/v1/accounts/{hidden.id}"))["feature_approval"]
    assert approval == {"automatic": [], "manual": [], "current_user": "denied"}


async def test_who_approves_followers_is_featured_by_them_only(app, node, alice, carl):
    await change(node.node, Actor(carl), ProfileChange(approves_followers=True))
    made = await make(app)
    before = await app.ask("POST", path(made, "items"), json={"account_id": str(carl.id)})
    said = (await app.get(f"/api/v1/accounts/{carl.id}"))["feature_approval"]

    await make_follow(node.store, alice, carl)

    assert (before.status, said["automatic"], said["current_user"]) == (403, ["followers"], "denied")
    assert (await app.get(f"/api/v1/accounts/{carl.id}"))["feature_approval"]["current_user"] == "automatic"
    assert (await app.ask("POST", path(made, "items"), json={"account_id": str(carl.id)})).status == 200


async def test_nobody_touches_the_collections_of_others(app, carls, carl):
    made = await make(app, carl)
    item = made["items"][0]["id"]

    answers = [
        await carls.ask("PATCH", path(made), json={"name": "Meine"}),
        await carls.ask("DELETE", path(made)),
        await carls.ask("POST", path(made, "items"), json={"account_id": str(carl.id)}),
        await carls.ask("DELETE", path(made, "items", item)),
        await app.ask("POST", path(made, "items", item, "revoke")),
    ]

    assert [each.status for each in answers] == [403] * 5
    assert (await app.get(path(made)))["collection"] == made


async def test_only_with_the_scopes(node, alice, anybody, carl):
    reads = await app_of(node, carl, "read:collections")

    assert (await anybody.ask("POST", COLLECTIONS, json={"name": "x"})).status == 401
    assert (await reads.ask("POST", COLLECTIONS, json={"name": "x"})).status == 403
    assert await node.count("collections") == 0


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "name", "ERR_BLANK"),
        ({"name": " "}, "name", "ERR_BLANK"),
        ({"name": "x" * 41}, "name", "ERR_TOO_LONG"),
        ({"name": "x", "description": "x" * 101}, "description", "ERR_TOO_LONG"),
        ({"name": "x", "tag_name": "zwei Worte"}, "tag_name", "ERR_INVALID"),
        ({"name": "x", "language": "???"}, "language", "ERR_INVALID"),
        ({"name": "x", "account_ids": [str(number) for number in range(1, 28)]}, "account_ids", "ERR_TOO_MANY"),
    ],
)
async def test_what_is_wrong_is_said_for_each_field(app, node, sent, field, code):
    answer = await app.ask("POST", COLLECTIONS, json=sent)

    assert answer.status == 422
    assert [each["error"] for each in answer.body["details"][field]] == [code]
    assert answer.body["error"].startswith("Validation failed: ")
    assert await node.count("collections") == 0


async def test_ten_collections_are_enough(app):
    for number in range(10):
        await make(app, name=f"Sammlung {number}")

    answer = await app.ask("POST", COLLECTIONS, json={"name": "Noch eine"})

    assert (answer.status, answer.body["details"]["base"][0]["error"]) == (422, "ERR_TOO_MANY")


async def test_twenty_five_accounts_are_enough(app, node):
    accounts = [await shown(node, f"kanal{number}") for number in range(26)]
    made = await make(app, *accounts[:25])

    answer = await app.ask("POST", path(made, "items"), json={"account_id": str(accounts[25].id)})

    assert (answer.status, made["item_count"]) == (422, 25)


@pytest.mark.parametrize("number", ["0", "17", "x", "9" * 30, "-1"])
async def test_what_is_not_there_is_not_found(app, number):
    made = await make(app)

    answers = [
        await app.ask("GET", f"{COLLECTIONS}/{number}"),
        await app.ask("PATCH", f"{COLLECTIONS}/{number}", json={"name": "x"}),
        await app.ask("DELETE", f"{COLLECTIONS}/{number}"),
        await app.ask("POST", f"{COLLECTIONS}/{number}/items", json={"account_id": "1"}),
        await app.ask("POST", path(made, "items"), json={"account_id": number}),
        await app.ask("DELETE", path(made, "items", number)),
        await app.ask("POST", path(made, "items", number, "revoke")),
        await app.ask("GET", f"/api/v1/accounts/{number}/collections"),
        await app.ask("GET", f"/api/v1/accounts/{number}/in_collections"),
        await app.ask("POST", COLLECTIONS, json={"name": "x", "account_ids": [number]}),
    ]

    assert [each.status for each in answers] == [404] * len(answers)


async def test_an_account_must_be_named(app):
    made = await make(app)

    answer = await app.ask("POST", path(made, "items"), json={})

    assert (answer.status, answer.body["error"]) == (422, "`account_id` parameter is missing")


# --- who sees what -----------------------------------------------------------------------------------------------------


async def test_what_is_not_to_be_discovered_only_its_owner_finds(app, carls, anybody, alice, carl):
    hidden = await make(app, discoverable=False)
    open_one = await make(app, name="Offen")
    where = f"/api/v1/accounts/{alice.id}/collections"

    assert [each["id"] for each in (await app.get(where))["collections"]] == [open_one["id"], hidden["id"]]
    for reader in (carls, anybody):
        assert [each["id"] for each in (await reader.get(where))["collections"]] == [open_one["id"]]
    assert (await anybody.get(path(hidden)))["collection"]["id"] == hidden["id"]


async def test_pages_are_cut_by_offset(app, anybody, alice):
    made = [await make(app, name=f"Sammlung {number}") for number in range(3)]

    first = await anybody.ask("GET", f"/api/v1/accounts/{alice.id}/collections", limit=2)
    second = await anybody.ask("GET", first.links["next"])

    assert [each["id"] for each in first.body["collections"]] == [made[2]["id"], made[1]["id"]]
    assert [each["id"] for each in second.body["collections"]] == [made[0]["id"]]
    assert "next" not in second.links
    assert (await anybody.get(second.links["prev"])) == first.body


async def test_a_block_ends_it_and_hides_both_ways(node, app, carls, anybody, alice, carl):
    """T-140"""
    made = await make(app, carl)
    own = await make(carls, alice, name="Carls")

    await block(node.node, Actor(carl), alice.id)

    assert (await anybody.get(path(made)))["collection"]["items"] == []
    assert (await anybody.get(path(own)))["collection"]["items"] == []
    assert (await app.ask("GET", path(own))).status == 404
    assert (await app.get(f"/api/v1/accounts/{carl.id}/collections"))["collections"] == []
    again = await app.ask("POST", path(made, "items"), json={"account_id": str(carl.id)})
    assert again.status == 403


async def test_blocked_accounts_are_left_out_for_who_blocks_them(node, app, carls, anybody, carl):
    """T-140"""
    dora = await shown(node, "dora")
    doras = await app_of(node, dora)
    made = await make(app, carl)

    await block(node.node, Actor(dora), carl.id)

    assert (await doras.get(path(made)))["collection"]["items"] == []
    assert [each["id"] for each in (await doras.get(path(made)))["accounts"]] == [made["account_id"]]
    assert (await carls.get(path(made)))["collection"]["item_count"] == 1


async def test_who_is_gone_vanishes(node, app, anybody, alice, carl):
    made = await make(app, carl)
    await node.store.write(lambda tx: tx.accounts.save(replace(carl, suspended_at=tx.now)))

    assert (await anybody.get(path(made)))["collection"]["items"] == []
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))
    assert (await anybody.ask("GET", path(made))).status == 404


async def test_it_is_found_by_its_address(app, carl):
    made = await make(app, carl)

    for address in (made["uri"], made["url"]):
        found = await app.get("/api/v2/search", q=address)
        assert [each["id"] for each in found["collections"]] == [made["id"]]
    assert (await app.get("/api/v2/search", q=made["uri"], type="accounts"))["collections"] == []


async def test_a_list_of_them_costs_the_same_however_long_it_is(app, counted, alice, carl, node):
    people = [carl, *[await shown(node, f"kanal{number}") for number in range(5)]]
    await make(app, *people[:1])
    where = f"/api/v1/accounts/{alice.id}/collections"
    await app.get(where)
    one = await counted(app.get(where))

    for number in range(5):
        await make(app, *people, name=f"Sammlung {number}")

    assert await counted(app.get(where)) == one
