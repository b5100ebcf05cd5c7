"""`/healthz` and `/readyz`, for whoever watches over the process (M33)."""

import asyncio

import pytest


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_node_at_work_says_so_whatever_it_is_called(path, node):
    for host in (node.node.config.host, "10.0.0.7:8000"):
        answer = await node.get(path, accept="*/*", headers={"Host": host})

        assert (answer.status, await answer.text()) == (200, "ok\n")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers or "aiohttp" not in answer.headers["Server"]


async def test_without_the_database_the_process_lives_but_is_not_ready(node):
    await node.store.close()

    alive = await node.get("/healthz", accept="*/*")
    ready = await node.get("/readyz", accept="text/html")

    assert alive.status == 200
    assert (ready.status, await ready.text()) == (503, "not ready\n")


async def test_a_node_whose_queues_nobody_works_on_is_not_ready(node):
    ended = asyncio.create_task(asyncio.sleep(0))
    await ended
    node.running._tasks.append(ended)

    answer = await node.get("/readyz")

    assert answer.status == 503
    assert (await node.get("/healthz")).status == 200


async def test_watching_is_not_counted(make_node):
    world = await make_node(limits={"enabled": True, "requests_per_address_per_minute": 3})

    statuses = [(await world.get(path)).status for path in ("/healthz", "/readyz") for _ in range(10)]

    assert set(statuses) == {200}


async def test_only_asking_is_answered(node):
    async with node.session.post(node.url("/healthz")) as answer:
        assert answer.status == 405
    async with node.session.head(node.url("/readyz")) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
