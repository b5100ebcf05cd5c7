"""A rule of this node, and a longer text it says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """`hint` says more than `text`; it may be empty."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Numbers are never given twice: reports name them. `translations` by language tag. One that `is_removed` is shown
    where a report names it, and nowhere else."""

    id: int
    text: str
    hint: str = ""
    translations: Mapping[str, Wording] = field(default_factory=dict)
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeText:
    """`source` is Markdown as it was written, `content` the safe HTML of it. `effective_on` is for terms only."""

    source: str
    content: str
    updated_at: datetime
    effective_on: date | None = None
