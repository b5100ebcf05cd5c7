"""What somebody outside proposes, and those who administer decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from node.model.host import Policy


class Outcome(StrEnum):
    OPEN = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockProposal:
    """To decide so about a host and all below it. `login_id` is who decided, None while it is open."""

    id: int
    host: str
    policy: Policy
    reason: str
    proposed_by: str
    proposed_at: datetime
    outcome: Outcome = Outcome.OPEN
    decided_at: datetime | None = None
    login_id: int | None = None
