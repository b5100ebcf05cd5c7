"""When and where an event is, in words at the beginning of its text: so that every program that shows text shows it, and in
the language of the text, which may be another one than that of the page around it (which is why no catalogue is asked).

The same facts always make the same words, so whoever has something better to show them with can take them off again.
"""

from datetime import datetime, time
from html import escape
from typing import Final, NamedTuple

from node.model.appointment import Appointment, State
from node.model.place import Place
from node.model.post import Post
from node.text.html import clean
from node.text.language import primary
from node.text.links import write_link


class _Words(NamedTuple):
    when: str
    where: str
    online: str
    seats: str
    until: str
    clock: str
    day: str
    states: dict[State, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


_GERMAN: Final = _Words(
    when="Wann",
    where="Wo",
    online="Online",
    seats="Plätze",
    until="bis",
    clock="{} Uhr",
    day="{weekday}, {day}. {month} {year}",
    states={State.CANCELLED: "Abgesagt", State.TENTATIVE: "Noch nicht sicher"},
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
        "Dezember",
    ),
)  # fmt: skip
_ENGLISH: Final = _Words(
    when="When",
    where="Where",
    online="Online",
    seats="Seats",
    until="to",
    clock="{}",
    day="{weekday}, {day} {month} {year}",
    states={State.CANCELLED: "Cancelled", State.TENTATIVE: "Not certain yet"},
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
)  # fmt: skip
_BETWEEN: Final = " – "


def facts(appointment: Appointment | None, place: Place | None, language: str | None) -> str:
    """Safe HTML, one paragraph; empty when nothing is known."""
    words, lines = _words(language), []
    if appointment is not None:
        if state := words.states.get(appointment.state):
            lines.append(f"<strong>{state}</strong>")
        lines.append(f"<strong>{words.when}:</strong> {_when(appointment, words)}")
    if place is not None and place.words:
        lines.append(f"<strong>{words.where}:</strong> {escape(place.words, quote=False)}")
    if appointment is not None and appointment.online:
        lines.append(f"<strong>{words.online}:</strong> {write_link(appointment.online)}")
    if appointment is not None and appointment.seats is not None:
        lines.append(f"<strong>{words.seats}:</strong> {appointment.seats}")
    # As everybody writes it who has cleaned it once more: other nodes find it again so, and take it off
    return clean(f"<p>{'<br>'.join(lines)}</p>") if lines else ""


def headline(appointment: Appointment, place: Place | None, language: str | None) -> str:
    """The same in one line of plain text, for programs that show an event by its title and summary (Mastodon)."""
    words = _words(language)
    line = ", ".join(filter(None, (_when(appointment, words), "" if place is None else place.words)))
    state = words.states.get(appointment.state)
    return f"{state}: {line}" if state else line


def titled(name: str, appointment: Appointment, language: str | None) -> str:
    """The name, for lists that show nothing else: it says when the event is called off."""
    return f"{_words(language).states[State.CANCELLED]}: {name}" if appointment.is_cancelled else name


def with_headline(summary: str, line: str) -> str:
    return _BETWEEN.join(filter(None, (line, summary)))


def without_headline(summary: str, line: str) -> str:
    return summary.removeprefix(line).removeprefix(_BETWEEN) if summary.startswith(line) else summary


def own_words(post: Post, content: str, language: str | None) -> str:
    """`content`, one of the post's texts, without the facts at its beginning."""
    if post.kind != "Event":
        return content
    return content.removeprefix(facts(post.appointment, post.place, language))


def said_when(appointment: Appointment, language: str | None) -> str:
    """`Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr`, in the zone it happens in."""
    return _when(appointment, _words(language))


def _when(told: Appointment, words: _Words) -> str:
    begins, ends = told.begins, told.last_day if told.all_day else told.ends
    first = _day(begins, words)
    if told.all_day:
        return _from_to(first, None if ends is None or ends.date() == begins.date() else _day(ends, words), words)
    clock = f"{begins:%H:%M}"
    if ends is None:
        return f"{first}, {words.clock.format(clock)}"
    if ends.date() == begins.date() or (ends.time() == time() and told.last_day.date() == begins.date()):
        closes = "24:00" if ends.date() != begins.date() else f"{ends:%H:%M}"
        return f"{first}, {words.clock.format(f'{clock} {words.until} {closes}')}"
    last = f"{_day(ends, words)}, {words.clock.format(f'{ends:%H:%M}')}"
    return _from_to(f"{first}, {words.clock.format(clock)}", last, words)


def _from_to(first: str, last: str | None, words: _Words) -> str:
    return first if last is None else f"{first} {words.until} {last}"


def _day(at: datetime, words: _Words) -> str:
    return words.day.format(
        weekday=words.weekdays[at.weekday()], day=at.day, month=words.months[at.month - 1], year=at.year
    )


def _words(language: str | None) -> _Words:
    """German where we have no words in it."""
    return _ENGLISH if primary(language or "") == "en" else _GERMAN
