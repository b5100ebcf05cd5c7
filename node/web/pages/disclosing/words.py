"""What the pages of this folder say in the same way, and read from forms in the same way."""

from datetime import UTC, date, datetime
from typing import Final

from node.model.disclosure import Disclosure, Outcome
from node.web.rendering import Frame

ALL: Final = "/verwaltung/ersuchen"
NEW: Final = "/verwaltung/neues-ersuchen"


def path_of(number: int) -> str:
    return f"{ALL}/{number}"


def deadline(found: Disclosure, frame: Frame) -> str:
    """Until when it has to be answered, and that it is late; empty once it is answered."""
    if found.due_at is None or found.outcome is not Outcome.OPEN:
        return ""
    words = frame.words
    said = words.t("disclosure.due_at", when=words.full(found.due_at), left=words.ago(found.due_at, frame.now))
    return words.t("disclosure.late", due=said) if found.is_overdue(frame.now) else said


def moment_in(text: str, frame: Frame) -> datetime | None:
    """What a field for a time says, in the node's zone. Raises ValueError."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=frame.words.zone).astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def day_in(text: str) -> date | None:
    """What a field for a day says. Raises ValueError."""
    return date.fromisoformat(text) if text else None
