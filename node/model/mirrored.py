"""A warning of somebody else that pages here show, too, with whose word it is (S09)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from node.model.warning import Level

SILENT: Final = timedelta(hours=24)
"""For so long it is shown without its source having been reached: it may have been taken back meanwhile."""
OLDEST: Final = timedelta(days=14)
"""So old is nothing that pages show, whatever its source says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredWarning:
    """`source` is the key of where it comes from, `place` what the source calls the document, `mark` which state of it.
    `speaker` says it, in its own words. `text_en` and `link` may be empty. `confirmed_at` is when the source last listed it."""

    source: str
    sender: str
    identifier: str
    place: str
    mark: str
    sent_at: datetime
    level: Level
    speaker: str
    text_de: str
    text_en: str = ""
    link: str = ""
    expires_at: datetime | None = None
    confirmed_at: datetime

    @property
    def until(self) -> datetime:
        """When it is shown no longer, if nothing more is heard."""
        until = min(self.confirmed_at + SILENT, self.sent_at + OLDEST)
        return until if self.expires_at is None else min(until, self.expires_at)

    def text_in(self, language: str) -> tuple[str, str]:
        """What it says there, and in which language."""
        return (self.text_en, "en") if language == "en" and self.text_en else (self.text_de, "de")
