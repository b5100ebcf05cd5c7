"""Requests by authorities, for programs of those who administer: our own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.model.disclosure import Datum, Law, Outcome, Silence, Wish
from node.web.openapi.operation import Operation, Operations, Values, act, get
from node.web.openapi.schema import COUNT, DAY, FLAG, TIME, Schema, each, maybe, text

_PROBLEM: Final = "application/problem+json"
_ONE: Final = "/staff/v1/disclosures/{}"
_LINE: Final = text(most=300)
_TELLING: Final[dict[str, Schema]] = {
    "silence": text(among=set(Silence)),
    "until": maybe(DAY),
    "ground": _LINE,
}
_ITEM: Final[Schema] = {
    "type": "object",
    "properties": {
        "data": text(among=set(Datum)),
        "law": text(among=set(Law)),
        "ground": _LINE,
        "from": maybe(DAY),
        "to": maybe(DAY),
    },
    "required": ["data", "law", "ground"],
}
_REQUEST: Final[Values] = {
    "kind": text(among=set(Wish)),
    "authority": _LINE,
    "ground": _LINE,
    "law": text(among=set(Law)),
    "reference": _LINE,
    "account": text(),
    "emergency": FLAG,
    "received_at": maybe(TIME),
    "due_at": maybe(TIME),
    "telling": {"type": "object", "properties": _TELLING},
}


def _writes(summary: str, *required: str, values: Values | None = None, success: Sequence[int] = (200,)) -> Operation:
    made = act(summary, "admin:write", required=required, success=success)
    return replace(made, body=values or {}, errors=_PROBLEM, json_only=True)


def _reads(summary: str, scope: str = "admin:read") -> Operation:
    return replace(get(summary, scope), errors=_PROBLEM)


OPERATIONS: Final[Operations] = {
    ("GET", "/staff/v1/disclosures"): _reads("What authorities asked for, the newest first"),
    ("POST", "/staff/v1/disclosures"): _writes(
        "Record a request by an authority", "kind", "authority", "ground", values=_REQUEST, success=(201,)
    ),
    ("GET", _ONE): _reads("One request with its proposal and every step"),
    ("POST", f"{_ONE}/proposal"): _writes(
        "Propose which kinds of data are handed over, each on its own legal ground",
        "items",
        values={"items": each(_ITEM), "whole": FLAG},
    ),
    ("POST", f"{_ONE}/review"): _writes(
        "Release, send back or refuse what another person proposed",
        "act",
        "proposal",
        values={"act": text(among={"release", "send_back", "refuse"}), "proposal": COUNT, "reason": _LINE},
    ),
    ("POST", f"{_ONE}/extract"): _writes("Make the extract of what was released, once", success=(201,)),
    ("GET", f"{_ONE}/extract"): _reads("The extract, for the two persons only", "admin:write"),
    ("DELETE", f"{_ONE}/extract"): _writes("It is handed over: delete what was kept of it"),
    ("PUT", f"{_ONE}/telling"): _writes("Whether and when the person concerned is told", "silence", values=_TELLING),
    ("POST", f"{_ONE}/told"): _writes("The person concerned was told in another way"),
    ("POST", f"{_ONE}/close"): _writes(
        "Close a request without handing over data",
        "outcome",
        values={"outcome": text(among=set(Outcome) - {Outcome.OPEN}), "reason": _LINE},
    ),
}
