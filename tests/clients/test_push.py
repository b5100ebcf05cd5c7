"""Mastodon.py subscribes to pushes and reads what the push service was given."""

import asyncio

from mastodon import Mastodon

from tests.clients.conftest import token_for


async def test_it_subscribes_and_reads_what_it_is_sent(town, there):
    anna, bernd = await town.create("anna"), await town.create("bernd")
    secret = await token_for(town, anna)
    annas = await asyncio.to_thread(Mastodon, access_token=secret, api_base_url=town.origin)
    private, public = await asyncio.to_thread(annas.push_subscription_generate_keys)
    endpoint = f"{there.origin('push.test')}/send/anna"

    made = await asyncio.to_thread(
        annas.push_subscription_set, endpoint, public, mention_events=True, favourite_events=False
    )
    post = await town.post(bernd, "Guten Tag, @anna!")

    [sent] = [each for each in there.deliveries if each.path == "/send/anna"]
    message = await asyncio.to_thread(
        annas.push_subscription_decrypt_push,
        sent.body,
        private,
        sent.headers["Encryption"],
        sent.headers["Crypto-Key"],
    )
    assert (made.endpoint, made.alerts.mention, made.alerts.favourite) == (endpoint, True, False)
    assert (message.title, message.body) == ("bernd hat Sie erwähnt", "Guten Tag, @anna!")
    [told] = await asyncio.to_thread(annas.notifications)
    assert str(told.id) == str(message.notification_id)
    assert told.status.id == post.id or str(told.status.id) == str(post.id)
    await asyncio.to_thread(annas.push_subscription_delete)
    assert await town.count("push_subscriptions") == 0
