"""Hashtags that somebody follows or shows on their profile. Names are folded, without the sign."""

from dataclasses import dataclass
from datetime import datetime

MOST_FEATURED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturedTag:
    """`shown` is how it is written, folded it is `name`. The count and time are those of the account's public and unlisted
    posts with it."""

    id: int
    account_id: int
    name: str
    shown: str
    posts_count: int
    last_post_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnTags:
    """Which of some hashtags somebody follows, and which they show."""

    followed: frozenset[str] = frozenset()
    featured: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """What was decided about a hashtag. `trendable` is None before anybody decided; `usable`: posts written here may have it;
    `listable`: it is found by its beginning."""

    trendable: bool | None = None
    usable: bool = True
    listable: bool = True
