"""Somebody who runs the node keeps albums on the command line (S35)."""

import pytest

from node.cli import album
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Forbidden, Invalid, NotFound, Unprocessable
from tests.outbox.story import pictured


async def told(act, node, **values):
    return list((await act(node.node, Ask(values, Say("de")))).lines)


async def test_an_album_is_made_filled_put_in_order_and_deleted(node, alice):
    one, two = await pictured(node, alice, "eins", "zwei"), await pictured(node, alice, "drei", "vier")

    [page] = await told(album.create, node, name="alice", title="Rundflug", description="Über dem Fluss", language="de")
    number = page.rpartition("/")[2]
    first = await told(album.add, node, album=page, post=one.url)
    await told(album.add, node, album=number, post=two.uri, picture=[2])
    await told(album.move, node, album=number, picture=3, place=1)
    await told(album.change, node, album=number, title="Flug", cover=2)
    last = await told(album.remove, node, album=number, picture=3)
    shown = await told(album.show, node, album=number)
    listed = await told(album.show_all, node, name="alice")
    document = await node.json(f"/users/alice/albums/{number}")

    assert page == f"{node.origin}/@alice/alben/{number}"
    assert (first, last) == (["„Rundflug“: Bilder 2"], ["„Flug“: Bilder 2"])
    assert [each["name"] for each in document["orderedItems"]] == ["vier", "eins"]
    assert (document["icon"]["name"], document["summaryMap"]) == ("eins", {"de": "Über dem Fluss"})
    assert [line.split()[-1] for line in shown[3:]] == ["vier", "eins"]
    assert listed[1].split() == [number, "2", "Flug"]
    assert await told(album.delete, node, album=number) == ["das Album „Flug“ ist gelöscht"]
    assert len(await told(album.show_all, node, name="alice")) == 1


async def test_what_cannot_be_is_said(node, alice, bob):
    carl = await node.create("carl")
    theirs, text = await pictured(node, carl, "eins"), await node.post(alice)
    await node.node.actors.by_uri(bob.uri)
    [page] = await told(album.create, node, name="alice", title="Leer")

    for act, values, error in (
        (album.create, {"name": "alice", "title": " "}, Unprocessable),
        (album.create, {"name": f"bob@{bob.uri.split('/')[2]}", "title": "Fremd"}, Invalid),
        (album.show, {"album": "nichts"}, NotFound),
        (album.add, {"album": page, "post": theirs.uri}, Forbidden),
        (album.add, {"album": page, "post": text.uri}, Invalid),
        (album.remove, {"album": page, "picture": 1}, NotFound),
    ):
        with pytest.raises(error):
            await told(act, node, **values)
