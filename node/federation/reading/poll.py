"""Questions with options (FEP-9967), and the votes for them."""

from datetime import UTC, datetime
from typing import Any, Final

from node.federation.reading.values import listed, moment_of, number_of, past_of, text_of, total_of, uri_of
from node.model.poll import Option, Poll
from node.text.html import clean_name

MOST_OPTIONS: Final = 500
LONGEST_OPTION: Final = 200

_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(3000, 1, 1, tzinfo=UTC)


def read_poll(document: dict[str, Any], now: datetime) -> Poll | None:
    """None when there is nothing to choose from. Options are told apart by their names, so each name counts once."""
    multiple = not document.get("oneOf")
    options: dict[str, Option] = {}
    told = False
    for each in listed(document.get("anyOf" if multiple else "oneOf"), MOST_OPTIONS):
        if isinstance(each, dict) and (title := option_title(each.get("name"))):
            votes = total_of(each.get("replies"))
            told |= votes is not None
            options.setdefault(title, Option(title, votes or 0))
    if not options:
        return None
    counts = [option.votes for option in options.values()]
    voters = number_of(document.get("votersCount"))
    if voters is None:  # not everybody counts people; this many there are at least
        voters = max(counts) if multiple else sum(counts)
    closes_at = _within_reason(moment_of(document.get("endTime")))
    return Poll(
        options=tuple(options.values()),
        multiple=multiple,
        closes_at=closes_at,
        closed_at=_closed_at(document.get("closed"), closes_at, now),
        voters=voters,
        hides_totals=not told,
    )


def option_title(name: Any) -> str:
    """An option's name as we store it; a vote names it the same way."""
    return clean_name(text_of(name), LONGEST_OPTION)


def vote_of(document: dict[str, Any]) -> str | None:
    """The option a Note votes for: it has a name and answers something, and says nothing else."""
    if not document.get("name") or document.get("content") or document.get("contentMap") or document.get("attachment"):
        return None
    if uri_of(document.get("inReplyTo")) is None:
        return None
    return option_title(document.get("name")) or None


def _within_reason(moment: datetime | None) -> datetime | None:
    """Neither the year 1 nor the year 9999: those have a neighbour in another time zone that there is no word for."""
    return None if moment is None else max(_EARLIEST, min(moment, _LATEST))


def _closed_at(closed: Any, closes_at: datetime | None, now: datetime) -> datetime | None:
    """`closed` is the time it closed; ActivityStreams also allows a bare true."""
    if closed is True:
        return now if closes_at is None else min(closes_at, now)
    return past_of(closed, now)
