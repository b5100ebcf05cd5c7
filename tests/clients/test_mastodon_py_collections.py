"""Mastodon.py recommends accounts."""

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

from node.model.account import Actor
from node.outbox.profile import ProfileChange, change
from tests.clients.test_mastodon_py import call, client_for


async def shown(town, name):
    account = await town.create(name)
    return await change(town.node, Actor(account), ProfileChange(discoverable=True))


@pytest.fixture
async def anna(town):
    return await shown(town, "anna")


@pytest.fixture
async def stadt(town):
    return await shown(town, "stadt")


@pytest.fixture
async def api(town, anna) -> Mastodon:
    """Anna's."""
    return await client_for(town, anna)


async def test_a_collection_is_made_filled_read_changed_and_thrown_away(town, stadt, anna, api):
    made = (await call(api.collection_create, "Rathaus", tag_name="Amt", account_ids=[stadt.id])).collection
    own = (await call(api.collection_item_add, made.id, anna.id)).collection_item

    found = await call(api.collection, made.id)
    assert [account.acct for account in found.accounts] == ["anna", "stadt"]
    assert [(item.account_id, item.state) for item in found.collection["items"]] == [
        (str(stadt.id), "accepted"),
        (str(anna.id), "accepted"),
    ]
    assert (made.tag.name, made.discoverable, made.local) == ("Amt", False, True)

    changed = (await call(api.collection_update, made.id, name="Ämter", discoverable=True)).collection
    assert (changed.name, changed.discoverable, changed.tag.name) == ("Ämter", True, "Amt")
    await call(api.collection_item_delete, made.id, own.id)
    assert (await call(api.collection, made.id)).collection.item_count == 1

    await call(api.collection_delete, made.id)
    with pytest.raises(MastodonNotFoundError):
        await call(api.collection, made.id)


async def test_collections_are_listed_in_pages(town, stadt, anna, api):
    for number in range(3):
        await call(api.collection_create, f"Sammlung {number}", account_ids=[stadt.id])

    first = await call(api.account_collections, anna.id, limit=2)
    second = await call(api.fetch_next, first)

    assert [each.name for each in first.collections] == ["Sammlung 2", "Sammlung 1"]
    assert [each.name for each in second.collections] == ["Sammlung 0"]


async def test_who_is_featured_is_told_and_takes_themselves_out(town, stadt, api):
    stadts = await client_for(town, stadt)
    made = (await call(api.collection_create, "Rathaus", discoverable=True, account_ids=[stadt.id])).collection

    [told] = await call(stadts.notifications)
    assert (told.type, told.account.acct, told.collection.id) == ("added_to_collection", "anna", made.id)
    [found] = (await call(stadts.account_in_collections, None)).collections

    await call(stadts.collection_item_revoke, found.id, found["items"][0].id)

    assert (await call(stadts.account_in_collections, None)).collections == []


async def test_what_is_wrong_is_said_in_words(town, api):
    with pytest.raises(MastodonAPIError, match="Name is too long"):
        await call(api.collection_create, "x" * 41)
