"""Calendars as programs subscribe to them: iCalendar (RFC 5545), with the names RFC 7986 gives to whole calendars.

Times are written in UTC, which every reader turns into its own zone without having to believe a description of ours; whole days
are dates. A UID never changes, and SEQUENCE rises with each change, so that whoever has an event moves or strikes it out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from node.model.appointment import Appointment
from node.model.place import Place, degrees

MEDIA_TYPE: Final = "text/calendar"
_OCTETS: Final = 75
_PRODUCT: Final = "-//Allmende//Calendar//DE"
_REFRESH: Final = "PT1H"
# A backslash first: what the others become holds one
_ESCAPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event as a calendar tells it; texts are plain. `uid` is its id, `organizer` who calls it by name and address."""

    uid: str
    title: str
    text: str
    language: str
    url: str
    organizer: tuple[str, str]
    appointment: Appointment
    place: Place | None
    tags: Sequence[str]
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`source` is where the calendar is fetched, `page` where people see it; both empty for a single event."""

    name: str
    zone: str
    source: str
    page: str
    happenings: Sequence[Happening]


def write(calendar: Calendar) -> bytes:
    return "".join(_folded(line) for line in _lines(calendar)).encode()


def _lines(calendar: Calendar) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN")
    if calendar.source:
        name = _text(calendar.name)
        yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{calendar.zone}")
        yield from (f"SOURCE;VALUE=URI:{_address(calendar.source)}", f"URL:{_address(calendar.page)}")
        yield from (f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}")
    for each in calendar.happenings:
        yield from _event(each)
    yield "END:VCALENDAR"


def _event(each: Happening) -> Iterator[str]:
    language = f";LANGUAGE={each.language}" if each.language else ""
    name, address = each.organizer
    yield from ("BEGIN:VEVENT", f"UID:{_text(each.uid)}")
    # As nobody is invited by it, DTSTAMP is when it was last revised (RFC 5545, 3.8.7.2): the same bytes each time
    yield from (f"DTSTAMP:{_moment(each.changed_at)}", f"LAST-MODIFIED:{_moment(each.changed_at)}")
    yield from (f"CREATED:{_moment(each.created_at)}", f"SEQUENCE:{each.appointment.sequence}")
    yield from _times(each.appointment)
    yield f"SUMMARY{language}:{_text(each.title)}"
    yield f"STATUS:{each.appointment.state.name}"
    if each.text:
        yield f"DESCRIPTION{language}:{_text(each.text)}"
    if each.place is not None:
        if each.place.words:
            yield f"LOCATION{language}:{_text(each.place.words)}"
        if each.place.latitude is not None and each.place.longitude is not None:
            yield f"GEO:{degrees(each.place.latitude)};{degrees(each.place.longitude)}"
    if each.appointment.online:
        yield f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{_address(each.appointment.online)}"
    yield f"URL:{_address(each.url)}"
    # Not an ORGANIZER: to whom that is, programs send answers, and its address has to be one for mail
    yield f"CONTACT;ALTREP={_quoted(address)}:{_text(name)}"
    if each.tags:
        yield f"CATEGORIES:{','.join(map(_text, each.tags))}"
    # Public events are no entries of the reader's own: they do not make them busy
    yield from ("CLASS:PUBLIC", "TRANSP:TRANSPARENT", "END:VEVENT")


def _times(told: Appointment) -> Iterator[str]:
    if told.all_day:
        yield f"DTSTART;VALUE=DATE:{_day(told.begins.date())}"
        yield f"DTEND;VALUE=DATE:{_day(told.last_day.date() + timedelta(days=1))}"
        return
    yield f"DTSTART:{_moment(told.starts_at)}"
    if told.ends_at is not None:
        yield f"DTEND:{_moment(told.ends_at)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(at: date) -> str:
    return f"{at:%Y%m%d}"


def _text(value: str) -> str:
    """A TEXT (3.3.11); what no line may hold is left out."""
    for given, written in _ESCAPES:
        value = value.replace(given, written)
    return _printable(value)


def _address(value: str) -> str:
    """A URI stands as it is; what could end its line is left out."""
    return _printable(value)


def _quoted(value: str) -> str:
    return '"' + _printable(value).replace('"', "%22") + '"'


def _printable(value: str) -> str:
    return "".join(letter for letter in value if letter >= " " and letter != "\x7f")


def _folded(line: str) -> str:
    """Lines of 75 octets, never cut within a letter (3.1)."""
    if len(line.encode()) <= _OCTETS:
        return f"{line}\r\n"
    pieces, piece, room = [], "", _OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _OCTETS - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece]) + "\r\n"
