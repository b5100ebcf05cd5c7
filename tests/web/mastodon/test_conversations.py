"""Direct posts as conversations."""

import pytest

from tests.inbox.steps import arrives
from tests.web.mastodon.app import app_of

STATUSES = "/api/v1/statuses"
TALKS = "/api/v1/conversations"


async def write(app, text, **more):
    return await app.post(STATUSES, {"status": text, "visibility": "direct", **more})


async def test_a_direct_post_is_a_conversation_for_both(app, carls, alice, carl):
    made = await write(app, "Hallo @carl")

    (ours,), (theirs,) = await app.get(TALKS), await carls.get(TALKS)

    assert [each["id"] for each in ours["accounts"]] == [str(carl.id)]
    assert [each["id"] for each in theirs["accounts"]] == [str(alice.id)]
    assert (ours["unread"], theirs["unread"]) == (False, True)
    assert ours["last_status"]["id"] == theirs["last_status"]["id"] == made["id"]


async def test_answers_stay_in_it_and_other_threads_are_others(app, carls):
    first = await write(app, "Hallo @carl")
    answer = await write(carls, "@alice Guten Tag", in_reply_to_id=first["id"])
    other = await write(app, "Etwas anderes @carl")

    talks = await app.get(TALKS)

    assert [each["last_status"]["id"] for each in talks] == [other["id"], answer["id"]]
    assert [each["unread"] for each in talks] == [False, True]


async def test_with_somebody_more_it_is_another_one(node, app, carls):
    await node.create("dora")
    first = await write(app, "Hallo @carl")
    await write(app, "Und auch @carl @dora", in_reply_to_id=first["id"])

    talks = await app.get(TALKS)

    assert sorted(len(each["accounts"]) for each in talks) == [1, 2]


async def test_reading_and_putting_away(app, carls):
    await write(app, "Hallo @carl")
    (talk,) = await carls.get(TALKS)

    read = await carls.post(f"{TALKS}/{talk['id']}/read")
    unread = await carls.post(f"{TALKS}/{talk['id']}/unread")
    gone = await carls.ask("DELETE", f"{TALKS}/{talk['id']}")

    assert (read["unread"], unread["unread"]) == (False, True)
    assert (gone.status, gone.body) == (200, {})
    assert await carls.get(TALKS) == []
    assert len(await app.get(TALKS)) == 1


@pytest.mark.parametrize(("method", "path"), [("POST", "/read"), ("POST", "/unread"), ("DELETE", "")])
async def test_nobody_touches_those_of_others(app, carls, anybody, method, path):
    """T-140"""
    await write(app, "Notiz an mich")
    (talk,) = await app.get(TALKS)

    assert (await carls.ask(method, f"{TALKS}/{talk['id']}{path}")).status == 404
    assert (await carls.ask(method, f"{TALKS}/99999999999999999999{path}")).status == 404
    assert (await anybody.ask(method, f"{TALKS}/{talk['id']}{path}")).status == 401
    assert await carls.get(TALKS) == []


async def test_what_one_writes_to_oneself_is_one_too(app, alice):
    await write(app, "Notiz an mich")

    (talk,) = await app.get(TALKS)

    assert [each["id"] for each in talk["accounts"]] == [str(alice.id)]


async def test_when_the_last_post_goes_the_one_before_it_is_shown(app, carls):
    first = await write(app, "Hallo @carl")
    second = await write(app, "Noch etwas @carl", in_reply_to_id=first["id"])

    await app.ask("DELETE", f"{STATUSES}/{second['id']}")
    (talk,) = await carls.get(TALKS)
    await app.ask("DELETE", f"{STATUSES}/{first['id']}")

    assert talk["last_status"]["id"] == first["id"]
    assert await carls.get(TALKS) == []


async def test_from_elsewhere_too_but_not_from_whom_one_blocks(node, app, alice, bob, carol):
    for who in (bob, carol):
        account = await node.node.actors.by_uri(who.uri)
        if who is carol:
            await node.store.write(lambda tx, number=account.id: tx.blocks.add(alice.id, number, uri="", now=tx.now))
        note = who.note("Psst", to=[alice.uri], cc=[], tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}])
        await arrives(node, who.create(note), who)

    (talk,) = await app.get(TALKS)

    assert [each["uri"] for each in talk["accounts"]] == [bob.uri]
    assert talk["unread"] is True


async def test_they_come_in_pages_cut_by_their_last_posts(app, carls):
    for number in range(3):
        await write(app, f"Nummer {number} @carl")

    first = await app.ask("GET", TALKS, limit=2)
    second = await app.ask("GET", first.links["next"])

    assert len(first.body) == 2
    assert second.body[0]["last_status"]["content"].startswith("<p>Nummer 0")


async def test_a_page_costs_the_same_number_of_queries_however_long(app, carl, counted):
    await write(app, "Eins @carl")
    one = await counted(app.get(TALKS))
    for number in range(10):
        await write(app, f"Nummer {number} @carl")

    assert await counted(app.get(TALKS)) == one


async def test_the_old_list_of_direct_posts(node, app, carls, alice):
    mine = await write(app, "Hallo @carl")
    theirs = await write(carls, "Guten Tag @alice")
    await app.post(STATUSES, {"status": "Öffentlich"})
    dora = await app_of(node, await node.create("dora"))

    assert [each["id"] for each in await app.get("/api/v1/timelines/direct")] == [theirs["id"], mine["id"]]
    assert await dora.get("/api/v1/timelines/direct") == []


async def test_who_is_no_longer_named_reads_it_no_longer(node, app, carls):
    """T-140"""
    made = await write(app, "Geheim @carl")
    before = await carls.get(TALKS)

    await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "Noch geheimer"})

    assert len(before) == 1
    assert "Noch geheimer" not in str(await carls.get(TALKS))
    assert await carls.get("/api/v1/timelines/direct") == []
