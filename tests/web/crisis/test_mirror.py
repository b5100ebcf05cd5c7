"""Warnings of others are shown here, too, with whose word they are; what they take back goes (S09, § 3.10)."""

import json
from datetime import timedelta

import pytest
from aiohttp import web

from node.cli import duties
from node.cli.command import Ask
from node.cli.warning import show_sources
from node.cli.words import Say
from node.model.account import Actor
from node.model.warning import Level
from node.outbox.cap.mirror import ask_sources, mirror, state_of
from node.outbox.warnings import Wanted, warn
from tests.towns import town
from tests.web.browser import Browser
from tests.world import start_world

COUNTY = "059990000000"
ELSEWHERE = "091620000000"
HEADLINE = "Amtliche Warnung vor schwerem Gewitter"
SERVICE = "Deutscher Wetterdienst"
TITLE = f"Warnung: Meldung von {SERVICE}, übernommen aus Warndienst"

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent><status>{status}</status>
<msgType>{kind}</msgType><scope>{scope}</scope>{references}
<info><language>en-US</language><category>Met</category><event>storm</event><urgency>Immediate</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><expires>{expires}</expires>
<senderName>Weather Service</senderName><headline>Severe thunderstorm</headline>{area}</info>
<info><language>de-DE</language><category>Met</category><event>GEWITTER</event><urgency>Immediate</urgency>
<severity>{severity}</severity><certainty>Likely</certainty><expires>{expires}</expires>
<senderName>Deutscher Wetterdienst</senderName><headline>{headline}</headline>
<description>Es treten Böen auf.&lt;br/&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<instruction>Schließen Sie die Fenster</instruction><web>{web}</web>{area}</info></alert>"""
AREA = (
    """<area><areaDesc>Kreis</areaDesc><geocode><valueName>{name}</valueName><value>{code}</value></geocode></area>"""
)


class Source:
    """A CAP message at `http://warn.test/storm.cap`, with validators as real ones have."""

    def __init__(self, there, clock) -> None:
        self.there, self.clock = there, clock
        self.origin = there.origin("warn.test")
        self.url = f"{self.origin}/storm.cap"
        self.asked = self.full = 0
        self.status = 200
        self.body = ""
        there.documents[self.url] = (200, self.answer)

    def says(self, identifier="a.1", **more):
        self.body = self.message(identifier, **more)

    def message(self, identifier="a.1", **more):
        said = {
            "sender": "dwd@warn.test",
            "sent": self.at(0),
            "status": "Actual",
            "kind": "Alert",
            "scope": "Public",
            "references": "",
            "severity": "Severe",
            "expires": self.at(120),
            "headline": HEADLINE,
            "web": "https://www.wettergefahren.example/",
            "area": AREA.format(name="ARS", code=COUNTY),
            **more,
        }
        if said["references"]:
            said["references"] = f"<references>{said['references']}</references>"
        return CAP.format(identifier=identifier, **said)

    def at(self, minutes):
        return (self.clock.now + timedelta(minutes=minutes)).replace(microsecond=0).isoformat()

    def answer(self, request: web.BaseRequest) -> web.Response:
        self.asked += 1
        etag = f'"{hash(self.body)}"'
        if self.status != 200:
            return web.Response(status=self.status)
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        self.full += 1
        return web.Response(text=self.body, content_type="application/cap+xml", headers={"ETag": etag})


@pytest.fixture
def source(there, clock):
    return Source(there, clock)


@pytest.fixture
async def start(database_url, clock, there, tmp_path, source):
    """Starts a town that mirrors the source."""
    worlds = []

    async def stop():
        while worlds:
            await worlds.pop().__aexit__(None, None, None)

    async def begin(**more):
        await stop()
        settings = {"key": "dienst", "name": "Warndienst", "url": source.url, **more}
        settings = {name: value for name, value in settings.items() if value is not None}
        more = {"organizations": [town()], "warning_sources": [settings]}
        world = start_world("stadt.test", database_url, clock, there, tmp_path, **more)
        worlds.append(world)
        return await world.__aenter__()

    yield begin
    await stop()


async def _ask(world):
    [settings] = world.node.config.warning_sources
    await mirror(world.node, settings)


async def _standing(world):
    return [each.identifier for each in await world.store.read(lambda tx: tx.mirrored.standing(tx.now))]


async def test_it_stands_on_every_page_and_says_whose_word_it_is(start, source):
    city = await start()
    before = await city.page("/")
    source.says()

    await _ask(city)

    assert SERVICE not in before
    for path in ("/", "/kanaele", "/gibt-es-nicht", "/impressum"):
        seen = (await Browser(city).get(path)).page
        assert TITLE in seen.text, path
        assert f"{HEADLINE}. Es treten Böen auf. Schließen Sie die Fenster." in seen.text
        assert "alert(1)" not in seen.html
        assert seen.links["Mehr dazu"] == "https://www.wettergefahren.example/"
    english = (await Browser(city, language="en").get("/")).page.text
    assert "Warning: message of Deutscher Wetterdienst, taken from Warndienst Severe thunderstorm." in english
    assert await city.count("warnings") == 0  # it is no word of ours: not in our feed, nor in our interface
    assert (await city.json("/open/v1/node", accept="application/json"))["warning"] is None
    assert "<entry>" not in await (await city.get("/warnungen.atom")).text()


async def test_our_own_word_comes_first_and_the_two_are_told_apart(start, source):
    city = await start()
    source.says(severity="Extreme")
    await _ask(city)
    await warn(city.node, Actor(city.node.itself), Wanted(level=Level.INFORMATION, text_de="Das Rathaus ist offen."))

    seen = (await Browser(city).get("/")).page.html

    assert seen.index("Das Rathaus ist offen.") < seen.index("Gefahr: Meldung von Deutscher Wetterdienst")
    assert "<strong>Hinweis</strong>" in seen


async def test_an_update_takes_its_place_and_a_cancel_ends_it(start, source, clock):
    city = await start()
    first = source.at(0)
    source.says("a.1", sent=first)
    await _ask(city)
    clock.move(minutes=10)
    second = source.at(0)
    source.says(
        "a.2", kind="Update", sent=second, headline="Das Gewitter zieht ab.", references=f"dwd@warn.test,a.1,{first}"
    )
    await _ask(city)
    updated, page = await _standing(city), await city.page("/")
    clock.move(minutes=10)
    source.says("a.3", kind="Cancel", references=f"dwd@warn.test,a.2,{second}")
    await _ask(city)

    assert updated == ["a.2"]
    assert "Das Gewitter zieht ab." in page
    assert HEADLINE not in page
    assert await _standing(city) == []
    assert SERVICE not in await city.page("/")
    source.says("a.1", sent=first)  # an old copy that comes late
    await _ask(city)
    assert await _standing(city) == []


async def test_nobody_ends_the_warning_of_somebody_else(start, source):
    city = await start(url=f"{source.origin}/feed.atom")
    _feed(source, {"storm": source.message("a.1"), "evil": _foreign_cancel(source)})

    await _ask(city)

    assert await _standing(city) == ["a.1"]


def _foreign_cancel(source):
    return source.message(
        "b.9", sender="other@warn.test", kind="Cancel", references=f"dwd@warn.test,a.1,{source.at(0)}"
    )


def _feed(source, documents, *, status=200):
    entries = ""
    for name, body in documents.items():
        address = f"{source.origin}/{name}.cap"
        source.there.documents[address] = (status, _answering(body))
        entries += (
            f'<entry><updated>{hash(body)}</updated><link type="application/cap+xml" href="/{name}.cap"/></entry>'
        )
    entries += '<entry><link type="application/cap+xml" href="http://evil.test/x.cap"/></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    source.there.documents[f"{source.origin}/feed.atom"] = (200, _answering(feed))


def _answering(body):
    async def answer(_request):
        return web.Response(text=body, content_type="application/xml")

    return answer


async def test_a_feed_leads_to_messages_of_its_own_host_and_what_it_lists_no_longer_is_over(start, source, there):
    city = await start(url=f"{source.origin}/feed.atom")
    _feed(source, {"one": source.message("a.1"), "two": source.message("a.2"), "bad": "<alert/>"})

    await _ask(city)
    both, trouble = await _standing(city), (await city.store.read(state_of, "dienst"))[1]
    _feed(source, {"two": source.message("a.2")})
    await _ask(city)

    assert sorted(both) == ["a.1", "a.2"]
    assert "neither a CAP message" in trouble
    assert await _standing(city) == ["a.2"]
    assert not any("evil.test" in str(each) for each in there.requests)
    assert (await city.store.read(state_of, "dienst"))[1] == ""


@pytest.mark.parametrize(
    "said",
    [
        {"area": AREA.format(name="ARS", code=ELSEWHERE)},
        {"area": AREA.format(name="WARNCELLID", code="109162000")},
        {"area": "<area><areaDesc>Kreis Musterhausen</areaDesc></area>"},
        {"severity": "Moderate"},
        {"severity": "entsetzlich"},
        {"status": "Exercise"},
        {"status": "Test"},
        {"scope": "Restricted"},
        {"kind": "Ack"},
        {"expires": "2026-01-01T00:00:00+01:00"},
        {"sent": "2026-01-01T00:00:00+01:00"},
        {"sent": "2036-01-01T00:00:00+01:00", "expires": "2036-01-02T00:00:00+01:00"},
    ],
)
async def test_what_is_not_for_us_is_not_shown(start, source, said):
    city = await start()
    source.says(**said)

    await _ask(city)

    assert await _standing(city) == []
    assert SERVICE not in await city.page("/")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ARS", COUNTY),
        ("ARS", "050000000000"),
        ("ARS", "000000000000"),
        ("ARS", "059990001001"),
        ("ARS", "05999"),
        ("AGS", "05999000"),
        ("AGS", "05999012"),
        ("SHN", COUNTY),
        ("WARNCELLID", "105999000"),
    ],
)
async def test_a_place_that_contains_ours_or_lies_in_it_is_ours(start, source, name, code):
    city = await start()
    source.says(area=AREA.format(name=name, code=code))

    await _ask(city)

    assert await _standing(city) == ["a.1"]


async def test_it_ends_with_its_time_also_on_kept_pages(start, source, clock):
    city = await start()
    source.says()
    await _ask(city)
    assert TITLE in await city.page("/")
    told = []
    city.store.listen(told.extend, told.clear)

    clock.move(minutes=121)

    assert TITLE not in await city.page("/")
    await city.work()
    assert ("warning", "") in told  # for what is kept outside of the process


async def test_a_source_that_falls_silent_is_not_believed_for_ever(start, source, clock):
    city = await start()
    source.says(expires=source.at(5_000))
    await _ask(city)
    source.status = 503
    await ask_sources(city.node)
    clock.move(hours=23)
    await ask_sources(city.node)
    await city.work()
    after_hours = await city.page("/")
    clock.move(hours=2)

    assert TITLE in after_hours
    assert TITLE not in await city.page("/")
    assert (await city.store.read(state_of, "dienst"))[1] == "the source answers 503"
    duty = next(each for each in duties.DUTIES if each.name == "warning sources")
    found = await duty.check(city.node, Say("de"))
    assert (found.result.value, "503" in found.evidence) == ("fail", True)


async def test_it_is_asked_at_its_times_and_with_its_validator(start, source, clock):
    city = await start()
    source.says(expires=source.at(10_000))

    for minutes in (0, 1, 5, 5):
        clock.move(minutes=minutes)
        await ask_sources(city.node)
        await city.work()

    assert (source.asked, source.full) == (3, 1)
    clock.move(hours=22)
    await ask_sources(city.node)
    await city.work()
    clock.move(hours=22)
    assert TITLE in await city.page("/")  # unchanged is confirmed


async def test_another_place_or_severity_in_the_settings_counts_at_once(start, source):
    city = await start(severity="Extreme")
    source.says()
    await _ask(city)
    before = await _standing(city)
    milder = await start(severity="Minor")

    await _ask(milder)

    assert before == []
    assert await _standing(milder) == ["a.1"]


BOMB = """<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&b;</identifier></alert>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY x SYSTEM "http://evil.test/secret">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&x;</identifier></alert>"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOMB, "no document type"),
        (OUTSIDE, "no document type"),
        ("<a>" * 50 + "</a>" * 50, "too many elements"),
        ("<a>" + "<b/>" * 20_001 + "</a>", "too many elements"),
        ("<a>" + "x" * (1 << 20) + "</a>", "bytes"),
        ("<alert", "no XML"),
        ("", "no XML"),
        ("\ufffe\x00", "no XML"),
        ('<?xml version="1.0" encoding="martian"?><a/>', "no XML"),
        ("<html/>", "neither a CAP message"),
        ('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>', "does not say what it is called"),
    ],
)
async def test_what_is_no_message_is_refused_and_what_stands_stays(start, source, there, body, said):
    city = await start()
    source.says()
    await _ask(city)
    source.body = body

    await ask_sources(city.node)
    city.node.clock.move(minutes=6)
    await ask_sources(city.node)
    await city.work()

    assert said in (await city.store.read(state_of, "dienst"))[1]
    assert await _standing(city) == ["a.1"]
    assert not any("evil.test" in str(each) for each in there.requests)


