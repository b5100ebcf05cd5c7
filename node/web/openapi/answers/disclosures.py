"""What those who administer get to see of requests by authorities."""

from typing import Final

from node.model.disclosure import Datum, Law, Outcome, Silence, Stage, StepKind, Wish
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import COUNT, DAY, FLAG, ID, TEXT, TIME, Schema, each, entity, maybe, text

_STEPS: Final = set(StepKind)
_NAME: Final = maybe(ID)
_OUTLINE: Final[dict[str, Schema]] = {
    "id": ID,
    "kind": text(among=set(Wish)),
    "authority": TEXT,
    "reference": TEXT,
    "law": text(among=set(Law)),
    "ground": TEXT,
    "received_on": DAY,
    "emergency": FLAG,
    "due_at": maybe(TIME),
    "stage": text(among=set(Stage)),
    "outcome": text(among=set(Outcome)),
    "given": TEXT,
    "closed_on": maybe(DAY),
    "proposal": COUNT,
    "whole": FLAG,
    "sha256": maybe(text("[0-9a-f]{64}")),
    "telling": entity(
        {"silence": text(among=set(Silence)), "until": maybe(DAY), "ground": TEXT, "told_at": maybe(TIME)}
    ),
}
_ITEM: Final[dict[str, Schema]] = {
    "data": text(among=set(Datum)),
    "law": text(among=set(Law)),
    "ground": TEXT,
    "from": maybe(DAY),
    "to": maybe(DAY),
}

DISCLOSURES: Final = entity({"items": each(entity(_OUTLINE))})
DISCLOSURE: Final = entity(
    {
        **_OUTLINE,
        "account": maybe(TEXT),
        "proposed_by": _NAME,
        "released_by": _NAME,
        "extract_kept": FLAG,
        "items": each(entity(_ITEM)),
        "steps": each(entity({"act": text(among=_STEPS), "by": _NAME, "at": TIME, "reason": TEXT})),
    }
)
_DATA: Final[Schema] = {
    "type": "object",
    "properties": {"law": text(among=set(Law)), "ground": TEXT, "from": DAY, "to": DAY, "values": {"type": "array"}},
    "required": ["ground", "law", "values"],
    "additionalProperties": False,
}
EXTRACT: Final = entity(
    {
        "node": TEXT,
        "request": ID,
        "reference": TEXT,
        "authority": TEXT,
        "account": TEXT,
        "made_at": TEXT,
        "data": {"type": "object", "additionalProperties": _DATA},
    }
)

_ONE: Final = "/staff/v1/disclosures/{}"

ANSWERS: Final[Answers] = {
    ("GET", "/staff/v1/disclosures"): DISCLOSURES,
    ("POST", "/staff/v1/disclosures"): DISCLOSURE,
    ("GET", _ONE): DISCLOSURE,
    ("POST", f"{_ONE}/proposal"): DISCLOSURE,
    ("POST", f"{_ONE}/review"): DISCLOSURE,
    ("POST", f"{_ONE}/extract"): DISCLOSURE,
    ("GET", f"{_ONE}/extract"): EXTRACT,
    ("DELETE", f"{_ONE}/extract"): DISCLOSURE,
    ("PUT", f"{_ONE}/telling"): DISCLOSURE,
    ("POST", f"{_ONE}/told"): DISCLOSURE,
    ("POST", f"{_ONE}/close"): DISCLOSURE,
}
