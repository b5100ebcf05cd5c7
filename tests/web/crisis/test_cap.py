"""Our warnings as CAP 1.2 messages, held against the schema's rules (S09, § 3.10)."""

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from node.model.account import Actor
from node.model.login import Role
from node.model.warning import Category, Level
from node.outbox.warnings import Wanted, clear, warn
from tests.towns import town
from tests.web.browser import Browser, person
from tests.web.crisis.conftest import logged_in
from tests.world import start_world

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).parents[2] / "outbox" / "cap.xsd")))
TEXT = "Hochwasser am Mühlbach & an der Aue, Pegel > 4 m. Meiden Sie die Ufer."
FIRE = {"key": "wehr", "name": "Feuerwehr Musterhausen", "parent": "stadt", "channels": ["feuerwehr"]}


@pytest.fixture
async def city(database_url, clock, there, tmp_path):
    async with start_world("stadt.test", database_url, clock, there, tmp_path, organizations=[town(), FIRE]) as world:
        yield world


async def _alert(world, path, *, browser=None):
    """A valid one."""
    headers = {} if browser is None else {"Cookie": "; ".join(f"{a}={b}" for a, b in browser.cookies.items())}
    answer = await world.session.get(world.url(path), headers=headers)
    body = await answer.read()
    assert answer.status == 200, body
    assert answer.headers["Content-Type"] == "application/cap+xml; charset=utf-8"
    found = etree.fromstring(body)
    SCHEMA.assertValid(found)
    return found


def _text(element, path):
    return element.findtext("/".join(f"{CAP}{name}" for name in path.split("/")))


