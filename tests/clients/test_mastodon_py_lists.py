"""Mastodon.py sorts what it reads: lists, filters, hashtags."""

import pytest
from mastodon import Mastodon, MastodonNotFoundError

from tests.clients.test_mastodon_py import call, client_for


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def anna(town):
    return await town.create("anna")


@pytest.fixture
async def api(town, anna) -> Mastodon:
    """Anna's."""
    return await client_for(town, anna)


async def test_a_list_is_kept_filled_read_and_thrown_away(town, stadt, anna, api):
    await call(api.account_follow, stadt.id)
    made = await call(api.list_create, "Rathaus", replies_policy="none", exclusive=True)
    await call(api.list_accounts_add, made.id, [stadt.id])
    post = await town.post(stadt, "Der Wochenmarkt zieht um.")

    assert [account.acct for account in await call(api.list_accounts, made.id)] == ["stadt"]
    assert [each.title for each in await call(api.account_lists, stadt.id)] == ["Rathaus"]
    assert [status.id for status in await call(api.timeline_list, made.id)] == [str(post.id)]
    assert await call(api.timeline_home) == []

    changed = await call(api.list_update, made.id, "Ämter", exclusive=False)
    assert (changed.title, changed.replies_policy, changed.exclusive) == ("Ämter", "list", False)
    assert [status.id for status in await call(api.timeline_home)] == [str(post.id)]
    await call(api.list_accounts_delete, made.id, [stadt.id])
    assert await call(api.timeline_list, made.id) == []
    await call(api.list_delete, made.id)
    assert await call(api.lists) == []
    with pytest.raises(MastodonNotFoundError):
        await call(api.list, made.id)


async def test_filters_find_what_they_should(town, stadt, api):
    await call(api.account_follow, stadt.id)
    loud, calm = await town.post(stadt, "Der Lärm der Baustelle"), await town.post(stadt, "Ruhe")

    made = await call(
        api.create_filter_v2,
        "Ruhe",
        ["home", "thread"],
        "warn",
        expires_in=3600,
        keywords_attributes=[{"keyword": "lärm", "whole_word": True}],
    )
    word = await call(api.add_filter_keyword_v2, made.id, "krach", whole_word=False)
    entry = await call(api.add_filter_status_v2, made.id, calm.id)

    home = {status.id: status for status in await call(api.timeline_home)}
    [by_word], [by_post] = home[str(loud.id)].filtered, home[str(calm.id)].filtered
    assert (by_word.filter.title, by_word.keyword_matches) == ("Ruhe", ["Lärm"])
    assert [str(each) for each in by_post.status_matches] == [str(calm.id)]
    assert [each.keyword for each in await call(api.filter_keywords_v2, made.id)] == ["lärm", "krach"]
    assert [each.id for each in await call(api.filter_statuses_v2, made.id)] == [entry.id]

    await call(api.delete_filter_keyword_v2, word.id)
    await call(api.delete_filter_status_v2, entry.id)
    changed = await call(api.update_filter_v2, made.id, filter_action="hide")
    assert (changed.title, changed.filter_action, len(changed.keywords)) == ("Ruhe", "hide", 1)
    await call(api.delete_filter_v2, made.id)
    assert await call(api.filters_v2) == []


async def test_the_old_filters_still_work(town, stadt, api):
    made = await call(api.filter_create, "lärm", ["home"], irreversible=True, whole_word=True, expires_in=600)
    changed = await call(api.filter_update, made.id, phrase="krach")

    assert (changed.phrase, changed.irreversible, changed.whole_word) == ("krach", True, True)
    assert [each.phrase for each in await call(api.filters)] == ["krach"]
    assert (await call(api.filter, made.id)).phrase == "krach"
    await call(api.filter_delete, made.id)
    assert await call(api.filters) == []


async def test_hashtags_are_followed_and_shown(town, stadt, anna, api):
    post = await town.post(stadt, "Heute #Wochenmarkt")

    assert not (await call(api.tag, "Wochenmarkt")).following
    assert (await call(api.tag_follow, "Wochenmarkt")).following
    assert [tag.name for tag in await call(api.followed_tags)] == ["Wochenmarkt"]
    assert [status.id for status in await call(api.timeline_home)] == [str(post.id)]
    assert not (await call(api.tag_unfollow, "Wochenmarkt")).following

    await town.post(anna, "Mein #Garten")
    assert [tag.name for tag in await call(api.featured_tag_suggestions)] == ["Garten"]
    featured = await call(api.featured_tag_create, "Garten")
    assert (featured.name, int(featured.statuses_count)) == ("Garten", 1)
    assert [tag.name for tag in await call(api.account_featured_tags, anna.id)] == ["Garten"]
    await call(api.featured_tag_delete, featured.id)
    await call(api.tag_feature, "Markt")
    assert [tag.name for tag in await call(api.featured_tags)] == ["Markt"]
    await call(api.tag_unfeature, "Markt")
    assert await call(api.featured_tags) == []
