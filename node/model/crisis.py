"""What was published at once in a crisis, by somebody who may do only that, and what others said of it afterwards (row 112)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Subject(StrEnum):
    POST = "post"
    WARNING = "warning"


class Judgement(StrEnum):
    """`confirmed`: it may stay as it is. `corrected`: somebody else has put it right. `withdrawn`: it was taken back."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisReview:
    """`subject_id` is the post's or the warning's. `account_id` is the channel it was done for, `login_id` who did it. The rest
    is known once somebody has judged; `reviewer_id` None then means the command line."""

    id: int
    subject: Subject
    subject_id: int
    account_id: int
    login_id: int | None
    made_at: datetime
    judgement: Judgement | None = None
    reviewer_id: int | None = None
    reviewed_at: datetime | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        return self.reviewed_at is None
