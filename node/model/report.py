"""A complaint about an account and its posts (Flag)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`reporter_id` is the account here, or the signer elsewhere (often a server's own actor: T-075).

    `category` is spam, legal, violation or other; of a violation, `rule_ids` are those of the node's rules it is said to
    be one of. `collection_ids` are collections of the account's own. `assigned_id` and `resolved_by_id` are accounts of
    those who moderate.
    """

    id: int
    reporter_id: int
    target_id: int
    post_ids: tuple[int, ...]
    comment: str
    uri: str
    forwarded: bool
    created_at: datetime
    resolved_at: datetime | None
    category: str = "other"
    rule_ids: tuple[int, ...] = ()
    collection_ids: tuple[int, ...] = ()
    assigned_id: int | None = None
    resolved_by_id: int | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNote:
    """What somebody who moderates (`account_id`) tells the others about a report; for nobody else."""

    id: int
    report_id: int
    account_id: int
    text: str
    created_at: datetime
