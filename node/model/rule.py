"""A rule of this node, and a longer text it says about itself."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """What a document said at some time: its texts by language (empty: the node's own), and the rules that held."""

    texts: Mapping[str, NodeText] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def text_in(self, language: str) -> NodeText | None:
        """In that language, else as it was written first."""
        return self.texts.get(language) or self.texts.get("")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """`content` are its `Wordings` as JSON. Numbers begin with 1 and are never given twice."""

    number: int
    content: str
    created_at: datetime
    effective_on: date | None = None
