"""Mastodon.py asks a node about itself: what it is, who is on it, what is talked about."""

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

from node.model.account import Actor
from node.outbox.react import like
from tests.clients.test_mastodon_py import call, client_for


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def api(town, stadt) -> Mastodon:
    return await client_for(town, stadt)


@pytest.fixture
async def anybody(town) -> Mastodon:
    return await call(Mastodon, api_base_url=town.origin)


async def test_what_the_node_is(town, anybody):
    old, new = await call(anybody.instance_v1), await call(anybody.instance_v2)
    found = await call(anybody.instance_nodeinfo)

    assert (old.uri, new.domain) == (new.domain, town.origin.removeprefix("http://"))
    assert (old.title, new.title) == ("Musterhausen", "Musterhausen")
    assert new.configuration.statuses.max_characters == old.configuration.statuses.max_characters
    assert found.software.name == "allmende"
    assert (await call(anybody.retrieve_mastodon_version)) == "4.7.0"
    assert await call(anybody.verify_minimum_version, "4.5.0")
    assert await call(anybody.instance_health)
    assert abs((await call(anybody.get_approx_server_time)).timestamp() - town.clock().timestamp()) < 60


@pytest.mark.parametrize("timeline", ["public", "hashtag", "trending_links"])
async def test_it_is_told_who_may_read_which_timeline(anybody, timeline):
    for only in ({}, {"local": True}, {"remote": True}):
        assert await call(anybody.timeline_is_available, timeline, **only, fail_hard=True)


async def test_its_texts_its_numbers_and_its_neighbours(town, there, api, anybody):
    await call(api.account_search, there.actor("bob").uri, resolve=True)

    assert (await call(anybody.instance_extended_description)).updated_at
    assert "<" in (await call(anybody.instance_terms_of_service)).content
    assert await call(anybody.instance_rules) == []
    assert dict(await call(anybody.instance_translation_languages)) == {}
    assert "dsb" in [each.code for each in await call(anybody.instance_languages)]
    assert len(await call(anybody.instance_activity)) == 12
    assert [each.partition(":")[0] for each in await call(anybody.instance_peers)] == ["there.test"]
    assert await call(api.instance_domain_blocks) == []
    with pytest.raises(MastodonAPIError):
        await call(anybody.instance_domain_blocks)


async def test_who_is_here_and_what_is_talked_about(town, stadt, api, anybody):
    anna = await town.create("anna")
    await call(api.account_update_credentials, discoverable=True)
    post = await town.post(stadt, "Heute #Stadtfest")
    await like(town.node, Actor(anna), post.id)

    assert "stadt" in [each.acct for each in await call(anybody.directory, order="new", local=True)]
    assert [tag.name for tag in await call(anybody.trending_tags)] == ["Stadtfest"]
    assert [tag.name for tag in await call(anybody.trends)] == ["Stadtfest"]
    assert [int(each.id) for each in await call(anybody.trending_statuses)] == [post.id]
    assert await call(anybody.trending_links) == []


async def test_every_timeline_is_read(town, stadt, api, anybody):
    await town.create("anna")
    plain, tagged = await town.post(stadt, "Ohne"), await town.post(stadt, "Mit #Markt")
    letter = await call(api.status_post, "Liebe @anna", visibility="direct")

    assert [int(each.id) for each in await call(anybody.timeline_public)] == [tagged.id, plain.id]
    assert [int(each.id) for each in await call(anybody.timeline_local)] == [tagged.id, plain.id]
    assert [int(each.id) for each in await call(anybody.timeline, "public", local=True)] == [tagged.id, plain.id]
    assert await call(anybody.timeline_public, remote=True) == []
    assert await call(anybody.timeline_public, only_media=True) == []
    assert [int(each.id) for each in await call(anybody.timeline_hashtag, "Markt")] == [tagged.id]
    assert await call(anybody.timeline_hashtag, "Markt", remote=True) == []
    assert [int(each.id) for each in await call(api.timeline)] == [int(letter.id), tagged.id, plain.id]
    with pytest.raises(MastodonNotFoundError):  # a link that nobody talks about
        await call(anybody.timeline_link, "https://example.org/")


async def test_there_is_no_year_in_review(api):
    assert (await call(api.annual_reports)).annual_reports == []
    assert (await call(api.annual_report_state, 2026)).state == "ineligible"
    assert await call(api.annual_report_generate, 2026) == {}
    for act in (api.annual_report, api.annual_report_read):
        with pytest.raises(MastodonNotFoundError):
            await call(act, 2026)


async def test_where_programs_log_in_is_told(town, anybody):
    about = await call(anybody.oauth_authorization_server_info)

    assert about.issuer.rstrip("/") == town.origin
    assert "S256" in about.code_challenge_methods_supported
