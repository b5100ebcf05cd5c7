"""A warning that everybody has to see: above every page, until it is over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    INFORMATION = "information"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWarning:
    """`text_en` may be empty: then English pages show the German one. `link` is a path of ours, an https address or empty.
    Without `ends_at` it stands until somebody takes it down."""

    id: int
    level: Level
    text_de: str
    text_en: str = ""
    link: str = ""
    created_at: datetime
    ends_at: datetime | None = None
    cleared_at: datetime | None = None

    def stands_at(self, now: datetime) -> bool:
        return self.cleared_at is None and (self.ends_at is None or self.ends_at > now)

    def text_in(self, language: str) -> tuple[str, str]:
        """What it says there, and in which language."""
        return (self.text_en, "en") if language == "en" and self.text_en else (self.text_de, "de")
