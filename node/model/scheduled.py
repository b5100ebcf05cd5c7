"""A post that waits for its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from node.model.draft import Draft
from node.model.media import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """`draft` without its files and without the end of its poll, which runs for `poll_seconds` from its publication on.
    `login_id` is who planned it. `failure` says in English why it could not be published, `failure_code` names its
    sentence in the catalogues (`refusal.CODE`) and `failure_values` are what that one needs; then it stays until its author
    gives it another time or throws it away."""

    id: int
    account_id: int
    login_id: int | None
    draft: Draft
    media_ids: tuple[int, ...]
    poll_seconds: int | None
    publish_at: datetime
    created_at: datetime
    failure: str = ""
    failure_code: str = ""
    failure_values: Mapping[str, object] = field(default_factory=dict)
    failed_at: datetime | None = None

    def ready(self, media: tuple[Media, ...], now: datetime) -> Draft:
        """The draft as it is published now, with these files."""
        closes_at = None if self.poll_seconds is None else now + timedelta(seconds=self.poll_seconds)
        return replace(self.draft, media=media, closes_at=closes_at)
