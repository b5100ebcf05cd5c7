"""Pictures of other servers, seen through our node: fetched when somebody looks, shown with our headers, gone with their
post (T-094, T-142, T-268)."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web

from node.media.remote import RemoteMedia
from node.media.storage import CACHE, open_storage
from node.model.remotefile import RemotePlace
from tests.media.elsewhere.conftest import sources
from tests.media.elsewhere.pictures import film, png
from tests.web.mastodon.app import app_of


async def test_the_first_look_fetches_a_picture_and_the_second_does_not(gallery, node):
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)
    on_receipt = gallery.asked(url)

    first = await node.get(address)
    second = await node.get(address)

    assert on_receipt == 0
    assert (first.status, await first.read()) == (200, png())
    assert (second.status, await second.read()) == (200, png())
    assert gallery.asked(url) == 1


async def test_many_who_look_at_once_cause_one_request(gallery, node):
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)

    answers = await asyncio.gather(*(node.get(address) for _ in range(20)))

    assert {answer.status for answer in answers} == {200}
    assert gallery.asked(url) == 1


async def test_what_was_fetched_is_still_known_after_a_restart(gallery, node):
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)
    await node.get(address)
    parts = node.node
    before = parts.remote_media

    again = RemoteMedia(
        parts.config.media,
        parts.store,
        open_storage(parts.config, CACHE),
        parts.client,
        parts.hosts,
        parts.clock,
        parts.config.node.data_dir / "coming",
    )
    number = int(address.split("/")[-2])
    source = await node.store.read(lambda tx: tx.files.find_source(RemotePlace.FILE, number))

    assert await again.get(source) == await before.get(source)
    assert gallery.asked(url) == 1
    assert await gallery.sizes() == (len(png()), len(png()))


async def test_a_copy_that_somebody_removed_is_fetched_anew(gallery, node):
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)
    await node.get(address)
    for each in (node.node.config.node.data_dir / "media-cache").rglob("*.copy"):
        each.unlink()

    answer = await node.get(address)

    assert (answer.status, await answer.read()) == (200, png())
    assert gallery.asked(url) == 2
    assert await gallery.sizes() == (len(png()), len(png()))


async def test_an_edit_of_the_post_leaves_its_picture_where_it_is(gallery, node, clock):
    url = gallery.show("/baum.png")
    (before,) = await gallery.post(url)
    await node.get(before)
    clock.move(minutes=1)

    edited = {**gallery.note, "content": "<p>Anders.</p>", "updated": clock().isoformat()}
    gallery.there.serve(edited)
    await gallery.bob.deliver(gallery.bob.activity("Update", edited, to=edited["to"]), node)
    await node.work()
    after = await gallery.addresses()
    answer = await node.get(before)

    assert "Anders." in (await node.find_post(edited["id"])).content
    assert after == [before]
    assert (answer.status, gallery.asked(url)) == (200, 1)


async def test_an_address_cannot_be_made_by_anybody_else(gallery, node):
    """T-094, T-142."""
    url = gallery.show("/baum.png")
    (address,) = await gallery.post(url)
    start, place, number, seal = address.rsplit("/", 3)
    other = seal[:-1] + ("0" if seal[-1] != "0" else "1")

    tries = [
        f"{start}/{place}/{number}/{other}",
        f"{start}/avatar/{number}/{seal}",
        f"{start}/{place}/{int(number) + 1}/{seal}",
        f"{start}/{place}/{'9' * 19}/{seal}",
        f"{start}/{place}/{'9' * 5_000}/{seal}",
        f"{start}/{place}/{number}/äöü",
        f"{start}/{place}/{number}/{seal}/x",
        f"{start}/{place}/{number}/{seal.upper()}x",
        f"{start}/emoji/{number}/{seal}",
        f"{start}/{place}/{number}/",
    ]

    assert [(await node.get(each)).status for each in tries] == [404] * len(tries)
    assert gallery.asked(url) == 0


async def test_when_the_post_is_deleted_its_picture_is_gone(gallery, node):
    """T-268: at once for readers, and with the next sweep from the disk."""
    (address,) = await gallery.post(gallery.show("/baum.png"))
    await node.get(address)

    await gallery.bob.deliver(gallery.bob.activity("Delete", gallery.note["id"]), node)
    await node.work()
    answer = await node.get(address)

    assert answer.status == 404
    assert await gallery.sizes() == (len(png()), len(png()))


@pytest.mark.parametrize("visibility", ["followers", "direct"])
async def test_a_picture_of_a_private_post_is_shown_to_whoever_was_given_its_address(gallery, node, alice, visibility):
    to = (
        {"to": [gallery.bob.followers], "cc": []}
        if visibility == "followers"
        else {
            "to": [alice.uri],
            "cc": [],
            "tag": [{"type": "Mention", "href": alice.uri}],
        }
    )
    (address,) = await gallery.post(gallery.show("/geheim.png"), **to)

    answer = await node.get(address)

    assert answer.status == 200
    assert answer.headers["Cache-Control"].startswith("private,")


# What it answers


async def test_pictures_come_with_headers_that_keep_them_pictures(gallery, node):
    (address,) = await gallery.post(gallery.show("/baum", mime="text/html"))

    answer = await node.get(address, headers={"Cookie": "a=b", "Origin": "https://app.example"})

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "private, max-age=604800, immutable"
    assert "Set-Cookie" not in answer.headers


async def test_a_browser_that_has_it_gets_nothing_twice(gallery, node):
    (address,) = await gallery.post(gallery.show("/baum.png"))
    etag = (await node.get(address)).headers["ETag"]

    again = await node.get(address, headers={"If-None-Match": f'"anders", W/{etag}'})

    assert (again.status, await again.read()) == (304, b"")


async def test_the_other_server_learns_nothing_of_the_reader(gallery, node):
    """T-094: no cookie, no referrer, no address, no header of theirs."""
    seen = []

    def note(request):
        seen.append(dict(request.headers))
        return web.Response(body=png())

    (address,) = await gallery.post(gallery.show("/baum.png", note))
    await node.get(
        address,
        headers={
            "Cookie": "session=1",
            "Referer": "https://here.test/geheim",
            "User-Agent": "Neugier",
            "X-Eigenes": "x",
        },
    )

    assert [set(each) for each in seen] == [{"Host", "User-Agent", "Accept", "Accept-Encoding"}]
    assert seen[0]["User-Agent"].startswith("Allmende/")


# Avatars and headers


async def test_pictures_of_a_profile_are_shown_by_our_node_and_change_their_address_with_the_picture(
    gallery, node, bob
):
    first = gallery.show("/gesicht.png", png(grey=1))
    second = gallery.show("/gesicht2.png", png(grey=2))
    addresses = []
    for url in (first, second):
        bob.more["icon"] = bob.more["image"] = {"type": "Image", "url": url}
        await bob.deliver(bob.activity("Update", bob.document()), node)
        await node.work()
        account = await node.account(bob.uri)
        addresses.append((node.node.addresses.avatar(account), node.node.addresses.header(account)))

    before = await node.get(addresses[0][0])
    faces = [await node.get(each) for each in addresses[1]]

    assert before.status == 404
    assert [(each.status, await each.read()) for each in faces] == [(200, png(grey=2))] * 2
    assert gallery.asked(first) == 0


async def test_a_film_is_no_face(gallery, node, bob):
    bob.more["icon"] = {"type": "Image", "url": gallery.show("/gesicht.mp4", film(500))}
    await bob.deliver(bob.activity("Update", bob.document()), node)
    await node.work()

    answer = await node.get(node.node.addresses.avatar(await node.account(bob.uri)))

    assert answer.status == 404


async def test_pictures_of_a_suspended_account_are_gone(gallery, node, bob):
    bob.more["icon"] = {"type": "Image", "url": gallery.show("/gesicht.png")}
    await bob.deliver(bob.activity("Update", bob.document()), node)
    (picture,) = await gallery.post(gallery.show("/baum.png"))
    account = await node.account(bob.uri)
    face = node.node.addresses.avatar(account)
    seen = [(await node.get(each)).status for each in (picture, face)]

    await node.store.write(lambda tx: tx.accounts.save(replace(account, suspended_at=tx.now)))

    assert seen == [200, 200]
    assert [(await node.get(each)).status for each in (picture, face)] == [404, 404]


# Emoji


async def test_emoji_of_others_are_shown_by_our_node(gallery, node, alice):
    url = gallery.show("/emoji/wal.gif", b"GIF89a" + bytes(300))
    emoji = {"type": "Emoji", "name": ":wal:", "icon": {"type": "Image", "url": url}}
    await gallery.post(gallery.show("/baum.png"), content="<p>Ein :wal:!</p>", tag=[emoji])
    app = await app_of(node, alice)

    (status, *_) = await app.get("/api/v1/timelines/home")
    (used,) = status["emojis"]
    answer = await node.get(used["url"])

    assert used["url"].startswith(node.origin + "/media/emoji/")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/gif")


# Pages and apps


async def test_a_page_lets_no_browser_ask_anybody_else(gallery, node, bob):
    bob.more["icon"] = {"type": "Image", "url": gallery.show("/gesicht.png")}
    await bob.deliver(bob.activity("Update", bob.document()), node)
    await gallery.post(gallery.show("/baum.png"))
    await gallery.post(gallery.show("/weg.mp4", film(900), mime="video/mp4"), kind="Video")
    await gallery.post(gallery.show("/lied.mp3", b"ID3" + bytes(400), mime="audio/mpeg"), kind="Audio")

    page = await node.page(f"/@bob@there.test:{gallery.there.port}")
    shown = [(await node.get(address)).headers["Content-Type"] for address in sources(page)]

    assert {"image/svg+xml", "image/png", "video/mp4", "audio/mpeg"} == set(shown)
    assert all(path.startswith(("/media/", "/static/")) for path in sources(page))


async def test_an_app_is_given_addresses_of_ours_and_told_where_it_comes_from(gallery, node, alice, bob):
    picture, face = gallery.show("/baum.png"), gallery.show("/gesicht.png")
    bob.more["icon"] = {"type": "Image", "url": face}
    await bob.deliver(bob.activity("Update", bob.document()), node)
    (address,) = await gallery.post(picture)
    app = await app_of(node, alice)

    (status, *_) = await app.get("/api/v1/timelines/home")
    (attached,) = status["media_attachments"]

    assert attached["url"] == attached["preview_url"] == address
    assert attached["remote_url"] == picture
    assert status["account"]["avatar"].startswith(node.origin + "/media/avatar/")
    assert status["account"]["avatar_static"] == status["account"]["avatar"]
