"""Mastodon.py with people: found, followed, endorsed, noted, let in, taken out, kept away."""

import pytest
from mastodon import (
    Mastodon,
    MastodonIllegalArgumentError,
    MastodonNotFoundError,
    MastodonVersionError,
)

from tests.builders import make_follow
from tests.clients.test_mastodon_py import call, client_for
from tests.media import photos


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def anna(town):
    return await town.create("anna")


@pytest.fixture
async def api(town, stadt) -> Mastodon:
    return await client_for(town, stadt)


async def test_people_are_found_by_name_by_address_and_from_elsewhere(town, there, stadt, anna, api):
    bob = there.actor("bob")

    [by_word] = await call(api.account_search, "ann", limit=5)
    [stranger] = await call(api.account_search, bob.uri, resolve=True)
    looked_up = await call(api.account_lookup, "anna")

    assert by_word.id == looked_up.id == (await call(api.account, anna.id)).id
    assert (stranger.username, stranger.acct.partition("@")[2].partition(":")[0]) == ("bob", "there.test")
    assert await call(api.account_search, "ann", following=True) == []
    assert [each.acct for each in (await call(api.search, "anna", resolve=False)).accounts] == ["anna"]
    with pytest.raises(MastodonNotFoundError):  # gone from Mastodon since version 3
        await call(api.search_v1, "anna")


async def test_who_follows_whom_is_told_and_ended(town, stadt, anna, api):
    bert = await client_for(town, await town.create("bert"))
    await call(bert.account_follow, anna.id)
    followed = await call(api.account_follow, anna.id, reblogs=False, notify=True)
    await call(bert.account_follow, stadt.id)

    [familiar] = await call(bert.account_familiar_followers, [anna.id])
    assert (followed.showing_reblogs, followed.notifying) == (False, True)
    assert {each.acct for each in await call(api.account_followers, anna.id)} == {"stadt", "bert"}
    assert {each.acct for each in await call(bert.account_following, (await call(bert.me)).id)} == {"stadt", "anna"}
    assert [each.acct for each in familiar.accounts] == ["stadt"]
    taken_out = await call(api.account_remove_from_followers, (await call(bert.me)).id)
    assert not taken_out.followed_by
    assert not (await call(api.account_unfollow, anna.id)).following
    assert [each.acct for each in await call(api.account_followers, stadt.id)] == []


async def test_who_asks_to_follow_is_let_in_or_not(town, stadt, anna, api):
    await call(api.account_update_credentials, locked=True)
    for name in ("anna", "bert"):
        other = anna if name == "anna" else await town.create(name)
        asked = await call((await client_for(town, other)).account_follow, stadt.id)
        assert (asked.requested, asked.following) == (True, False)

    waiting = {each.acct: each.id for each in await call(api.follow_requests)}
    let_in = await call(api.follow_request_authorize, waiting["anna"])
    sent_away = await call(api.follow_request_reject, waiting["bert"])

    assert (let_in.followed_by, sent_away.followed_by) == (True, False)
    assert await call(api.follow_requests) == []
    assert [each.acct for each in await call(api.account_followers, stadt.id)] == ["anna"]


async def test_people_are_endorsed_and_noted(town, stadt, anna, api):
    await make_follow(town.store, stadt, anna)

    assert (await call(api.account_note_set, anna.id, "Bauamt")).note == "Bauamt"
    assert (await call(api.account_endorse, anna.id)).endorsed
    assert [each.acct for each in await call(api.endorsements)] == ["anna"]
    assert not (await call(api.account_unendorse, anna.id)).endorsed
    assert (await call(api.account_pin, anna.id)).endorsed
    assert not (await call(api.account_unpin, anna.id)).endorsed
    assert await call(api.endorsements) == []
    assert (await call(api.account_note_set, anna.id, "")).note == ""


async def test_people_and_hosts_are_kept_away_and_let_back(town, stadt, anna, api):
    await call(api.account_block, anna.id)
    assert [each.acct for each in await call(api.blocks)] == ["anna"]
    await call(api.account_unblock, anna.id)
    assert await call(api.blocks) == []

    muted = await call(api.account_mute, anna.id, notifications=False, duration=3600)
    assert (muted.muting, muted.muting_notifications) == (True, False)
    [listed] = await call(api.mutes)
    assert (listed.acct, listed.mute_expires_at > town.clock()) == ("anna", True)
    assert not (await call(api.account_unmute, anna.id)).muting

    await call(api.domain_block, "laut.test")
    assert await call(api.domain_blocks) == ["laut.test"]
    await call(api.domain_unblock, "laut.test")
    assert await call(api.domain_blocks) == []


async def test_a_profile_is_written_and_its_picture_taken_off(town, stadt, api):
    me = await call(
        api.account_update_credentials,
        note="Wir sind die **Stadt**.",
        fields=[("Rathaus", "Marktplatz 1"), ("Netz", "https://musterhausen.example")],
        default_privacy="unlisted",
        default_sensitive=True,
        default_language="de",
        default_quote_policy="followers",
        header=photos.jpeg(),
        header_mime_type="image/jpeg",
        header_description="Der Markt",
        attribution_domains=["zeitung.example"],
    )
    profile = await call(
        api.profile_update, show_media=False, indexable=False, avatar=photos.jpeg(), avatar_mime_type="image/jpeg"
    )

    assert [each.name for each in me.fields][:2] == ["Rathaus", "Netz"]
    assert (me.source.privacy, me.source.sensitive, me.source.language) == ("unlisted", True, "de")
    assert (me.source.quote_policy, me.header_description) == ("followers", "Der Markt")
    assert (profile.show_media, profile.indexable, profile.avatar.endswith(".jpg")) == (False, False, True)
    assert list(profile.attribution_domains) == ["zeitung.example"]
    assert "missing.png" in (await call(api.account_delete_header)).header
    preferences = await call(api.preferences)
    assert preferences["posting:default:visibility"] == "unlisted"
    assert preferences["posting:default:quote_policy"] == "followers"


async def test_somebody_is_reported(town, stadt, anna, api):
    post = await town.post(anna, "Kauft jetzt!")

    made = await call(api.report, anna.id, [post.id], comment="Werbung", category="spam", forward=False)

    assert (made.category, made.comment, made.action_taken) == ("spam", "Werbung", False)
    assert [int(each) for each in made.status_ids] == [post.id]
    with pytest.raises(MastodonVersionError):
        await call(api.reports)
    with pytest.raises(MastodonNotFoundError):
        await call(api.report, 1, comment="Wer?")


async def test_nobody_registers_by_themselves(town, api):
    key, secret = await call(
        Mastodon.create_app, "Neues Programm", api_base_url=town.origin, scopes=["read", "write", "follow", "push"]
    )
    program = await call(Mastodon, client_id=key, client_secret=secret, api_base_url=town.origin)

    with pytest.raises(MastodonIllegalArgumentError, match="not allowed"):
        await call(program.create_account, "neu", "ein langes Geheimnis", "neu@example.org", agreement=True)
    assert not await call(api.email_resend_confirmation)  # asked for before the address was confirmed: no fault
