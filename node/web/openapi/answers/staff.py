"""What those get to see who run a channel, or the node."""

from typing import Final

from node.model.case import CaseState
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import COUNT, DAY, FLAG, ID, TEXT, Schema, each, entity, maybe, text

_TURNOVER: Final[dict[str, Schema]] = {"gained": COUNT, "lost": COUNT, "total": COUNT}
_WHOLE: Final[Schema] = {"type": "integer"}
"""Of a server may be below 0: whoever followed from there may have a handle of another by now."""
_GAINS: Final = "followed moved_here"
_LOSSES: Final = "unfollowed moved_away deleted shut_out removed blocked host_blocked inbox_gone"

FOLLOWER_STATISTICS: Final = entity(
    {
        "account": entity({"id": ID, "username": TEXT, "acct": TEXT}),
        "from": DAY,
        "to": DAY,
        "timezone": TEXT,
        "counted_since": DAY,
        "followers_now": COUNT,
        "total_before": COUNT,
        **_TURNOVER,
        "days": each(entity({"date": DAY, **_TURNOVER})),
        "servers": each(entity({"server": TEXT, "is_local": FLAG, "reachable": FLAG, **_TURNOVER, "total": _WHOLE})),
        "other_servers": entity({**_TURNOVER, "total": _WHOLE}),
        "causes": entity(
            {
                "gained": entity(dict.fromkeys(_GAINS.split(), COUNT)),
                "lost": entity(dict.fromkeys(_LOSSES.split(), COUNT)),
            }
        ),
    }
)

_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_SOMEBODY: Final = entity({"id": ID, "uri": TEXT, "acct": TEXT})
_STATE: Final = text(among=tuple(each.value for each in CaseState))
CASE: Final = entity(
    {
        "id": ID,
        "uri": TEXT,
        "channel": _SOMEBODY,
        "state": _STATE,
        "question": entity({"uri": TEXT, "post_id": maybe(ID), "deleted": FLAG}),
        "asked_by": maybe(_SOMEBODY),
        "passed_on_by": maybe(_SOMEBODY),
        "passed_on_with": maybe(TEXT),
        "passed_on_to": maybe(_SOMEBODY),
        "there": maybe(_STATE),
        "answer": maybe(TEXT),
        "may_become": each(_STATE),
        "opened_at": _MOMENT,
        "changed_at": _MOMENT,
    }
)
CASES: Final = entity({"items": each(CASE), "next": maybe(ID)})

ANSWERS: Final[Answers] = {
    ("GET", "/staff/v1/stats/followers"): FOLLOWER_STATISTICS,
    ("GET", "/staff/v1/cases"): CASES,
    ("POST", "/staff/v1/cases"): CASE,
    ("GET", "/staff/v1/cases/{}"): CASE,
    ("POST", "/staff/v1/cases/{}/{}"): CASE,
}