async def test_addresses_inside_are_not_asked(start, source):
    city = await start(url="http://127.0.0.1:9/x.cap")

    await ask_sources(city.node)
    await city.work()

    assert (await city.store.read(state_of, "dienst"))[1] != ""
    assert await _standing(city) == []


async def test_a_folder_of_messages(start, source, tmp_path):
    folder = tmp_path / "cap"
    folder.mkdir()
    (folder / "one.cap").write_text(source.message("a.1"))
    (folder / "two.xml").write_text(source.message("a.2"))
    (folder / "note.txt").write_text("nichts")
    city = await start(url=None, file="cap")

    await _ask(city)
    both = await _standing(city)
    (folder / "one.cap").unlink()
    await _ask(city)

    assert sorted(both) == ["a.1", "a.2"]
    assert await _standing(city) == ["a.2"]


# As `/dashboard/{ARS}.json` and `/warnings/{id}.json` of warnung.bund.de/api31 answer (bundesAPI/nina-api, openapi.yaml)
def _nina(source, *messages):
    base = f"{source.origin}/api31"
    listed = []
    for each in messages:
        name = each["identifier"]
        listed.append(
            {
                "id": name,
                "payload": {
                    "version": 1,
                    "type": "ALERT",
                    "id": name,
                    "hash": str(hash(json.dumps(each))),
                    "data": {"headline": "x", "provider": "MOWAS", "severity": "Severe", "msgType": each["msgType"]},
                },
                "i18nTitle": {"de": "x"},
                "sent": each["sent"],
            }
        )
        source.there.documents[f"{base}/warnings/{name}.json"] = (200, each)
    source.there.documents[f"{base}/dashboard/059990000000.json"] = (200, _answering(json.dumps(listed)))


