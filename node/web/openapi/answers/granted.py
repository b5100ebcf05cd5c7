"""What programs with a part in the whole installation get to see."""

from typing import Final

from node.model.channel import PHASES, Gate
from node.model.proposal import Outcome
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import COUNT, DAY, FLAG, ID, TEXT, URL, each, entity, mapping, maybe, text

_MOMENT: Final = {"type": "string", "format": "date-time"}
_STATE: Final = text(among=("in_service", "out_of_service", "failing"))
_PHASE: Final = text(among=tuple(each.value for each in PHASES))
_CHANNEL: Final = entity(
    {
        "id": ID,
        "username": TEXT,
        "acct": TEXT,
        "display_name": TEXT,
        "organization": maybe(TEXT),
        "phase": _PHASE,
        "last_post_on": maybe(DAY),
        "sheet": maybe(entity({"version": COUNT, "at": _MOMENT, "answers": mapping(TEXT)})),
        "next_phase": _PHASE,
        "open_gates": each(text(among=tuple(each.value for each in Gate))),
        "missing_answers": each(TEXT),
    }
)
_PROPOSAL: Final = entity(
    {
        "id": ID,
        "host": TEXT,
        "severity": text(among=("suspend", "silence")),
        "reason": TEXT,
        "proposed_by": TEXT,
        "proposed_at": _MOMENT,
        "state": text(among=("open", *(each.value for each in Outcome if each is not Outcome.OPEN))),
        "decided_at": maybe(_MOMENT),
    }
)
_NODE: Final = {"base_url": URL, "title": TEXT, "state": _STATE}

ANSWERS: Final[Answers] = {
    ("GET", "/staff/v1/coordination/nodes"): entity({"nodes": each(entity(_NODE))}),
    ("GET", "/staff/v1/coordination/channels"): entity({"channels": each(_CHANNEL), "next": maybe(URL)}),
    ("GET", "/staff/v1/coordination/channels/{}"): _CHANNEL,
    ("GET", "/staff/v1/coordination/block_proposals"): entity({"block_proposals": each(_PROPOSAL)}),
    ("POST", "/staff/v1/coordination/block_proposals"): _PROPOSAL,
    ("GET", "/staff/v1/operation/nodes"): entity(
        {"nodes": each(entity({"name": TEXT, **_NODE, "problem": maybe(TEXT)}))}
    ),
    ("GET", "/staff/v1/operation/node"): entity(
        {
            "base_url": URL,
            "version": TEXT,
            "schema": COUNT,
            "is_at_work": FLAG,
            "deliveries": entity({"waiting": COUNT, "dead": COUNT}),
            "received_waiting": COUNT,
        }
    ),
}
