"""Templates: what those who write for a channel need again and again, and what of it one node gives to another (row 48)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from node.model.draft import Format
from node.model.proposal import Outcome
from node.model.visibility import Visibility


class TemplateKind(StrEnum):
    """Of a post, of an answer to somebody, of a channel's sheet (Steckbrief)."""

    POST = "post"
    ANSWER = "answer"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`key` stays the same for good: by it a template is known again in a later pack. `name` is what people choose it by.

    `text`, `summary` and `title` (of an event) may have variables (`node/text/variables.py`); `link` is what `{link}` stands
    for. `language` is empty, and `visibility` None, where the template does not say. `answers` are those of a sheet, by the key
    of the question.
    """

    key: str
    kind: TemplateKind
    name: str
    text: str = ""
    format: Format = "plain"
    summary: str = ""
    language: str = ""
    visibility: Visibility | None = None
    tags: tuple[str, ...] = ()
    title: str = ""
    link: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Templates to take along. `name` stays the same through its versions, `title` and `description` are for people."""

    name: str
    title: str
    description: str = ""
    templates: tuple[Template, ...] = ()


class Standing(StrEnum):
    """How a template of a pack stands to what is kept here under its key."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Compared:
    """A template of a pack, and the one that it would take the place of."""

    template: Template
    before: Template | None

    @property
    def standing(self) -> Standing:
        if self.before is None:
            return Standing.NEW
        return Standing.SAME if self.before == self.template else Standing.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOffer:
    """What an office that advises offers to this node, until those who administer it decide. `login_id` is who did."""

    id: int
    pack: Pack
    offered_by: str
    offered_at: datetime
    outcome: Outcome = Outcome.OPEN
    decided_at: datetime | None = None
    login_id: int | None = None