def _message(source, identifier, areas=COUNTY, **more):
    parameters = [
        {"valueName": "sender_langname", "value": "Integrierte Leitstelle Musterhausen"},
        {"valueName": "warnVerwaltungsbereiche", "value": areas},
    ]
    return {
        "identifier": identifier,
        "sender": "DE-NW-MH-W099",
        "sent": source.at(0),
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
        "info": [
            {
                "language": "DE",
                "category": ["Health"],
                "event": "Gefahreninformation",
                "urgency": "Immediate",
                "severity": "Severe",
                "certainty": "Observed",
                "headline": "Rauchwolke über der Oststadt",
                "description": "Es brennt.<br/>Es riecht.",
                "instruction": "Schließen Sie Fenster und Türen.",
                "web": "www.musterhausen.example",
                "parameter": parameters if areas else parameters[:1],
                "area": [{"areaDesc": "Stadt", "geocode": [{"valueName": "AreaId", "value": "0"}]}],
                **more,
            }
        ],
    }


async def test_nina_is_mirrored_for_our_county_and_what_it_lists_no_longer_is_over(start, source, there):
    city = await start(kind="nina", url=f"{source.origin}/api31", name="NINA")
    fire = _message(source, "mow.DE-1")
    _nina(source, fire, _message(source, "mow.DE-2", ELSEWHERE), _message(source, "mow.DE-3", ""))

    await _ask(city)
    shown, page = await _standing(city), (await Browser(city).get("/")).page
    before = len(there.requests)
    _nina(source, fire)
    await _ask(city)
    again = [path for _, path in there.requests[before:]]

    assert sorted(shown) == ["mow.DE-1", "mow.DE-3"]  # its list is of the county: one without a key counts
    assert "Warnung: Meldung von Integrierte Leitstelle Musterhausen, übernommen aus NINA" in page.text
    assert "Rauchwolke über der Oststadt. Es brennt." in page.text
    assert "Mehr dazu" not in page.links  # its address is no address
    assert await _standing(city) == ["mow.DE-1"]
    assert not any("mow.DE-1" in path for path in again)  # what is known is not fetched again