async def _feed(world):
    """Addresses of the messages, the newest first."""
    answer = await world.get("/warnungen.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(await answer.read())
    entries = feed.findall(f"{ATOM}entry")
    links = [each.find(f'{ATOM}link[@rel="alternate"]') for each in entries]
    assert {each.get("type") for each in links} <= {"application/cap+xml"}
    return [each.get("href").removeprefix(world.origin) for each in links]


def _wanted(**more):
    return Wanted(**{"level": Level.DANGER, "text_de": TEXT, **more})


async def test_a_warning_is_a_valid_message_with_its_area(city, clock):
    fire = await city.create("feuerwehr")
    made = await warn(
        city.node,
        Actor(fire),
        _wanted(
            text_en="Flood.",
            link="/@feuerwehr",
            category=Category.MET,
            event="Hochwasser",
            instruction_de="Räumen Sie Keller.",
            instruction_en="Clear cellars.",
            ends_at=clock.now + timedelta(hours=2),
        ),
    )

    alert = await _alert(city, f"/warnungen/{made.id}.cap")

    assert (_text(alert, "msgType"), _text(alert, "status"), _text(alert, "scope")) == ("Alert", "Actual", "Public")
    assert _text(alert, "references") is None
    assert _text(alert, "sent")[-6:] in {"+01:00", "+02:00"}
    assert _text(alert, "note") == (
        "Eigene Mitteilung von Feuerwehr Musterhausen, keine Meldung des Modularen Warnsystems (MoWaS)."
    )
    german, english = alert.findall(f"{CAP}info")
    assert (_text(german, "language"), _text(english, "language")) == ("de-DE", "en-GB")
    assert (_text(german, "event"), _text(english, "event")) == ("Hochwasser", "Weather, flood")
    assert (_text(german, "description"), _text(english, "description")) == (TEXT, "Flood.")
    assert (_text(german, "instruction"), _text(english, "instruction")) == ("Räumen Sie Keller.", "Clear cellars.")
    assert _text(german, "headline").startswith("Gefahr: Hochwasser am Mühlbach")
    grades = [_text(german, name) for name in ("category", "urgency", "severity", "certainty")]
    assert grades == ["Met", "Immediate", "Extreme", "Observed"]
    assert _text(german, "senderName") == "Feuerwehr Musterhausen"
    assert _text(german, "web") == f"{city.origin}/@feuerwehr"
    assert _text(german, "area/areaDesc") == "Musterhausen"
    codes = {_text(each, "valueName"): _text(each, "value") for each in german.iter(f"{CAP}geocode")}
    assert codes == {"ARS": "059990000000", "AGS": "05999000"}
    assert await _feed(city) == [f"/warnungen/{made.id}.cap"]
    described = await city.json("/open/v1/node", accept="application/json")
    assert described["warning"]["cap"] == f"{city.origin}/warnungen/{made.id}.cap"
    assert described["warning"]["text"]["de"] == f"{TEXT} Räumen Sie Keller."


async def test_an_update_names_what_it_replaces_and_an_end_what_it_ends(city, clock):
    by = Actor(city.node.itself)
    first = await warn(city.node, by, _wanted())
    clock.move(minutes=30)
    second = await warn(city.node, by, _wanted(text_de="Das Wasser steht.", level=Level.WARNING))
    clock.move(minutes=30)
    early = await city.get(f"/warnungen/{second.id}-ende.cap")
    await clear(city.node, by)

    alert, update, cancel = [
        await _alert(city, path)
        for path in (
            f"/warnungen/{first.id}.cap",
            f"/warnungen/{second.id}.cap",
            f"/warnungen/{second.id}-ende.cap",
        )
    ]

    def reference(message):
        return ",".join(_text(message, name) for name in ("sender", "identifier", "sent"))

    kinds = [_text(each, "msgType") for each in (alert, update, cancel)]
    assert kinds == ["Alert", "Update", "Cancel"]
    assert _text(update, "references") == reference(alert)
    assert _text(cancel, "references") == reference(update)
    assert (_text(cancel, "info/responseType"), _text(cancel, "info/urgency")) == ("AllClear", "Past")
    assert len({_text(each, "identifier") for each in (alert, update, cancel)}) == 3
    assert early.status == 404
    assert (await city.get(f"/warnungen/{first.id}-ende.cap")).status == 404  # it was replaced, not ended
    assert await _feed(city) == [
        f"/warnungen/{second.id}-ende.cap",
        f"/warnungen/{second.id}.cap",
        f"/warnungen/{first.id}.cap",
    ]
    assert "Das Wasser steht." not in await city.page("/")


async def test_what_ended_by_itself_was_not_taken_down_and_is_not_updated(city, clock):
    by = Actor(city.node.itself)
    first = await warn(city.node, by, _wanted(ends_at=clock.now + timedelta(minutes=5)))
    clock.move(minutes=10)
    second = await warn(city.node, by, _wanted())

    assert _text(await _alert(city, f"/warnungen/{second.id}.cap"), "msgType") == "Alert"
    assert (await city.get(f"/warnungen/{first.id}-ende.cap")).status == 404


async def test_an_exercise_stays_in_the_house_and_ends_nothing(city, clock):
    fire = await city.create("feuerwehr")
    await person(city, fire, "wache@stadt.test", role=Role.MODERATOR)
    inside = await logged_in(city, "wache@stadt.test")
    earnest = await warn(city.node, Actor(city.node.itself), _wanted())

    await inside.get("/warnung")
    await inside.press(
        "Auf jeder Seite zeigen", stufe="warning", text="Stromausfall im Norden.", uebung="1", art="Infra"
    )
    assert "Die Übung läuft. Nur wer angemeldet ist, sieht sie." in inside.page.text
    practised = next(each for each in await city.store.read(lambda tx: tx.warnings.all()) if each.is_exercise)
    path = f"/warnungen/{practised.id}.cap"

    own = (await inside.get("/@feuerwehr")).page.text
    assert "ÜBUNG: Warnung Stromausfall im Norden." in own
    assert "Hochwasser am Mühlbach" in own
    for page in ("/", "/@feuerwehr", "/gibt-es-nicht"):
        seen = (await Browser(city).get(page)).page.text
        assert "Stromausfall" not in seen, page
        assert "Hochwasser am Mühlbach" in seen, page
    assert "Stromausfall" not in str(await city.json("/open/v1/node", accept="application/json"))
    assert (await city.get(path)).status == 404
    alert = await _alert(city, path, browser=inside)
    assert (_text(alert, "status"), _text(alert, "msgType")) == ("Exercise", "Alert")
    assert _text(alert, "info/headline").startswith("ÜBUNG: Warnung: Stromausfall")
    assert await _feed(city) == [f"/warnungen/{earnest.id}.cap"]

    await inside.get("/warnung")
    await inside.press("Übung beenden")
    assert "Stromausfall" not in (await inside.get("/@feuerwehr")).page.text
    assert "Hochwasser am Mühlbach" in await city.page("/")
    end = await _alert(city, f"/warnungen/{practised.id}-ende.cap", browser=inside)
    assert _text(end, "status") == "Exercise"
    assert (await city.get(f"/warnungen/{practised.id}-ende.cap")).status == 404


async def test_what_is_wrong_is_said_and_nothing_is_lost(city):
    fire = await city.create("feuerwehr")
    await person(city, fire, "wache@stadt.test", role=Role.MODERATOR)
    inside = await logged_in(city, "wache@stadt.test")

    for field, value, said in (
        ("ereignis", "x" * 61, "Kürzen Sie das auf 60 Zeichen."),
        ("anweisung", "x" * 301, "Der Text ist zu lang."),
        ("anweisung-en", "x" * 301, "Der Text ist zu lang."),
        ("art", "Panik", "Wählen Sie eine Art aus der Liste."),
    ):
        await inside.get("/warnung")
        seen = await inside.press("Auf jeder Seite zeigen", typed={"text": TEXT, field: value})

        assert (seen.status, said in seen.page.text) == (422, True), field
        form, _ = seen.page.form_with("Auf jeder Seite zeigen")
        assert field == "art" or (field, value) in form.fields
    assert await city.count("warnings") == 0


@pytest.mark.parametrize("path", ["/warnungen/1.cap", "/warnungen/1-ende.cap", "/warnungen/99999999999999999999.cap"])
async def test_what_is_not_there_is_not_found(node, path):
    assert (await node.get(path)).status == 404


async def test_a_node_without_organisations_speaks_for_itself(node):
    made = await warn(node.node, Actor(node.node.itself), _wanted())

    alert = await _alert(node, f"/warnungen/{made.id}.cap")

    assert _text(alert, "info/senderName") == node.node.config.node.title
    assert not list(alert.iter(f"{CAP}geocode"))
