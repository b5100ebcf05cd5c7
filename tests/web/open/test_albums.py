"""Albums of channels as data (S35, row 5)."""

import csv
import io
import json

from node.outbox.delete import delete_post
from tests.outbox.story import LICENCE, acts, pictured
from tests.outbox.test_albums import made


async def test_albums_and_their_pictures_are_listed(reader, city, rathaus, buecherei):
    one, two = await pictured(city, rathaus, "Ufer", "Fontäne"), await pictured(city, rathaus, "Flug", language="de")
    older, album = await made(city, rathaus, one, title="Alt"), await made(city, rathaus, two, one, language="de")
    await made(city, rathaus, title="Leer")

    listed = await reader.json("/open/v1/channels/rathaus/albums")
    first = await reader.json(f"/open/v1/channels/rathaus/albums/{album.id}?limit=2")
    rest = await reader.json(first["next"])
    rows = list(csv.DictReader(io.StringIO(await reader.text(f"/open/v1/channels/rathaus/albums/{album.id}.csv"))))
    lines = (await reader.text("/open/v1/channels/rathaus/albums.ndjson")).splitlines()

    assert [(each["title"], each["pictures"]) for each in listed["items"]] == [("Binnenalster", 3), ("Alt", 2)]
    assert [json.loads(each)["id"] for each in lines] == [str(album.id), str(older.id)]
    assert [each["description"] for each in (*first["items"], *rest["items"])] == ["Flug", "Ufer", "Fontäne"]
    assert [row["description"] for row in rows] == ["Flug", "Ufer", "Fontäne"]
    picture = first["items"][0]
    assert (picture["post"], picture["credit"], picture["license"]) == (two.uri, "Foto: A.", LICENCE)
    assert picture["uri"] == (await city.json(album.uri))["orderedItems"][0]["id"]
    assert first["cover"]["description"] == "Flug"
    channel = await reader.json("/open/v1/channels/rathaus")
    assert channel["links"]["albums"].endswith("/open/v1/channels/rathaus/albums")
    assert await reader.ids("/open/v1/channels/rathaus/albums?limit=1") == [album.id]


async def test_what_is_not_there_is_not_found_and_what_is_withdrawn_is_gone(reader, city, rathaus, buecherei):
    post = await pictured(city, rathaus, "Ufer")
    album = await made(city, rathaus, post)

    for path in (f"buecherei/albums/{album.id}", "rathaus/albums/17", "rathaus/albums/" + "9" * 30, "x/albums"):
        await reader.json(f"/open/v1/channels/{path}", status=404)
    await reader.json("/open/v1/channels/rathaus/albums?after=1", status=400)
    await delete_post(city.node, acts(rathaus), post.id)

    assert (await reader.json(f"/open/v1/channels/rathaus/albums/{album.id}"))["items"] == []
    assert await reader.ids("/open/v1/channels/rathaus/albums") == []
