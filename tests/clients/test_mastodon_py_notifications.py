"""Mastodon.py reads notifications in groups, chooses whose it wants, and decides about those that wait."""

import asyncio

import pytest
from mastodon import Mastodon, MastodonNotFoundError

from node.model.notification import Event
from node.timelines.notify import notify
from tests.builders import make_account, make_post
from tests.clients.test_mastodon_py import call, client_for


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def api(town, stadt) -> Mastodon:
    return await client_for(town, stadt)


async def like(town, stadt, post, *names: str) -> None:
    for name in names:
        who = await make_account(town.store, name)
        await town.store.write(notify, stadt, Event.LIKE, who, post)


async def test_a_press_office_reads_its_notifications_in_groups(town, stadt, api):
    post = await town.post(stadt, "Das Freibad öffnet.")
    await like(town, stadt, post, "anna", "bert", "cem")

    found = await call(api.grouped_notifications)
    [group] = found.notification_groups
    alone = await call(api.grouped_notification, group.group_key)
    who = await call(api.grouped_notification_accounts, group.group_key)

    assert (group.type, group.notifications_count, str(group.status_id)) == ("favourite", 3, str(post.id))
    assert (len(found.accounts), len(found.partial_accounts)) == (1, 2)
    assert [each.id for each in found.statuses] == [group.status_id]
    assert alone.notification_groups[0].notifications_count == 3
    assert [each.username for each in who] == ["cem", "bert", "anna"]
    assert (await call(api.unread_grouped_notifications_count)) == 1
    assert (await call(api.notifications_unread_count)).count == 3

    await call(api.dismiss_grouped_notification, group.group_key)
    assert (await call(api.grouped_notifications)).notification_groups == []
    with pytest.raises(MastodonNotFoundError):
        await call(api.grouped_notification, group.group_key)


async def test_groups_are_read_page_by_page(town, stadt, api):
    for number in range(5):
        await like(town, stadt, await town.post(stadt, f"Meldung {number}"), f"gast{number}")

    first = await call(api.grouped_notifications, limit=3)
    older = await call(api.grouped_notifications, limit=3, max_id=first.notification_groups[-1].page_min_id)
    newer = await call(api.grouped_notifications, limit=3, min_id=older.notification_groups[0].page_max_id)

    assert [len(page.notification_groups) for page in (first, older, newer)] == [3, 2, 3]
    assert [each.group_key for each in newer.notification_groups] == [
        each.group_key for each in first.notification_groups
    ]


async def test_strangers_wait_until_somebody_decides(town, stadt, api):
    changed = await call(api.update_notifications_policy, for_not_following="filter", for_new_accounts="drop")
    await call(api.update_notifications_policy, for_new_accounts="accept")
    assert changed.for_new_accounts == "drop"
    for name in ("anna", "bert", "cem", "dora"):
        who = await make_account(town.store, name)
        post = await make_post(town.store, who, mentions=(stadt.id,))
        await town.store.write(notify, stadt, Event.MENTION, who, post)

    policy = await call(api.notifications_policy)
    requests = {each.account.username: each for each in await call(api.notification_requests)}
    assert (policy.summary.pending_requests_count, policy.summary.pending_notifications_count) == (4, 4)
    assert await call(api.notifications) == []
    anna = await call(api.notification_request, requests["anna"].id)
    assert (int(anna.notifications_count), anna.last_status.account.username) == (1, "anna")

    await call(api.accept_notification_request, requests["anna"].id)
    await call(api.dismiss_notification_request, requests["bert"].id)
    await call(api.accept_multiple_notification_requests, [requests["cem"].id])
    await call(api.dismiss_multiple_notification_requests, [requests["dora"].id])

    assert await call(api.notifications_merged)
    assert await call(api.notification_requests) == []
    assert {each.account.username for each in await call(api.notifications)} == {"anna", "cem"}


async def test_reading_and_liking_at_the_same_time_loses_nothing(town, stadt, api):
    post = await town.post(stadt, "Das Freibad öffnet.")
    names = [f"gast{number}" for number in range(6)]

    *_, seen = await asyncio.gather(*(like(town, stadt, post, name) for name in names), call(api.notifications))

    assert len(seen) <= 6
    assert (await call(api.grouped_notifications)).notification_groups[0].notifications_count == 6