async def test_of_many_the_three_worst_stand_there(start, source):
    city = await start(kind="nina", url=f"{source.origin}/api31")
    severities = ["Severe", "Severe", "Extreme", "Severe", "Extreme"]
    _nina(
        source,
        *[
            _message(source, f"mow.{number}", headline=f"Meldung {number}", severity=severity)
            for number, severity in enumerate(severities)
        ],
    )

    await _ask(city)

    page = (await Browser(city).get("/")).page.html
    assert page.count('<section class="alarm') == 3
    assert page.index("Meldung 2") < page.index("Meldung 0")
    assert "Meldung 4" in page


@pytest.mark.parametrize("body", ["{", "{}", "[1, null, {}]", '[{"id": ""}]', '[{"id": "x\\u0000"}]'])
async def test_an_odd_list_of_nina_changes_nothing(start, source, body):
    city = await start(kind="nina", url=f"{source.origin}/api31")
    source.there.documents[f"{source.origin}/api31/dashboard/059990000000.json"] = (200, _answering(body))

    await ask_sources(city.node)
    await city.work()

    assert await _standing(city) == []


async def test_a_message_of_nina_that_cannot_be_read_hides_no_other(start, source):
    city = await start(kind="nina", url=f"{source.origin}/api31")
    _nina(source, {**_message(source, "mow.bad"), "sent": "gestern"}, _message(source, "mow.good"))

    await _ask(city)

    assert await _standing(city) == ["mow.good"]
    assert "does not say" in (await city.store.read(state_of, "dienst"))[1]


async def test_a_source_that_is_configured_no_longer_shows_nothing(start, source):
    city = await start()
    source.says()
    await _ask(city)
    other = await start(key="anderer", url=f"{source.origin}/nothing.cap")

    await ask_sources(other.node)

    assert TITLE not in await other.page("/")
    assert await other.count("mirrored_warnings") == 0


async def test_the_command_line_shows_how_things_are(start, source):
    city = await start()
    source.says()
    fresh = await show_sources(city.node, Ask({}, Say("de")))
    await _ask(city)
    heard = await show_sources(city.node, Ask({}, Say("de")))
    source.status = 500
    await ask_sources(city.node)
    city.node.clock.move(minutes=6)
    await ask_sources(city.node)
    await city.work()

    failed = await show_sources(city.node, Ask({}, Say("de")))

    assert "Warndienst" in fresh.lines[1]
    assert heard.lines[1].split()[-2:] == ["1", "-"]
    assert "the source answers 500" in failed.lines[1]
