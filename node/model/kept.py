"""A draft that is kept, and the advice that is asked on it (row 44)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from node.model.draft import Draft
from node.model.media import Media


class Side(StrEnum):
    """Who says something about a draft: those who write it, an adviser of this node, or the office that advises many."""

    WRITER = "writer"
    ADVISER = "adviser"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as somebody last saw it: whoever publishes or changes it says which version they mean."""

    id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Advice that is asked. `login_id` is who asked, None for the command line; `asks_office`: the office that advises many
    nodes may read the draft, too."""

    question: str
    asks_office: bool
    login_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`draft` is without its files and without the end of its poll, which runs for `poll_seconds` once it is published;
    `publish_at` is the time its writers have in mind. `login_id` is who changed it last, `version` rises with each change.
    `request` is there as long as advice is asked."""

    id: int
    account_id: int
    login_id: int | None
    draft: Draft
    media_ids: tuple[int, ...]
    poll_seconds: int | None
    publish_at: datetime | None
    created_at: datetime
    changed_at: datetime
    version: int = 1
    request: Request | None = None

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.version)

    def ready(self, media: tuple[Media, ...], now: datetime) -> Draft:
        """The draft as it would be published now, with these files."""
        closes_at = None if self.poll_seconds is None else now + timedelta(seconds=self.poll_seconds)
        return replace(self.draft, media=media, closes_at=closes_at)

    def says_the_same(self, other: "Kept") -> bool:
        """Whether they differ in nothing that would be published."""
        return (self.draft, self.media_ids, self.poll_seconds, self.publish_at) == (
            other.draft,
            other.media_ids,
            other.poll_seconds,
            other.publish_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """`login_id` is who wrote it, unless it was the office, whose label is `office`. `version` is that of the draft it is
    about; `approves`: nothing is to be said against publishing that."""

    id: int
    draft_id: int
    side: Side
    text: str
    version: int
    at: datetime
    login_id: int | None = None
    office: str = ""
    approves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """A draft with its files, and what was said about it, the oldest first."""

    kept: Kept
    media: tuple[Media, ...]
    comments: tuple[Comment, ...] = ()

    @property
    def newest(self) -> Comment | None:
        return self.comments[-1] if self.comments else None

    @property
    def is_answered(self) -> bool:
        """Somebody has advised on it as it is now, and its writers have said nothing since."""
        newest, request = self.newest, self.kept.request
        if newest is None or request is None:
            return False
        return newest.side is not Side.WRITER and newest.version == self.kept.version and newest.at >= request.at

    @property
    def is_approved(self) -> bool:
        """Somebody found nothing to say against it as it is now, and nobody has said anything else since."""
        judged = [each for each in self.comments if each.side is not Side.WRITER and each.version == self.kept.version]
        return bool(judged) and judged[-1].approves
