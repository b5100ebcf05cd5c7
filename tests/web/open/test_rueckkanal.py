"""The Rückkanal as an interface (rows 30, 30b, M06, K1): what anybody said to a channel is open to everybody, as long as it
is public at its origin."""

import pytest

from node.model.account import Actor, Kind
from node.model.visibility import Visibility
from node.outbox.block import block
from tests.builders import make_account, make_post
from tests.inbox.steps import arrives

RUECKKANAL = "/open/v1/channels/rathaus/rueckkanal"


@pytest.fixture
async def post(city, rathaus):
    return await city.post(rathaus, "Was wünschen Sie sich?")


@pytest.fixture
async def dora(city):
    return await make_account(city.store)


async def test_answers_and_mentions_from_anywhere_are_listed(reader, city, rathaus, buecherei, post, bob):
    await arrives(city, reply := bob.reply(post.uri, "Mehr Bänke!"), bob)
    said = await city.find_post(reply["object"]["id"])
    below = await make_post(city.store, await make_account(city.store, "eve"), in_reply_to_uri=said.uri)
    named = await make_post(city.store, await make_account(city.store, "fay"), mentions=(rathaus.id,))
    other = await city.post(buecherei, "Das finden wir auch.", in_reply_to_id=post.id)

    body = await reader.json(RUECKKANAL)

    assert [int(each["id"]) for each in body["items"]] == [other.id, named.id, below.id, said.id]
    assert body["items"][3]["author"]["uri"] == bob.uri
    assert body["items"][3]["text"] == "Mehr Bänke!"
    assert body["deletions"].endswith("/open/v1/deletions?channel=rathaus")


async def test_nothing_that_is_not_public_is_listed(reader, city, rathaus, post, dora):
    for visibility in (Visibility.FOLLOWERS, Visibility.DIRECT):
        await make_post(city.store, dora, in_reply_to_uri=post.uri, visibility=visibility, mentions=(rathaus.id,))
    await make_post(city.store, dora, text="Mit niemandem im Gespräch")
    await city.post(rathaus, "Wir selbst", in_reply_to_id=post.id)

    assert await reader.ids(RUECKKANAL) == []


@pytest.mark.parametrize("column", ["suspended_at", "silenced_at", "deleted_at"])
async def test_whoever_is_hidden_here_takes_along_what_they_said(reader, city, post, dora, column):
    await make_post(city.store, dora, in_reply_to_uri=post.uri)
    assert len(await reader.ids(RUECKKANAL)) == 1

    await city.store.write(lambda tx: tx.db.run(f"UPDATE accounts SET {column} = 1 WHERE id = ?", dora.id))

    assert await reader.ids(RUECKKANAL) == []


async def test_a_delete_and_an_update_from_elsewhere_show_at_once(reader, city, post, bob):
    """Row 30b, K1: in every output, and in the list of deletions."""
    await arrives(city, reply := bob.reply(post.uri, "Erste Fassung"), bob)
    said = await city.find_post(reply["object"]["id"])
    one, thread = f"/open/v1/posts/{said.id}", f"/open/v1/posts/{post.id}/thread"
    assert "Erste Fassung" in await reader.text(f"{RUECKKANAL}.csv")
    assert (await reader.json(one))["text"] == "Erste Fassung"

    changed = {**reply["object"], "content": "<p>Zweite Fassung</p>", "updated": "2099-01-01T00:00:00Z"}
    await arrives(city, bob.activity("Update", changed), bob)
    texts = [await reader.text(each) for each in (RUECKKANAL, f"{RUECKKANAL}.csv", f"{RUECKKANAL}.ndjson", one, thread)]
    await arrives(city, bob.activity("Delete", {"type": "Tombstone", "id": said.uri}), bob)

    assert ["Zweite Fassung" in each and "Erste Fassung" not in each for each in texts] == [True] * 5
    assert await reader.ids(RUECKKANAL) == []
    assert await reader.ids(thread) == [post.id]
    await reader.json(one, status=410)
    [gone] = (await reader.json("/open/v1/deletions?channel=rathaus"))["items"]
    assert (gone["uri"], gone["channels"]) == (said.uri, ["rathaus"])


async def test_whether_an_authority_speaks_and_was_answered_is_told(reader, city, rathaus, buecherei, post, dora):
    """S11: what an account elsewhere says of itself is only a claim."""
    office = await make_account(city.store, "amt", kind=Kind.ORGANIZATION)
    plain = await make_post(city.store, dora, in_reply_to_uri=post.uri)
    await make_post(city.store, office, in_reply_to_uri=post.uri)
    await city.post(buecherei, "Wir auch", in_reply_to_id=post.id)
    await city.post(rathaus, "Danke!", in_reply_to_id=plain.id)

    items = (await reader.json(RUECKKANAL))["items"]

    assert [each["official"] for each in items] == ["confirmed", "claimed", None]
    assert [each["state"] for each in items] == ["received", "received", "answered"]


async def test_as_activitystreams_it_leads_to_the_origins(city, post, dora):
    said = await make_post(city.store, dora, in_reply_to_uri=post.uri)

    page = await city.json(f"{RUECKKANAL}.as2")

    assert page["orderedItems"] == [said.uri]


async def test_it_is_paged_and_cut_by_time(reader, city, clock, post, dora):
    ids = []
    for _ in range(5):
        ids.append((await make_post(city.store, dora, in_reply_to_uri=post.uri)).id)
        clock.move(hours=1)

    first = await reader.json(f"{RUECKKANAL}?limit=3")
    since = first["items"][1]["published"]

    assert [int(each["id"]) for each in first["items"]] == ids[:1:-1]
    assert await reader.ids(first["next"]) == ids[1::-1]
    assert await reader.ids(f"{RUECKKANAL}?since={since}") == ids[:2:-1]
    assert await reader.ids(f"{RUECKKANAL}?until={since}") == ids[2::-1]
    assert await reader.ids(f"{RUECKKANAL}?limit=2&after={ids[0]}") == ids[2:0:-1]
    assert len((await reader.text(f"{RUECKKANAL}.ndjson")).splitlines()) == 5


async def test_what_a_channel_blocks_stays_where_it_was_said(reader, city, rathaus, post, dora):
    """A block keeps somebody from writing more; what is public at its origin was said."""
    await make_post(city.store, dora, in_reply_to_uri=post.uri)

    await block(city.node, Actor(rathaus), dora.id)

    assert len(await reader.ids(RUECKKANAL)) == 1


@pytest.mark.parametrize("path", ["/open/v1/channels/niemand/rueckkanal", "/open/v1/channels/dora/rueckkanal"])
async def test_only_channels_here_have_one(reader, city, dora, path):
    await reader.json(path, status=404)
