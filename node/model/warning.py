"""A warning that everybody has to see: above every page, until it is over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    INFORMATION = "information"
    WARNING = "warning"
    DANGER = "danger"


class Category(StrEnum):
    """What it is about, in the words of CAP 1.2."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWarning:
    """`text_en` may be empty: then English pages show the German one. `link` is a path of ours, an https address or empty.
    Without `ends_at` it stands until somebody takes it down.

    `event` is what happens, in a word or two of German, or empty. `instruction_*` say what to do, where the text does not.
    `is_exercise`: only who is logged in sees it. `account_id` is the account it was done for, `replaces_id` the warning that it
    took the place of; each may be 0. `is_replaced`: another took its place.
    """

    id: int
    level: Level
    text_de: str
    text_en: str = ""
    link: str = ""
    created_at: datetime
    ends_at: datetime | None = None
    cleared_at: datetime | None = None
    category: Category = Category.OTHER
    event: str = ""
    instruction_de: str = ""
    instruction_en: str = ""
    is_exercise: bool = False
    account_id: int = 0
    replaces_id: int = 0
    is_replaced: bool = False

    def stands_at(self, now: datetime) -> bool:
        return self.cleared_at is None and (self.ends_at is None or self.ends_at > now)

    def text_in(self, language: str) -> tuple[str, str]:
        """What it says there, and in which language."""
        if language == "en" and self.text_en:
            return f"{self.text_en} {self.instruction_en}".rstrip(), "en"
        return f"{self.text_de} {self.instruction_de}".rstrip(), "de"

    @property
    def was_taken_down(self) -> bool:
        """By somebody, before its time, and nothing came in its place."""
        in_time = self.ends_at is None or (self.cleared_at is not None and self.cleared_at < self.ends_at)
        return self.cleared_at is not None and in_time and not self.is_replaced
