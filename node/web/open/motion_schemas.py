"""What the open interface answers about motions of the cooperative, as JSON Schemas; and what minutes hold."""

from typing import Final

from node.model.motion import Majority, Outcome, Stage, Vote
from node.web.openapi.schema import COUNT, DIGITS, FLAG, TEXT, URL, Schema, each, entity, maybe, text

_MOMENT: Final[Schema] = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z") | {"format": "date-time"}
_MAJORITY: Final = text(among=tuple(Majority))
_OUTCOME: Final = text(among=tuple(Outcome))
_PERCENT: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 100}
_VOTES: Final = entity({"yes": COUNT, "no": COUNT, "abstain": COUNT})
_BALLOTS: Final = each(entity({"receipt": TEXT, "vote": text(among=tuple(Vote))}))

_MOTION: Final[dict[str, Schema]] = {
    "id": DIGITS,
    "type": text(among=("VoteAction",)),
    "url": URL,
    "title": TEXT,
    "text": TEXT,
    "mover": TEXT,
    "stage": text(among=tuple(Stage)),
    "moved": _MOMENT,
    "discussion": maybe(URL),
    "secret": maybe(FLAG),
    "majority": maybe(_MAJORITY),
    "quorum": maybe(_PERCENT),
    "opened": maybe(_MOMENT),
    "closes": maybe(_MOMENT),
    "closed": maybe(_MOMENT),
    "entitled": maybe(COUNT),
    "participants": maybe(COUNT),
    "votes": maybe(_VOTES),
    "outcome": maybe(_OUTCOME),
    "minutes": maybe(URL),
    "notice": maybe(URL),
    "license": URL,
}
MOTION: Final = entity(_MOTION)
MOTION_ALONE: Final = entity({"@context": URL} | _MOTION | {"ballots": _BALLOTS})
MINUTES: Final = entity(
    {
        "@context": each(URL),
        "id": URL,
        "type": text(among=("Document",)),
        "attributedTo": URL,
        "name": TEXT,
        "url": URL,
        "published": _MOMENT,
        "motion": COUNT,
        "mover": TEXT,
        "text": TEXT,
        "moved": _MOMENT,
        "secret": FLAG,
        "opened": _MOMENT,
        "closes": _MOMENT,
        "majority": _MAJORITY,
        "quorum": _PERCENT,
        "entitled": COUNT,
        "participants": COUNT,
        "by_proxy": COUNT,
        "votes": _VOTES,
        "outcome": _OUTCOME,
        "ballots": _BALLOTS,
        "proof": {"type": "object"},
    }
)
