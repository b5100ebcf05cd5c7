"""Calendars as bytes: by the rules of RFC 5545, read here line by line and by a parser that is not ours."""

from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest

from node.model.appointment import Appointment, State
from node.model.place import Place
from node.outbox.feeds.ical import Calendar, Happening, write

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
HOSTILE = 'Fest; Musik, Tanz \\ "Kuchen"\r\nEND:VCALENDAR\nBEGIN:VEVENT ' + "ä🐝" * 60 + "\x00\x07"
MAIFEST = Happening(
    uid="https://here.test/users/alice/statuses/1",
    title="Maifest",
    text="Musik",
    language="de",
    url="https://here.test/@alice/1",
    organizer=("Alice", "https://here.test/@alice"),
    appointment=Appointment(
        starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        ends_at=datetime(2027, 3, 28, 3, 30, tzinfo=UTC),
        zone="Europe/Berlin",
        sequence=3,
    ),
    place=Place(name="Markt", address="Markt 1", latitude=48.851, longitude=10.4885),
    tags=("Maifest", "Musik"),
    created_at=AT,
    changed_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
)


def written(*happenings, **more):
    values = {"name": "Kalender: Stadt", "zone": "Europe/Berlin", "source": "https://here.test/kalender.ics"}
    return write(Calendar(**{**values, "page": "https://here.test/kalender", **more}, happenings=happenings))


def parsed(body):
    """Strictly: every component and every value."""
    found = icalendar.Calendar.from_ical(body)
    assert not found.errors
    assert all(not each.errors for each in found.walk())
    return found


def lines(body):
    """Unfolded, after the rules for lines have been held."""
    text = body.decode()
    assert text.endswith("\r\n")
    physical = text[:-2].split("\r\n")
    assert not any("\n" in each or "\r" in each for each in physical)
    assert all(len(each.encode()) <= 75 for each in physical)
    return "\r\n".join(physical).replace("\r\n ", "").split("\r\n")


def test_an_event_is_read_as_it_was_meant():
    [event] = parsed(written(MAIFEST)).walk("VEVENT")

    assert event["UID"] == MAIFEST.uid
    assert event.decoded("DTSTART") == MAIFEST.appointment.starts_at
    assert event.decoded("DTEND") == MAIFEST.appointment.ends_at
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == MAIFEST.changed_at
    assert event.decoded("CREATED") == AT
    assert (event["SUMMARY"], event["SUMMARY"].params["LANGUAGE"]) == ("Maifest", "de")
    assert (event["LOCATION"], event["GEO"].to_ical()) == ("Markt, Markt 1", "48.851;10.4885")
    assert (event["STATUS"], event["SEQUENCE"], event["CLASS"]) == ("CONFIRMED", 3, "PUBLIC")
    assert (event["URL"], event["CONTACT"]) == (MAIFEST.url, "Alice")
    assert event["CONTACT"].params["ALTREP"] == "https://here.test/@alice"
    assert event["CATEGORIES"].cats == ["Maifest", "Musik"]
    assert "ORGANIZER" not in event


def test_a_calendar_says_what_it_is_and_where():
    found = parsed(written(MAIFEST))

    assert (found["VERSION"], found["NAME"], found["X-WR-CALNAME"]) == ("2.0", "Kalender: Stadt", "Kalender: Stadt")
    assert (found["SOURCE"], found["URL"]) == ("https://here.test/kalender.ics", "https://here.test/kalender")
    assert "METHOD" not in found


def test_an_empty_calendar_is_one():
    assert lines(written())[0] == "BEGIN:VCALENDAR"
    assert parsed(written()).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("starts", "ends", "first", "beyond"),
    [
        ((2027, 3, 27, 23), (2027, 3, 28, 22), date(2027, 3, 28), date(2027, 3, 29)),  # the clocks go forward
        ((2027, 10, 30, 22), (2027, 11, 1, 23), date(2027, 10, 31), date(2027, 11, 2)),  # and back
    ],
)
def test_whole_days_are_dates(starts, ends, first, beyond):
    days = Appointment(
        starts_at=datetime(*starts, tzinfo=UTC), ends_at=datetime(*ends, tzinfo=UTC), zone="Europe/Berlin"
    ).as_days()
    [event] = parsed(written(replace(MAIFEST, appointment=days))).walk("VEVENT")

    assert days.all_day
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (first, beyond)


def test_what_is_cancelled_uncertain_or_without_end_says_so():
    told = [
        replace(MAIFEST, appointment=replace(MAIFEST.appointment, state=State.CANCELLED)),
        replace(MAIFEST, appointment=replace(MAIFEST.appointment, state=State.TENTATIVE, ends_at=None)),
    ]
    first, second = parsed(written(*told)).walk("VEVENT")

    assert (first["STATUS"], second["STATUS"]) == ("CANCELLED", "TENTATIVE")
    assert "DTEND" not in second


def test_no_text_breaks_out_of_its_line():
    place = Place(name=HOSTILE)
    names = {"title": HOSTILE, "text": HOSTILE, "tags": (HOSTILE,), "organizer": (HOSTILE, 'https://e.test/"\r\nX:1')}
    body = written(replace(MAIFEST, place=place, **names), name=HOSTILE)

    [event] = parsed(body).walk("VEVENT")
    names = [each.partition(":")[0].partition(";")[0] for each in lines(body)]
    said = HOSTILE.replace("\r\n", "\n").rstrip("\x00\x07")
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (said, said)
    assert (names.count("BEGIN"), names.count("END"), names.count("X")) == (2, 2, 0)


@pytest.mark.parametrize("length", range(50, 90))
@pytest.mark.parametrize("letter", ["a", "ä", "🐝", ","])
def test_lines_are_folded_between_letters(length, letter):
    body = written(replace(MAIFEST, title=letter * length))

    [event] = parsed(body).walk("VEVENT")
    assert f"SUMMARY;LANGUAGE=de:{letter.replace(',', chr(92) + ',') * length}" in lines(body)
    assert str(event["SUMMARY"]) == letter * length


def test_the_same_event_makes_the_same_bytes():
    assert written(MAIFEST) == written(MAIFEST)
