"""The facts of an event, written where every reader sees them: when it begins and ends, and where it is (FEP-8a8e)."""

from datetime import datetime, tzinfo
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from node.federation.reading.place import address_of
from node.federation.reading.values import href_of, is_kind, listed, moment_of, text_of
from node.text.html import clean_name
from node.text.language import primary
from node.text.links import write_link

MOST_PLACES: Final = 4
LONGEST_PLACE: Final = 300

_WORDS: Final = {  # in the language of the event, German where we have no words in it
    "de": ("Beginn", "Ende", "Ort", "%d.%m.%Y, %H:%M Uhr"),
    "en": ("Starts", "Ends", "Place", "%d/%m/%Y, %H:%M"),
}


def read_facts(document: dict[str, Any], language: str | None, zone: tzinfo) -> str:
    """Safe HTML, one paragraph; empty when the event says neither when nor where.

    Times are those of the event's own time zone, if it names one, else of `zone`: of the people who read here.
    """
    begins, ends, place, form = _WORDS.get(primary(language or ""), _WORDS["de"])
    zone = _zone(document.get("timezone")) or zone
    lines = [
        f"<strong>{word}:</strong> {_written(moment, zone, form)}"
        for word, name in ((begins, "startTime"), (ends, "endTime"))
        if (moment := moment_of(document.get(name))) is not None
    ]
    lines += [f"<strong>{place}:</strong> {where}" for where in _places(document)]
    return f"<p>{'<br>'.join(lines)}</p>" if lines else ""


def _written(moment: datetime, zone: tzinfo, form: str) -> str:
    try:
        return moment.astimezone(zone).strftime(form)
    except (OverflowError, ValueError):  # the years 1 and 9999 have a neighbour in another zone
        return moment.strftime(form)


def _zone(name: Any) -> tzinfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and 0 < len(name) <= 40 else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, a path that leads elsewhere, a folder
        return None


def _places(document: dict[str, Any]) -> list[str]:
    found = []
    for each in listed(document.get("location"), MOST_PLACES):
        if isinstance(each, str):
            found.append(escape(clean_name(each, LONGEST_PLACE), quote=False))
        elif isinstance(each, dict) and is_kind(each, "VirtualLocation"):
            href = href_of(each)
            found.append(write_link(href) if href else "")
        elif isinstance(each, dict):
            parts = dict.fromkeys((text_of(each.get("name")), *address_of(each.get("address"))))
            found.append(escape(clean_name(", ".join(filter(None, parts)), LONGEST_PLACE), quote=False))
    return [each for each in found if each]
