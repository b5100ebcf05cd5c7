"""When and where an event is, as a page shows it beside the text."""

import re
from dataclasses import dataclass

from node.model.appointment import Appointment, State
from node.model.post import PostView
from node.text.appointment import headline, said_when
from node.web.rendering import Frame

_DAY = re.compile(r"\b(\d{1,2}\.?) (?=[^\W\d]+ \d{4}\b)")
_CLOCK = re.compile(r"(\d\d:\d\d) (?=Uhr\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """`begins` is for machines. `state` is empty for what takes place, `is_off` what is
    cancelled; `zone` is told where it is not the node's. `line`
    says all in one. `file` is the path of the event for calendars, empty for those of others and those not for everybody."""

    when: str
    begins: str
    state: str
    is_off: bool
    zone: str
    place: str
    position: str
    online: str
    seats: int
    line: str
    file: str


def dates_of(view: PostView, frame: Frame) -> Dates | None:
    post, author = view.post, view.author
    appointment, place, language = post.appointment, post.place, frame.words.language
    if appointment is None:
        return None
    return Dates(
        when=_held(said_when(appointment, language)),
        begins=begins_of(appointment),
        state="" if appointment.state is State.CONFIRMED else frame.words.t(f"event.state.{appointment.state.value}"),
        is_off=appointment.is_cancelled,
        zone=_zone(appointment, frame),
        place="" if place is None else place.words or (frame.words.t("place.lage") if place.geo else ""),
        position="" if place is None else place.geo,
        online=appointment.online,
        seats=appointment.seats or 0,
        line=_held(headline(appointment, place, language)),
        file=f"/@{author.name}/{post.id}.ics" if post.is_local and post.visibility.is_open else "",
    )


def _held(said: str) -> str:
    """No line ends between day and month or before "Uhr"; the year may stand alone, the column is narrow. Texts that are sent
    out keep plain spaces."""
    return _CLOCK.sub("\\1\u00a0", _DAY.sub("\\1\u00a0", said))


def begins_of(appointment: Appointment) -> str:
    """For `<time datetime>`: with its distance from UTC, or only the day."""
    begins = appointment.begins
    return f"{begins:%Y-%m-%d}" if appointment.all_day else begins.isoformat(timespec="minutes")


def _zone(appointment: Appointment, frame: Frame) -> str:
    here = appointment.starts_at.astimezone(frame.words.zone)
    is_same = here.utcoffset() == appointment.begins.utcoffset()
    return "" if is_same else frame.words.t("event.zone", zone=appointment.zone)
