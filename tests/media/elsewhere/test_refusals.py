"""What other servers send instead of a picture, and where they would like us to ask for it (T-093 to T-097, T-265)."""

import asyncio

import pytest
from aiohttp import web

from node.model.host import Policy
from tests.media.elsewhere.pictures import png, sized


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd",
        b"%PDF-1.7",
        b"",
    ],
    ids=["page", "drawing", "playlist", "document", "nothing"],
)
async def test_what_only_claims_to_be_a_picture_is_not_shown(gallery, node, body):
    """T-265, T-095."""
    url = gallery.show("/baum.png", body)
    (address,) = await gallery.post(url)

    answers = [await node.get(address), await node.get(address)]

    assert [answer.status for answer in answers] == [404, 404]
    assert gallery.asked(url) == 1
    assert await gallery.sizes() == (0, 0)


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/x.png", "http://localhost/x.png", "http://10.0.0.1/x.png", "file:///etc/passwd", "//["],
)
async def test_a_way_into_the_house_is_not_followed(gallery, node, target):
    """T-093, T-097."""

    def away(_):
        return web.Response(status=302, headers={"Location": target})

    (address,) = await gallery.post(gallery.show("/baum.png", away))

    answer = await node.get(address)

    assert answer.status == 404
    assert not [url for _, url in gallery.there.requests if "127.0.0.1" in url]


async def test_a_redirect_among_strangers_is_followed(gallery, node):
    there = gallery.show("/cdn/baum.png", host="cdn.test")
    (address,) = await gallery.post(
        gallery.show("/baum.png", lambda _: web.Response(status=302, headers={"Location": there}))
    )

    answer = await node.get(address)

    assert (answer.status, await answer.read()) == (200, png())


async def test_a_picture_that_never_ends_is_cut(gallery, node):
    gallery.limit(10_000)

    async def endless(request):
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(png())
        while True:
            await response.write(bytes(65_536))

    url = gallery.show("/baum.png", endless)
    (address,) = await gallery.post(url)

    async with node.session.get(address) as answer:
        first = await answer.content.readexactly(len(png()))

    # It is too large to be kept: passed on as long as somebody listens, and no byte of it stays
    assert (answer.status, first) == (200, png())
    assert await gallery.sizes() == (0, 0)


async def test_a_picture_that_stops_in_the_middle_is_given_up(gallery, node):
    over = asyncio.Event()

    async def stopping(request):
        response = web.StreamResponse(headers={"Content-Length": "5000"})
        await response.prepare(request)
        await response.write(png())
        await over.wait()
        return response

    node.node.remote_media._stall = 0.1
    (address,) = await gallery.post(gallery.show("/baum.png", stopping))

    answer = await node.get(address)
    over.set()

    assert answer.status == 502
    assert int(answer.headers["Retry-After"]) > 30
    assert (await answer.json(content_type=None))["error"] == "there.test stopped sending."
    assert await gallery.sizes() == (0, 0)


async def test_a_picture_that_drips_is_given_up(gallery, node):
    async def dripping(request):
        response = web.StreamResponse(headers={"Content-Length": "5000"})
        await response.prepare(request)
        for byte in sized(5_000):
            await response.write(bytes([byte]))
            await asyncio.sleep(0.05)
        return response

    node.node.remote_media._longest = 0.5
    (address,) = await gallery.post(gallery.show("/baum.png", dripping))

    answer = await node.get(address)

    assert answer.status == 502
    assert await gallery.sizes() == (0, 0)


async def test_a_picture_that_breaks_off_is_not_kept(gallery, node):
    async def breaking(request):
        response = web.StreamResponse(headers={"Content-Length": "5000"})
        await response.prepare(request)
        await response.write(sized(4_000))
        request.transport.close()
        return response

    (address,) = await gallery.post(gallery.show("/baum.png", breaking))

    answer = await node.get(address)

    assert answer.status == 502
    assert await gallery.sizes() == (0, 0)


async def test_a_server_that_fails_is_asked_again_later_and_ever_more_rarely(gallery, node, clock):
    answers = [web.Response(status=503), web.Response(status=500), web.Response(body=png())]
    url = gallery.show("/baum.png", lambda _: answers[gallery.asked(url) - 1])
    (address,) = await gallery.post(url)

    statuses = []
    for minutes in (0, 0.5, 1, 2, 4):
        clock.move(minutes=minutes)
        statuses.append(((await node.get(address)).status, gallery.asked(url)))

    assert statuses == [(502, 1), (502, 1), (502, 2), (502, 2), (200, 3)]


async def test_what_is_gone_there_is_not_asked_for_the_whole_day(gallery, node, clock):
    url = gallery.show("/baum.png", lambda _: web.Response(status=404))
    (address,) = await gallery.post(url)
    await node.get(address)
    clock.move(hours=23)

    answer = await node.get(address)
    clock.move(hours=2)
    later = await node.get(address)

    assert (answer.status, later.status) == (404, 404)
    assert gallery.asked(url) == 2


async def test_a_blocked_server_shows_nothing_any_more(gallery, node):
    """T-036: not even what is kept already."""
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)
    await node.get(address)

    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.BLOCKED))
    await node.node.hosts.refresh()
    answer = await node.get(address)

    assert answer.status == 404


async def test_pictures_of_a_server_that_are_not_wanted_are_not_shown(gallery, node):
    """Wherever they lie."""
    here, there = gallery.show("/baum.png"), gallery.show("/baum.png", host="cdn.test")
    addresses = await gallery.post(here, there)

    await node.store.write(lambda tx: tx.hosts.set_policy("there.test", Policy.NOTED, rejects_media=True))
    await node.node.hosts.refresh()

    assert [(await node.get(address)).status for address in addresses] == [404, 404]
    assert gallery.asked(here) + gallery.asked(there) == 0
