"""What somebody does not want to see, or only after a warning: posts with certain words, or single posts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LONGEST_TITLE: Final = 256
LONGEST_KEYWORD: Final = 512
MOST_FILTERS: Final = 200
MOST_KEYWORDS: Final = 1_000
"""Of one person."""


class FilterPlace(StrEnum):
    """Where a filter applies. `HOME` means lists, too; `THREAD` a post with what is around it, `ACCOUNT` a profile."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    PUBLIC = "public"
    THREAD = "thread"
    ACCOUNT = "account"


class FilterAction(StrEnum):
    """Fold the post away under the filter's title, leave it out, or fold only its pictures away."""

    WARN = "warn"
    HIDE = "hide"
    BLUR = "blur"


@dataclass(frozen=True, slots=True)
class Keyword:
    """`whole_word`: where it begins or ends with a letter or digit, none may stand beside it there."""

    id: int
    filter_id: int
    keyword: str
    whole_word: bool = True


@dataclass(frozen=True, slots=True)
class FilteredPost:
    """One post that a filter names. `id` is that of the entry, not of the post."""

    id: int
    filter_id: int
    post_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One that has expired stays, so that its owner can renew it."""

    id: int
    account_id: int
    title: str
    places: tuple[FilterPlace, ...]
    action: FilterAction = FilterAction.WARN
    expires_at: datetime | None = None
    keywords: tuple[Keyword, ...] = ()
    posts: tuple[FilteredPost, ...] = ()
