"""What the time of an event may be."""

from dataclasses import replace

from node.errors import Unprocessable
from node.model.appointment import EARLIEST, LATEST, MOST_SEATS, Appointment, zone_named

LONGEST_ADDRESS = 500


def checked_appointment(given: Appointment) -> Appointment:
    """Tidied. Raises Unprocessable with what is wrong."""
    ends_at, online = given.ends_at, given.online.strip()
    if zone_named(given.zone) is None:
        raise Unprocessable("the time zone of an event is one such as Europe/Berlin", code="event_zone")
    if not EARLIEST <= given.starts_at < LATEST or not EARLIEST <= (ends_at or given.starts_at) < LATEST:
        raise Unprocessable(
            f"an event is between {EARLIEST.year} and {LATEST.year}",
            code="event_years",
            first=str(EARLIEST.year),
            last=str(LATEST.year),
        )
    if ends_at is not None and ends_at <= given.starts_at:
        raise Unprocessable("an event ends after it has begun", code="event_end")
    if given.seats is not None and not 1 <= given.seats <= MOST_SEATS:
        raise Unprocessable(f"an event has 1 to {MOST_SEATS} seats", code="event_seats", most=MOST_SEATS)
    if online and (len(online) > LONGEST_ADDRESS or not online.startswith(("https://", "http://"))):
        raise Unprocessable(
            f"where an event is online is an address of the web, of {LONGEST_ADDRESS} characters at most",
            code="event_online",
            most=LONGEST_ADDRESS,
        )
    return replace(given, online=online).as_days()
