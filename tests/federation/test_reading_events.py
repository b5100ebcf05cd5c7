"""Events as other programs send them; what is wrong in one never costs the post."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from node.federation import rendering
from node.federation.reading import read_post
from node.model.appointment import Appointment, State
from node.model.label import AiUse
from node.model.place import Place
from node.text.appointment import facts, headline
from node.text.html import clean, to_text
from tests.federation.documents import HERE, NOW, a_note, a_view, an_account

STARTS, ENDS = datetime(2027, 5, 1, 13, tzinfo=UTC), datetime(2027, 5, 1, 19, tzinfo=UTC)
MAIFEST = Appointment(starts_at=STARTS, ends_at=ENDS, zone="Europe/Berlin")
MARKT = Place(name="Markt", address="Markt 1, 86720 Nachbarstadt", latitude=48.851, longitude=10.4885)


def read(**changes):
    return read_post(
        a_note(
            **{
                "type": "Event",
                "name": "Maifest",
                "content": "<p>Musik</p>",
                "contentMap": {"de": "<p>Musik</p>"},
                "startTime": "2027-05-01T15:00:00+02:00",
                "endTime": "2027-05-01T21:00:00+02:00",
                "timezone": "Europe/Berlin",
            }
            | changes
        ),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({}, {}),
        ({"endTime": None}, {"ends_at": None}),
        ({"endTime": "2027-05-01T15:00:00+02:00"}, {"ends_at": None}),
        ({"endTime": "9999-12-31T23:59:59-12:00"}, {"ends_at": None}),
        ({"endTime": ["Mai"]}, {"ends_at": None}),
        ({"displayEndTime": False}, {"ends_at": None}),
        ({"timezone": None}, {}),
        ({"timezone": "Asia/Tokyo"}, {"zone": "Asia/Tokyo"}),
        ({"timezone": "../../etc/passwd"}, {}),
        ({"timezone": {"id": "Asia/Tokyo"}}, {}),
        ({"status": "CANCELLED", "ical:status": "CANCELLED"}, {"state": State.CANCELLED}),
        ({"ical:status": "TENTATIVE"}, {"state": State.TENTATIVE}),
        ({"eventStatus": "https://schema.org/EventCancelled"}, {"state": State.CANCELLED}),
        ({"status": "verlegt"}, {}),
        ({"status": 7}, {}),
        ({"maximumAttendeeCapacity": 40}, {"seats": 40}),
        ({"maximumAttendeeCapacity": 0}, {}),
        ({"maximumAttendeeCapacity": -1}, {}),
        ({"maximumAttendeeCapacity": 10**30}, {}),
        ({"location": {"type": "VirtualLocation", "url": "https://meet.test/1"}}, {"online": "https://meet.test/1"}),
        ({"location": {"type": "VirtualLocation", "url": "javascript:alert(1)"}}, {}),
        (
            {"startTime": "2027-05-01T00:00:00+02:00", "endTime": "2027-05-03T00:00:00+02:00"},
            {
                "starts_at": datetime(2027, 4, 30, 22, tzinfo=UTC),
                "ends_at": datetime(2027, 5, 2, 22, tzinfo=UTC),
                "all_day": True,
            },
        ),
    ],
)
def test_when_it_is_is_read_as_it_comes(given, changes):
    assert read(**given).appointment == replace(MAIFEST, **changes)


@pytest.mark.parametrize("starts", [None, "gestern", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", 5, []])
def test_an_event_of_nobody_knows_when_is_still_a_post(starts):
    post = read(startTime=starts, location="Markt")

    assert (post.kind, post.appointment, post.place) == ("Event", None, Place(name="Markt"))
    assert to_text(post.content) == "Wo: Markt\n\nMusik"


def test_only_events_have_an_appointment():
    assert read(type="Note").appointment is None


@pytest.mark.parametrize(
    ("appointment", "german", "english"),
    [
        (MAIFEST, "Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr", "Saturday, 1 May 2027, 15:00 to 21:00"),
        (replace(MAIFEST, ends_at=None), "Samstag, 1. Mai 2027, 15:00 Uhr", "Saturday, 1 May 2027, 15:00"),
        (
            replace(MAIFEST, ends_at=datetime(2027, 5, 1, 22, tzinfo=UTC)),
            "Samstag, 1. Mai 2027, 15:00 bis 24:00 Uhr",
            "Saturday, 1 May 2027, 15:00 to 24:00",
        ),
        (
            replace(MAIFEST, ends_at=datetime(2027, 5, 2, 1, tzinfo=UTC)),
            "Samstag, 1. Mai 2027, 15:00 Uhr bis Sonntag, 2. Mai 2027, 03:00 Uhr",
            "Saturday, 1 May 2027, 15:00 to Sunday, 2 May 2027, 03:00",
        ),
        (
            Appointment(
                starts_at=datetime(2027, 4, 30, 22, tzinfo=UTC),
                ends_at=datetime(2027, 5, 1, 22, tzinfo=UTC),
                zone="Europe/Berlin",
                all_day=True,
            ),
            "Samstag, 1. Mai 2027",
            "Saturday, 1 May 2027",
        ),
        (
            Appointment(
                starts_at=datetime(2027, 3, 26, 23, tzinfo=UTC),
                ends_at=datetime(2027, 3, 28, 22, tzinfo=UTC),
                zone="Europe/Berlin",
                all_day=True,
                state=State.CANCELLED,
            ),
            "Abgesagt: Samstag, 27. März 2027 bis Sonntag, 28. März 2027",
            "Cancelled: Saturday, 27 March 2027 to Sunday, 28 March 2027",
        ),
    ],
)
def test_when_it_is_is_said_in_words(appointment, german, english):
    assert [headline(appointment, None, each) for each in ("de", "en-GB", None)] == [german, english, german]


@pytest.mark.parametrize(
    "appointment",
    [
        replace(MAIFEST, state=State.CANCELLED, seats=40, online="https://meet.test/a?b=1&c='%22"),
        replace(MAIFEST, ends_at=None),
        replace(
            MAIFEST,
            starts_at=datetime(2027, 4, 30, 22, tzinfo=UTC),
            ends_at=datetime(2027, 5, 1, 22, tzinfo=UTC),
            all_day=True,
        ),
    ],
)
@pytest.mark.parametrize(("summary", "sensitive"), [("", False), ("Laute Musik", True)])
def test_what_a_node_of_ours_sends_another_one_reads_as_it_was(appointment, summary, sensitive):
    place = replace(MARKT, name="Markt & Tor")
    view = a_view(
        an_account(),
        kind="Event",
        name="Maifest",
        summary=summary,
        sensitive=sensitive,
        content=facts(appointment, place, "de") + "<p>Musik</p>",
        contents={"en": facts(appointment, place, "en") + "<p>Music</p>"},
        appointment=appointment,
        place=place,
        ai=AiUse.ASSISTED,
    )

    sent = rendering.note(view, HERE)
    post = read_post(sent, now=NOW)

    assert post.appointment == appointment
    assert (post.summary, post.sensitive, post.name) == (summary, sensitive, "Maifest")
    assert sent["summary"].startswith(headline(appointment, place, "de"))
    assert post.content == clean(view.post.content)
    assert post.contents == {"en": clean(view.post.contents["en"])}


def test_an_event_is_sent_as_mobilizon_gancio_and_mastodon_read_it():
    """Mastodon (app/lib/activitypub/parser/status_parser.rb, 4.5) shows `name`, `summary` and `url` of an Event, no
    `content`; Mobilizon (converter/event.ex, 5) reads startTime, endTime, timezone, status, joinMode."""
    online = replace(MAIFEST, online="https://meet.test/1", seats=40, state=State.CANCELLED)
    sent = rendering.note(
        a_view(an_account(), kind="Event", name="Maifest", content="<p>Musik</p>", appointment=online, place=MARKT),
        HERE,
    )

    wanted = {
        "type": "Event",
        "name": "Maifest",
        "summary": "Abgesagt: Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr, Markt, Markt 1, 86720 Nachbarstadt",
        "startTime": "2027-05-01T15:00:00+02:00",
        "endTime": "2027-05-01T21:00:00+02:00",
        "timezone": "Europe/Berlin",
        "status": "CANCELLED",
        "ical:status": "CANCELLED",
        "maximumAttendeeCapacity": 40,
        "isOnline": True,
        "joinMode": "external",
        "externalParticipationUrl": "https://here.test/@alice/1",
        "inLanguage": "de",
    }
    assert {name: sent.get(name) for name in wanted} == wanted
    assert [each["type"] for each in sent["location"]] == ["Place", "VirtualLocation"]
    assert "displayEndTime" not in sent


def test_an_end_nobody_knows_is_sent_as_such():
    open_end = replace(MAIFEST, ends_at=None)
    sent = rendering.note(a_view(an_account(), kind="Event", name="Maifest", appointment=open_end), HERE)

    assert (sent["endTime"], sent["displayEndTime"]) == ("2027-05-02T00:00:00+02:00", False)
    assert read_post(sent, now=NOW).appointment == open_end


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>Musik und Kuchen.</p>", "Wann: Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr\n\nMusik und Kuchen."),
        ("<p>Eintritt frei</p>", "Wann: Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr\n\nMusik […]\n\nEintritt frei"),
    ],
)
def test_an_excerpt_is_no_warning(content, expected):
    post = read(summary="Musik […]", content=content, contentMap=None)

    assert (post.summary, to_text(post.content)) == ("", expected)
