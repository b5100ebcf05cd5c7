"""What an event says besides a note (FEP-8a8e), in the words Mobilizon, Gancio and the Event Bridge of WordPress read.

Mastodon shows of an event its name, its summary and its address, and nothing of its text: so the summary says when and where,
before the warning if there is one."""

from typing import Final

from node.federation.rendering.contexts import Json
from node.federation.rendering.values import filled
from node.model.appointment import Appointment
from node.model.post import Post
from node.text.appointment import headline, with_headline

_ICAL: Final = "ical:status"


def event(post: Post, appointment: Appointment, location: Json | None) -> Json:
    """The properties to put into the document. `location` is that of its place, if it has one.

    An end is asked for by FEP-8a8e; `displayEndTime` says where nobody knows it. Who wants to come is told so on our page:
    there is nothing here that would answer a Join."""
    state = appointment.state.name
    ends = appointment.ends or appointment.over_at.astimezone(appointment.begins.tzinfo)
    return filled(
        summary=with_headline(post.summary, headline(appointment, post.place, post.language)),
        startTime=appointment.begins.isoformat(),
        endTime=ends.isoformat(),
        displayEndTime=False if appointment.ends is None else None,
        timezone=appointment.zone,
        status=state,
        maximumAttendeeCapacity=appointment.seats,
        inLanguage=post.language,
        isOnline=bool(appointment.online),
        joinMode="external",
        externalParticipationUrl=post.url,
        location=_locations(appointment, location),
        **{_ICAL: state},
    )


def _locations(appointment: Appointment, place: Json | None) -> Json | list[Json] | None:
    if not appointment.online:
        return place
    virtual: Json = {"type": "VirtualLocation", "url": appointment.online}
    return virtual if place is None else [place, virtual]
