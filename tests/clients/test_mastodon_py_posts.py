"""Mastodon.py plans, quotes, writes letters, reads announcements and finds people."""

from datetime import timedelta

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError
from PIL import Image

from node.model.account import Actor
from node.outbox.announcements import Notice, announce
from node.outbox.emojis import add_emoji
from node.outbox.suggestions import feature
from tests.builders import make_follow
from tests.clients.test_mastodon_py import call, client_for


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def anna(town):
    return await town.create("anna")


@pytest.fixture
async def api(town, stadt) -> Mastodon:
    return await client_for(town, stadt)


async def test_a_post_is_planned_moved_and_published(town, api):
    at = town.clock() + timedelta(hours=2)
    kept = await call(api.status_post, "Morgen ist Markt.", scheduled_at=at)
    moved = await call(api.scheduled_status_update, kept.id, at + timedelta(hours=1))
    other = await call(api.status_post, "Doch nicht.", scheduled_at=at)
    await call(api.scheduled_status_delete, other.id)

    listed = await call(api.scheduled_statuses)
    one = await call(api.scheduled_status, kept.id)
    town.clock.move(hours=4)
    await town.work()

    assert kept.params.text == "Morgen ist Markt."
    assert abs((moved.scheduled_at - at - timedelta(hours=1)).total_seconds()) < 1
    assert [each.id for each in listed] == [kept.id] == [one.id]
    assert await call(api.scheduled_statuses) == []
    assert ["Morgen ist Markt." in each.content for each in await call(api.timeline_home)] == [True]
    with pytest.raises(MastodonAPIError):
        await call(api.status_post, "Zu bald", scheduled_at=town.clock() + timedelta(minutes=1))


async def test_posts_are_quoted_and_the_quote_is_taken_back(town, api, anna):
    annas = await client_for(town, anna)
    post = await call(api.status_post, "Neue Radwege")

    made = await call(annas.status_post, "Lesenswert", quoted_status_id=post.id)
    quotes = await call(api.status_quotes, post.id)
    revoked = await call(api.status_quote_revoke, post.id, made.id)
    await call(api.status_update_quote_approval_policy, post.id, "nobody")

    assert (made.quote.state, made.quote.quoted_status.id) == ("accepted", post.id)
    assert [each.id for each in quotes] == [made.id]
    assert revoked.quote.state == "revoked"
    with pytest.raises(MastodonNotFoundError):
        await call(annas.status_post, "Noch einmal", quoted_status_id=post.id)


async def test_letters_are_conversations(town, api, anna):
    annas = await client_for(town, anna)
    letter = await call(api.status_post, "Liebe @anna", visibility="direct")

    (talk,) = await call(annas.conversations)
    read = await call(annas.conversations_read, talk.id)

    assert (talk.unread, talk.last_status.id, talk.accounts[0].acct) == (True, letter.id, "stadt")
    assert read.unread is False


async def test_announcements_are_read_and_answered_with_emoji(town, api):
    await announce(town.node, Actor(town.node.itself), Notice(text="Wartung am **Freitag**"))
    (shown,) = await call(api.announcements)

    await call(api.announcement_reaction_create, shown.id, "👍")
    (again,) = await call(api.announcements)
    await call(api.announcement_reaction_delete, shown.id, "👍")
    await call(api.announcement_dismiss, shown.id)

    assert "Freitag" in shown.content
    assert [(each.name, each.count, each.me) for each in again.reactions] == [("👍", 1, True)]
    assert await call(api.announcements) == []


async def test_people_are_suggested(town, stadt, api, anna):
    dora = await town.create("dora")
    for account in (anna, dora):
        await town.store.write(
            lambda tx, number=account.id: tx.db.run("UPDATE accounts SET discoverable = TRUE WHERE id = ?", number)
        )
    await make_follow(town.store, stadt, anna)
    await make_follow(town.store, anna, dora)
    emil = await town.create("emil")
    await town.store.write(lambda tx: tx.db.run("UPDATE accounts SET discoverable = TRUE WHERE id = ?", emil.id))
    await feature(town.node, Actor(town.node.itself), emil.id)

    found = await call(api.suggestions_v2)
    old = await call(api.suggestions_v1)
    await call(api.suggestion_delete, dora.id)

    assert [(each.account.acct, list(each.sources)) for each in found] == [
        ("emil", ["featured"]),
        ("dora", ["friends_of_friends"]),
    ]
    assert [each.acct for each in old] == ["emil", "dora"]
    assert [each.account.acct for each in await call(api.suggestions_v2)] == ["emil"]


async def test_the_nodes_own_emoji_are_known(town, api, tmp_path):
    path = tmp_path / "wappen.png"
    Image.new("RGB", (32, 32), "red").save(path)
    await add_emoji(town.node, Actor(town.node.itself), "wappen", path, "Stadt")

    (emoji,) = await call(api.custom_emojis)
    posted = await call(api.status_post, "Unser :wappen:")

    assert (emoji.shortcode, emoji.category) == ("wappen", "Stadt")
    assert [each.shortcode for each in posted.emojis] == ["wappen"]
