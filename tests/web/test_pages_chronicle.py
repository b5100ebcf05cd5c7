"""The archive of a channel, month by month (M03, row 2)."""

from datetime import UTC, datetime

import pytest

from node.model.account import Actor, Kind
from node.outbox import delete
from tests.clock import Clock
from tests.web.browser import Browser


@pytest.fixture
def clock() -> Clock:
    """Before anything here happens, whenever that is read."""
    return Clock(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def reader(node) -> Browser:
    return Browser(node)


@pytest.fixture
async def hall(node):
    return await node.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")


def texts(reader: Browser) -> list[str]:
    return [line for line in reader.page.text.split() if line.startswith("Text")]


async def test_the_archive_counts_what_each_month_has(node, reader, clock, hall):
    clock.now = datetime(2027, 11, 5, 12, tzinfo=UTC)
    await node.post(hall, "Text1")
    await node.post(hall, "Text2")
    clock.now = datetime(2028, 1, 20, 12, tzinfo=UTC)
    await node.post(hall, "Text3")

    await reader.get("/@rathaus")
    await reader.get(reader.page.links["Chronik"])

    text = reader.page.text
    assert text.index("2028") < text.index("Januar (1 Beitrag)") < text.index("2027")
    assert "November (2 Beiträge)" in text
    assert reader.page.links["November"] == "/@rathaus/chronik/2027/11"


async def test_a_month_has_exactly_what_was_published_in_it_here(node, reader, clock, hall):
    """In Berlin it is the first of December when it is eleven in the evening of the last of November in London."""
    for number, at in enumerate(
        (
            datetime(2027, 10, 31, 22, 59, tzinfo=UTC),
            datetime(2027, 10, 31, 23, 0, tzinfo=UTC),
            datetime(2027, 11, 30, 22, 59, tzinfo=UTC),
            datetime(2027, 11, 30, 23, 0, tzinfo=UTC),
        )
    ):
        clock.now = at
        await node.post(hall, f"Text{number}")

    await reader.get("/@rathaus/chronik/2027/11")

    assert texts(reader) == ["Text2", "Text1"]
    assert reader.page.links["Davor: Oktober 2027"] == "/@rathaus/chronik/2027/10"
    assert reader.page.links["Danach: Dezember 2027"] == "/@rathaus/chronik/2027/12"

    await reader.get(reader.page.links["Älteste zuerst"])

    assert texts(reader) == ["Text1", "Text2"]


async def test_months_without_anything_are_passed_over(node, reader, clock, hall):
    for month in (2, 9):
        clock.now = datetime(2027, month, 10, tzinfo=UTC)
        await node.post(hall, f"Text{month}")

    await reader.get("/@rathaus/chronik/2027/09")

    assert reader.page.links["Davor: Februar 2027"] == "/@rathaus/chronik/2027/02"
    assert "Danach" not in reader.page.text


@pytest.mark.parametrize("order", ["", "?zuerst=aelteste"])
async def test_a_full_month_is_paged_to_its_end(node, reader, clock, hall, order):
    clock.now = datetime(2027, 11, 2, 12, tzinfo=UTC)
    for number in range(43):
        clock.move(minutes=1)
        await node.post(hall, f"Text{number:02}")

    await reader.get(f"/@rathaus/chronik/2027/11{order}")
    seen = texts(reader)
    while "Weitere anzeigen" in reader.page.links:
        await reader.get(reader.page.links["Weitere anzeigen"])
        seen += texts(reader)

    assert seen == sorted((f"Text{number:02}" for number in range(43)), reverse=not order)
    assert "Das waren alle Beiträge dieses Monats." in reader.page.text
    await reader.get(reader.page.links["Zum Anfang der Liste"])
    assert texts(reader)[0] == seen[0]


async def test_only_what_everybody_may_read_is_in_the_archive(node, reader, clock, hall):
    clock.now = datetime(2027, 11, 5, 12, tzinfo=UTC)
    carl = await node.create("carl")
    question = await node.post(carl, "Text9")
    for number, visibility in enumerate(("public", "unlisted", "followers", "local", "direct")):
        await node.post(hall, f"Text{number}", visibility=visibility)
    await node.post(hall, "Text8", in_reply_to_id=question.id)

    await reader.get("/@rathaus/chronik/2027/11")

    assert texts(reader) == ["Text1", "Text0"]
    await reader.get("/@rathaus/chronik")
    assert "November (2 Beiträge)" in reader.page.text


async def test_the_archive_is_kept_until_the_channel_writes_or_deletes(node, reader, clock, hall):
    clock.now = datetime(2027, 11, 5, 12, tzinfo=UTC)
    first = await node.post(hall, "Text1")
    paths = ("/@rathaus/chronik", "/@rathaus/chronik/2027/11")
    tags = [(await reader.get(path)).headers["ETag"] for path in paths]
    assert [(await reader.get(path)).headers["ETag"] for path in paths] == tags

    await node.post(hall, "Text2")
    await reader.get(paths[1])
    assert texts(reader) == ["Text2", "Text1"]
    await reader.get(paths[0])
    assert "November (2 Beiträge)" in reader.page.text

    await delete.delete_post(node.node, Actor(hall), first.id)
    await reader.get(paths[1])
    assert texts(reader) == ["Text2"]
    await reader.get(paths[0])
    assert "November (1 Beitrag)" in reader.page.text


@pytest.mark.parametrize(
    "path",
    [
        "/@rathaus/chronik/2027/10",
        "/@rathaus/chronik/2027/13",
        "/@rathaus/chronik/2027/00",
        "/@rathaus/chronik/0000/01",
        "/@rathaus/chronik/9999/12",
        "/@rathaus/chronik/2027/11?ab=0",
        "/@rathaus/chronik/2027/11?ab=99999999999999999999",
        "/@rathaus/chronik/2027/11?ab=1",
        "/@rathaus/chronik/2027/11?zuerst=x",
        "/@niemand/chronik",
        "/@rathaus@there.test/chronik",
    ],
)
async def test_a_month_that_has_nothing_is_not_found(node, reader, clock, hall, path):
    clock.now = datetime(2027, 11, 5, 12, tzinfo=UTC)
    await node.post(hall)

    seen = await reader.get(path)

    assert seen.status == 404


async def test_the_archive_has_one_address(node, reader, hall):
    seen = await reader.get("/@Rathaus/chronik")

    assert (seen.status, seen.path) == (200, "/@rathaus/chronik")


async def test_an_empty_archive_says_so(reader, hall):
    await reader.get("/@rathaus/chronik")

    assert "Hier steht noch kein Beitrag." in reader.page.text
