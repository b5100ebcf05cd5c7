"""Motions of a cooperative as data: what is decided with every vote, and nothing of who the members are (A07)."""

import csv
import io
import json

import pytest

from node.outbox.motions import submit, withdraw
from tests.outbox.cooperative import founded
from tests.web.open.conftest import Reader


@pytest.fixture
async def coop(database_url, clock, there, tmp_path):
    async with founded(database_url, clock, there, tmp_path) as made:
        yield made


async def test_a_motion_is_open_data_from_its_discussion_to_its_minutes(coop):
    reader = Reader(coop.world)
    (anna, by_anna), (ben, by_ben) = await coop.person("Anna Antrag", "anna"), await coop.body("Verein", "verein")
    moved = await submit(coop.node, "Erster", "Text", "Vorstand")
    before = await reader.json("/open/v1/motions/1")
    await withdraw(coop.node, moved.number)
    motion = await coop.motion("Zweiter", secret=True)
    receipt = await coop.vote(by_anna, motion, anna, "yes")
    running = await reader.json("/open/v1/motions/2")
    await coop.vote(by_ben, motion, ben, "abstain")
    await coop.close(motion)

    listed = await reader.json("/open/v1/motions")
    one = await reader.json("/open/v1/motions/2")
    minutes = await reader.json("/open/v1/motions/2/minutes")
    rows = list(csv.DictReader(io.StringIO(await reader.text("/open/v1/motions.csv"))))
    lines = [json.loads(each) for each in (await reader.text("/open/v1/motions.ndjson")).splitlines()]
    newest = await reader.json("/open/v1/motions?limit=1")

    assert (before["stage"], before["mover"], before["secret"], before["ballots"]) == (
        "discussion",
        "Vorstand",
        None,
        [],
    )
    # How it stands is said by nobody while votes are taken
    assert (running["stage"], running["votes"], running["participants"], running["ballots"]) == (
        "voting",
        None,
        None,
        [],
    )
    assert receipt not in json.dumps(running)
    assert (one["outcome"], one["votes"]) == ("accepted", {"yes": 1, "no": 0, "abstain": 1})
    assert {"receipt": receipt, "vote": "yes"} in one["ballots"]
    assert one["ballots"] == minutes["ballots"]
    assert one["minutes"] == minutes["id"]
    assert [each["stage"] for each in listed["items"]] == ["decided", "withdrawn"]
    assert listed["members"] == {"persons": 1, "bodies": 1}
    assert [row["title"] for row in rows] == [each["title"] for each in lines] == ["Zweiter", "Erster"]
    assert [each["id"] for each in (await reader.json(newest["next"]))["items"]] == ["1"]
    for path in ("/open/v1/motions", "/open/v1/motions/2", "/open/v1/motions/2/minutes"):
        assert "Anna" not in await reader.text(path)


async def test_what_is_not_there_is_not_found(coop):
    reader = Reader(coop.world)
    await coop.motion()

    for path in ("/open/v1/motions/17", "/open/v1/motions/1/minutes", "/open/v1/motions/" + "9" * 30):
        await reader.json(path, status=404)
    for path in ("/open/v1/motions?after=1", "/open/v1/motions/1?x=1", "/open/v1/motions?limit=0"):
        await reader.json(path, status=400)
