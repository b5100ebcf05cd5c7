"""Conversations that are still being fetched, and years nobody looks back on."""

import pytest

from tests.inbox.steps import followed

STATUSES = "/api/v1/statuses"
HEADER = "Mastodon-Async-Refresh"


async def test_a_conversation_that_is_being_fetched_says_so(node, there, app, anybody, alice, bob):
    await followed(node, alice, bob)
    dora = there.actor("dora")
    first = dora.note("Anfang")
    reply = bob.reply(first["id"])
    await bob.deliver(reply, node, now=node.clock())
    while await node.running.processor.step():
        pass
    post = await node.find_post(reply["object"]["id"])

    before = await app.ask("GET", f"{STATUSES}/{post.id}/context")
    nobodys = await anybody.ask("GET", f"{STATUSES}/{post.id}/context")
    name = before.headers[HEADER].split('"')[1]
    running = await app.get(f"/api/v1_alpha/async_refreshes/{name}")
    await node.work()
    after = await app.ask("GET", f"{STATUSES}/{post.id}/context")

    assert before.headers[HEADER].endswith("retry=5")
    assert HEADER not in nobodys.headers
    assert running["async_refresh"]["status"] == "running"
    assert (await app.get(f"/api/v1_alpha/async_refreshes/{name}"))["async_refresh"]["status"] == "finished"
    assert [each["uri"] for each in after.body["ancestors"]] == [first["id"]]
    assert HEADER not in after.headers


@pytest.mark.parametrize("name", ["17", "thread-17", "thread-x", "thread-99999999999999999999", "thread-"])
async def test_what_was_never_given_out_is_not_found(app, name):
    assert (await app.ask("GET", f"/api/v1_alpha/async_refreshes/{name}")).status == 404


async def test_of_what_one_may_not_read_nothing_is_told(node, app, carls, anybody):
    """T-140"""
    secret = await app.post(STATUSES, {"status": "Nur für mich", "visibility": "private"})

    assert (await carls.ask("GET", f"/api/v1_alpha/async_refreshes/thread-{secret['id']}")).status == 404
    assert (await anybody.ask("GET", f"/api/v1_alpha/async_refreshes/thread-{secret['id']}")).status == 401


async def test_there_are_no_annual_reports(app, anybody):
    assert await app.get("/api/v1/annual_reports") == {"annual_reports": [], "accounts": [], "statuses": []}
    assert await app.get("/api/v1/annual_reports/2026/state") == {"state": "ineligible"}
    assert (await app.ask("GET", "/api/v1/annual_reports/2026")).status == 404
    assert await app.post("/api/v1/annual_reports/2026/generate") == {}
    assert (await app.ask("POST", "/api/v1/annual_reports/2026/read")).status == 404
    assert (await anybody.ask("GET", "/api/v1/annual_reports")).status == 401
