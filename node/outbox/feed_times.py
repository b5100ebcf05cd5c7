"""Times as feeds write them: as they should, in German, without a zone, and made up."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate
from typing import Any, Final, TypeAlias

Moment: TypeAlias = datetime | None

_FIRST_YEAR: Final = 1990  # before that there was nothing to be fed with: a zero, or a field nobody filled in
_HAS_ZONE: Final = re.compile(r"([+-]\d\d:?\d\d|\d[zZ]|\b[A-Z]{1,4}T|\bZ|\bUTC?)$")
_OURS: Final = {"MEZ": 1, "CET": 1, "MESZ": 2, "CEST": 2}
_MONTHS: Final = {"Mär": "Mar", "Mai": "May", "Okt": "Oct", "Dez": "Dec"}
_FORMS: Final = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y")


def moment_of(written: Any, parsed: Any, zone: tzinfo) -> Moment:
    """`parsed` is what the feed's reader makes of it, in UTC. None for what no calendar has."""
    text = str(written or "").strip()
    words = text.rsplit(maxsplit=1)
    if len(words) == 2 and words[1] in _OURS:
        text, parsed, zone = words[0], None, timezone(timedelta(hours=_OURS[words[1]]))
    found = _utc(parsed) if _HAS_ZONE.search(text) else None
    found = found or _read(text, zone) or _utc(parsed)
    return found if found is not None and found.year >= _FIRST_YEAR else None


def _utc(parts: Any) -> Moment:
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _read(text: str, zone: tzinfo) -> Moment:
    found: Moment
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _by_mail(text) or _by_form(text)
    if found is None:
        return None
    try:
        return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):  # the last hours of the calendar
        return None


def _by_mail(text: str) -> Moment:
    for german, english in _MONTHS.items():
        text = text.replace(f" {german}", f" {english}")
    parts = parsedate(text)
    try:
        return None if parts is None else datetime(*parts[:6])  # noqa: DTZ001  # its zone is the caller's
    except ValueError:
        return None


def _by_form(text: str) -> Moment:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # its zone is the caller's
        except ValueError:
            continue
    return None
