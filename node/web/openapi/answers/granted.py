"""What programs with a part in the whole installation get to see."""

from typing import Final

from node.model.channel import PHASES, Gate
from node.model.kept import Side
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
_DECIDED: Final = text(among=("open", *(each.value for each in Outcome if each is not Outcome.OPEN)))
_PROPOSAL: Final = entity(
    {
        "id": ID,
        "host": TEXT,
        "severity": text(among=("suspend", "silence")),
        "reason": TEXT,
        "proposed_by": TEXT,
        "proposed_at": _MOMENT,
        "state": _DECIDED,
        "decided_at": maybe(_MOMENT),
    }
)
_PACK: Final = entity(
    {
        "id": ID,
        "name": TEXT,
        "title": TEXT,
        "posts": COUNT,
        "answers": COUNT,
        "sheets": COUNT,
        "offered_by": TEXT,
        "offered_at": _MOMENT,
        "state": _DECIDED,
        "decided_at": maybe(_MOMENT),
    }
)
_FILE: Final = {"url": URL, **dict.fromkeys(("media_type", "description", "credit", "licence", "ai"), TEXT)}
_DRAFT: Final = entity(
    {
        **dict.fromkeys(("type", "title", "text", "format", "warning", "visibility", "ai"), TEXT),
        "language": maybe(TEXT),
        "translations": mapping(TEXT),
        "is_answer": FLAG,
        "is_quote": FLAG,
        "event": maybe(entity({"starts_at": _MOMENT, "ends_at": maybe(_MOMENT), "online": TEXT})),
        "place": maybe(entity({"name": TEXT, "address": TEXT})),
        "planned_for": maybe(_MOMENT),
        "poll": maybe(entity({"options": each(TEXT), "multiple": FLAG, "seconds": maybe(COUNT)})),
        "files": each(entity(_FILE)),
    }
)
_COMMENT: Final = entity(
    {
        "id": ID,
        "side": text(among=tuple(each.value for each in Side)),
        "office": maybe(TEXT),
        "text": TEXT,
        "no_objections": FLAG,
        "version": COUNT,
        "at": _MOMENT,
    }
)
_ASKED: Final = entity(
    {
        "id": ID,
        "channel": TEXT,
        "version": COUNT,
        "changed_at": _MOMENT,
        "question": TEXT,
        "asked_at": maybe(_MOMENT),
        "state": text(among=("waiting", "answered", "no_objections")),
        "draft": _DRAFT,
        "comments": each(_COMMENT),
    }
)
_NODE: Final = {"base_url": URL, "title": TEXT, "state": _STATE}

ANSWERS: Final[Answers] = {
    ("GET", "/staff/v1/coordination/nodes"): entity({"nodes": each(entity(_NODE))}),
    ("GET", "/staff/v1/coordination/channels"): entity({"channels": each(_CHANNEL), "next": maybe(URL)}),
    ("GET", "/staff/v1/coordination/channels/{}"): _CHANNEL,
    ("GET", "/staff/v1/coordination/block_proposals"): entity({"block_proposals": each(_PROPOSAL)}),
    ("POST", "/staff/v1/coordination/block_proposals"): _PROPOSAL,
    ("GET", "/staff/v1/coordination/template_packs"): entity({"template_packs": each(_PACK)}),
    ("POST", "/staff/v1/coordination/template_packs"): _PACK,
    ("GET", "/staff/v1/coordination/drafts"): entity({"drafts": each(_ASKED), "next": maybe(URL)}),
    ("GET", "/staff/v1/coordination/drafts/{}"): _ASKED,
    ("POST", "/staff/v1/coordination/drafts/{}/comments"): _ASKED,
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
