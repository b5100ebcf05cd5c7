"""The part of the form that makes a post an event: what was typed, what is wrong with it, and the appointment it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from multidict import MultiDictProxy

from node.i18n.translate import Translator
from node.model.appointment import MOST_SEATS, Appointment, State, zone_named
from node.outbox.appointments import LONGEST_ADDRESS
from node.outbox.drafts import TITLE_CHARACTERS

_LONGEST: Final = 60
# As browsers send it, or as people type it where the browser knows no such fields
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?(?:\s*Uhr)?")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEvent:
    """All as typed. `zone` is that of the event, empty for a new one: then the node's. `state` is what it was before."""

    title: str = ""
    first: str = ""
    first_time: str = ""
    last: str = ""
    last_time: str = ""
    seats: str = ""
    online: str = ""
    is_cancelled: bool = False
    zone: str = ""
    state: State = State.CONFIRMED

    @property
    def is_there(self) -> bool:
        return any(
            each.strip()
            for each in (
                self.title, self.first, self.first_time, self.last, self.last_time, self.seats, self.online,
            )
        )  # fmt: skip

    def appointment(self, zone: ZoneInfo) -> Appointment:
        """After `event_mistakes`."""
        here = (zone_named(self.zone) if self.zone else None) or zone
        first, opens, closes = _day(self.first), _time(self.first_time), _time(self.last_time)
        last = _day(self.last) or first
        if first is None or last is None:
            raise ValueError("an event has a day")
        ends: datetime | None = None
        if opens is None:
            ends = datetime.combine(last + _ONE_DAY, time(), here)
        elif closes is not None:
            ends = datetime.combine(last, closes, here)
        before = self.state if self.state is not State.CANCELLED else State.CONFIRMED
        return Appointment(
            starts_at=datetime.combine(first, opens or time(), here).astimezone(UTC),
            ends_at=None if ends is None else ends.astimezone(UTC),
            zone=str(here),
            all_day=opens is None,
            state=State.CANCELLED if self.is_cancelled else before,
            seats=int(self.seats) if self.seats.strip() else None,
            online=self.online.strip(),
        )


def typed_event(name: str, appointment: Appointment) -> TypedEvent:
    """A stored event as its author would type it."""
    begins, ends, last = appointment.begins, appointment.ends, appointment.last_day
    timed, is_longer = not appointment.all_day, last.date() != begins.date()
    if ends is not None and timed:
        last, is_longer = ends, ends.date() != begins.date()
    return TypedEvent(
        title=name,
        first=f"{begins:%Y-%m-%d}",
        first_time=f"{begins:%H:%M}" if timed else "",
        last=f"{last:%Y-%m-%d}" if is_longer else "",
        last_time=f"{ends:%H:%M}" if timed and ends is not None else "",
        seats="" if appointment.seats is None else str(appointment.seats),
        online=appointment.online,
        is_cancelled=appointment.is_cancelled,
        zone=appointment.zone,
        state=appointment.state,
    )


def read_event(form: MultiDictProxy[str], start: TypedEvent) -> TypedEvent:
    return replace(
        start,
        title=form.get("titel", start.title),
        first=form.get("beginn", start.first)[:_LONGEST],
        first_time=form.get("beginn-zeit", start.first_time)[:_LONGEST],
        last=form.get("schluss", start.last)[:_LONGEST],
        last_time=form.get("schluss-zeit", start.last_time)[:_LONGEST],
        seats=form.get("plaetze", start.seats)[:_LONGEST],
        online=form.get("online", start.online),
        is_cancelled=form.get("abgesagt") == "1",
    )


def event_mistakes(typed: TypedEvent, words: Translator) -> Mapping[str, str]:
    """What is missing or wrong, by field; nothing where nothing was typed."""
    if not typed.is_there:
        return {}
    found: dict[str, str] = {}
    title = len(typed.title.strip())
    if not title:
        found["titel"] = words.t("event.error_title")
    elif title > TITLE_CHARACTERS:
        found["titel"] = words.t("compose.error_too_long", count=title - TITLE_CHARACTERS)
    if _day(typed.first) is None:
        found["beginn"] = words.t("event.error_day")
    if typed.last.strip() and _day(typed.last) is None:
        found["schluss"] = words.t("event.error_day")
    for field, text in (("beginn-zeit", typed.first_time), ("schluss-zeit", typed.last_time)):
        if text.strip() and _time(text) is None:
            found[field] = words.t("event.error_time")
    if _seats(typed.seats) is None:
        found["plaetze"] = words.t("event.error_seats")
    online = typed.online.strip()
    if online and (not online.startswith(("https://", "http://")) or len(online) > LONGEST_ADDRESS):
        found["online"] = words.t("event.error_online")
    return found or _mistakes_of_times(typed, words)


def _mistakes_of_times(typed: TypedEvent, words: Translator) -> Mapping[str, str]:
    opens, closes = typed.first_time.strip(), typed.last_time.strip()
    if (closes and not opens) or (opens and typed.last.strip() and not closes):
        return {"beginn-zeit" if closes else "schluss-zeit": words.t("event.error_times")}
    try:
        appointment = typed.appointment(words.zone)
    except (ValueError, OverflowError):
        return {"beginn": words.t("event.error_day")}
    if appointment.ends_at is not None and appointment.ends_at <= appointment.starts_at:
        return {"schluss-zeit" if closes else "schluss": words.t("event.error_end")}
    return {}


def _seats(text: str) -> int | None:
    """0 where nothing is said, None for what is no number of seats."""
    text = text.strip()
    if not text:
        return 0
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return number if 1 <= number <= MOST_SEATS else None


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(text: str) -> time | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        return None
