"""When an event is, and whether it is (FEP-8a8e). Where it is reads `place.py`, as of any post."""

from datetime import tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from node.federation.reading.values import href_of, is_kind, listed, moment_of, number_of, text_of
from node.model.appointment import EARLIEST, LATEST, MOST_SEATS, Appointment, State, zone_named

_MOST_PLACES: Final = 4
_STATES: Final = {each.name: each for each in State}
_STATE_NAMES: Final = ("ical:status", "status", "eventStatus")


def read_appointment(document: dict[str, Any], zone: tzinfo) -> Appointment | None:
    """None when it does not say when it begins, or at no time of this age. An end before the beginning is left out.

    Times are told in the event's own time zone, if it names one, else in `zone`: that of the people who read here.
    """
    starts_at, ends_at = moment_of(document.get("startTime")), moment_of(document.get("endTime"))
    if starts_at is None or not EARLIEST <= starts_at < LATEST:
        return None
    if ends_at is not None and (document.get("displayEndTime") is False or not starts_at < ends_at < LATEST):
        ends_at = None
    given = document.get("timezone")
    known = zone_named(given) if isinstance(given, str) else None
    name = str(known or (zone if isinstance(zone, ZoneInfo) else "UTC"))
    seats = number_of(document.get("maximumAttendeeCapacity"), MOST_SEATS)
    return Appointment(
        starts_at=starts_at,
        ends_at=ends_at,
        zone=name,
        state=_state(document),
        seats=seats or None,
        online=_online(document),
    ).as_days()


def _state(document: dict[str, Any]) -> State:
    """As iCalendar says it (Mobilizon), or schema.org (`https://schema.org/EventCancelled`)."""
    for name in _STATE_NAMES:
        said = text_of(document.get(name)).rpartition("/")[2].removeprefix("Event").upper()
        if said in _STATES:
            return _STATES[said]
    return State.CONFIRMED


def _online(document: dict[str, Any]) -> str:
    for each in listed(document.get("location"), _MOST_PLACES):
        if isinstance(each, dict) and is_kind(each, "VirtualLocation") and (href := href_of(each)):
            return href
    return ""
