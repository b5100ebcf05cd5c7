"""The cache holds its budget, and what does not fit into it is passed on."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web

from node.media.remote import RemoteMedia
from node.media.storage import CACHE, open_storage
from node.model.login import Role
from node.model.remotefile import RemotePlace
from tests.media.elsewhere.pictures import film, png, sized
from tests.web.mastodon.app import app_of


async def test_the_budget_holds_and_what_was_not_looked_at_longest_goes_first(gallery, node, clock):
    gallery.limit(3_000)
    urls = [gallery.show(f"/{number}.png", sized(1_000)) for number in range(4)]
    addresses = await gallery.post(*urls)
    for address in addresses[:3]:
        await node.get(address)
        clock.move(minutes=10)
    await node.get(addresses[0])  # looked at again
    clock.move(minutes=10)

    await node.get(addresses[3])
    kept = await gallery.sizes()
    for number in (0, 2, 3, 1):
        await node.get(addresses[number])

    assert kept == (3_000, 3_000)
    assert [gallery.asked(url) for url in urls] == [1, 2, 1, 1]
    assert await gallery.sizes() == (3_000, 3_000)


async def test_the_budget_holds_at_every_moment_also_when_many_come_at_once(gallery, node):
    gallery.limit(5_000, 2_000)
    seen = []

    async def watching(request):
        seen.append(await gallery.sizes())
        return web.Response(body=sized(1_500))

    addresses = []
    for start in range(0, 12, 4):
        addresses += await gallery.post(*(gallery.show(f"/{start + each}.png", watching) for each in range(4)))

    answers = await asyncio.gather(*(node.get(address) for address in addresses))

    assert {answer.status for answer in answers} == {200}
    assert all(counted <= 5_000 and lying <= 5_000 for counted, lying in [*seen, await gallery.sizes()])


async def test_a_size_that_was_not_told_is_counted_as_it_comes(gallery, node):
    async def unknown(request):
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(sized(3_000_000))
        return response

    (address,) = await gallery.post(gallery.show("/baum.png", unknown))

    answer = await node.get(address)

    assert len(await answer.read()) == 3_000_000
    assert await gallery.sizes() == (3_000_000, 3_000_000)


async def test_without_a_budget_everything_is_passed_on_and_nothing_kept(gallery, node):
    gallery.limit(0)
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)

    answers = [await node.get(address) for _ in range(3)]

    assert [(each.status, await each.read()) for each in answers] == [(200, png())] * 3
    assert answers[0].headers["Content-Type"] == "image/png"
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert await gallery.sizes() == (0, 0)


async def test_a_long_film_is_passed_on_in_parts(gallery, node):
    whole = film(50_000)

    asked = []

    def part(request):
        asked.append(request.headers.get("Range"))
        start, end = request.http_range.start or 0, request.http_range.stop or len(whole)
        if "Range" not in request.headers:
            return web.Response(body=whole)
        headers = {"Content-Range": f"bytes {start}-{min(end, len(whole)) - 1}/{len(whole)}"}
        return web.Response(status=206, body=whole[start:end], headers=headers)

    gallery.limit(10_000)
    (address,) = await gallery.post(gallery.show("/weg.mp4", part), kind="Video")

    middle = await node.get(address, headers={"Range": "bytes=20000-20009"})
    start = await node.get(address, headers={"Range": "bytes=0-"})

    assert (middle.status, await middle.read()) == (206, whole[20_000:20_010])
    assert middle.headers["Content-Range"] == "bytes 20000-20009/50000"
    assert middle.headers["Content-Type"] == "video/mp4"
    assert asked[-2:] == ["bytes=20000-20009", "bytes=0-33554431"]
    assert (start.status, await start.read()) == (206, whole)
    assert await gallery.sizes() == (0, 0)


@pytest.mark.parametrize("odd", ["bytes=0-1,5-9", "bytes=0-1 x", "zeilen=1-2", "bytes=-500"])
async def test_what_else_a_reader_writes_is_not_passed_on(gallery, node, odd):
    """T-094."""
    asked = []

    def note(request):
        asked.append(request.headers.get("Range"))
        return web.Response(body=film(50_000))

    gallery.limit(10_000)
    (address,) = await gallery.post(gallery.show("/weg.mp4", note), kind="Video")

    answer = await node.get(address, headers={"Range": odd})

    assert (answer.status, len(await answer.read())) == (200, 50_000)
    assert set(asked) == {None}


async def test_a_part_nobody_asked_for_is_no_picture(gallery, node):
    def part(_):
        return web.Response(status=206, body=png()[:50], headers={"Content-Range": "bytes 0-49/5000"})

    (address,) = await gallery.post(gallery.show("/baum.png", part))

    answer = await node.get(address)

    assert answer.status == 404


async def test_parts_of_what_is_kept_come_from_here(gallery, node):
    body = sized(5_000)
    url = gallery.show("/baum.png", body)
    (address,) = await gallery.post(url)

    answer = await node.get(address, headers={"Range": "bytes=100-199"})

    assert (answer.status, await answer.read()) == (206, body[100:200])
    assert gallery.asked(url) == 1


async def test_two_processes_keep_one_budget(gallery, node, clock):
    """Both may fetch the same at once; then the later copy takes the place of the earlier, and all are counted."""
    parts = node.node
    settings = replace(parts.config.media, cache_bytes=4_000, cache_file_bytes=2_000)
    processes = [
        RemoteMedia(
            settings,
            parts.store,
            open_storage(parts.config, CACHE),
            parts.client,
            parts.hosts,
            clock,
            parts.config.node.data_dir / "coming",
        )
        for _ in range(2)
    ]
    urls = [gallery.show(f"/{number}.png", sized(1_500)) for number in range(4)]
    numbers = [int(address.split("/")[-2]) for address in await gallery.post(*urls)]
    sources = [
        await node.store.read(lambda tx, number=number: tx.files.find_source(RemotePlace.FILE, number))
        for number in numbers
    ]

    for source in sources:
        await asyncio.gather(*(each.get(source) for each in processes))
    counted, lying = await gallery.sizes()

    assert counted == lying == 1_500
    assert await node.count("cached_files") == 1


async def test_deliveries_do_not_wait_for_pictures(gallery, node, alice):
    """A server whose pictures hang still gets our posts."""
    hanging = asyncio.Event()

    async def hang(_):
        await hanging.wait()
        return web.Response(body=png())

    node.node.remote_media._seconds = 20
    addresses = await gallery.post(*(gallery.show(f"/{number}.png", hang) for number in range(4)))
    await gallery.bob.deliver(gallery.bob.follow(alice), node)
    await node.work()
    looking = [asyncio.create_task(node.get(address)) for address in addresses]

    await node.post(alice, "Trotzdem.")
    hanging.set()

    assert [each["object"]["type"] for each in gallery.bob.received("Create")] == ["Note"]
    assert [(await each).status for each in looking] == [200] * 4


async def test_who_administers_sees_how_much_is_kept_of_a_server(gallery, node):
    admin = await app_of(node, await node.create("ada"), "admin:read", role=Role.ADMIN)
    today = f"{node.clock():%Y-%m-%d}"

    async def measure(host: str) -> tuple[str, list[str], str]:
        asked = {
            "keys": ["instance_media_attachments"],
            "instance_media_attachments": {"domain": host},
            "start_at": today,
            "end_at": today,
        }
        [found] = await admin.post("/api/v1/admin/measures", asked)
        return found["total"], [each["value"] for each in found["data"]], found["human_value"]

    host = (await node.account(gallery.bob.uri)).host
    looked_at, _ = await gallery.post(gallery.show("/1.png", sized(2_048)), gallery.show("/2.png", sized(1_000)))
    before = await measure(host)
    await node.get(looked_at)

    assert before == ("0", ["0"], "0 Bytes")
    assert await measure(host) == ("2048", ["2048"], "2 KB")
    assert await measure("other.test") == ("0", ["0"], "0 Bytes")
