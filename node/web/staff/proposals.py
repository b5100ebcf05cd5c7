"""`/staff/v1/coordination/block_proposals`: the office that advises proposes to block a server, and sees what became of it. Who
decided here is not told."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from aiohttp import web

from node.errors import Invalid, Unprocessable
from node.model.host import Policy
from node.model.proposal import BlockProposal, Outcome
from node.outbox.proposals import propose_block
from node.web.granted import require_grant
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.staff.coordination import answered, before_of

_PER_PAGE: Final = 100
_POLICIES: Final[Mapping[str, Policy]] = MappingProxyType({"silence": Policy.SILENCED, "suspend": Policy.BLOCKED})
_SEVERITIES: Final = MappingProxyType({policy: name for name, policy in _POLICIES.items()})


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    host: str
    reason: str
    severity: str = "suspend"


async def create_proposal(request: web.Request) -> web.Response:
    """Raises Invalid for what cannot be read, Unprocessable for what cannot be proposed."""
    grant = require_grant(request)
    count_request(request)
    try:
        asked = msgspec.json.decode(await request.read(), type=_Asked)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"the body has to be JSON with host, reason and perhaps severity: {error}") from error
    policy = _POLICIES.get(asked.severity)
    if policy is None:
        raise Unprocessable(f"severity is one of {', '.join(_POLICIES)}")
    made = await propose_block(request[NODE], grant, asked.host, policy, asked.reason)
    return answered(_json(made), status=201)


async def show_proposals(request: web.Request) -> web.Response:
    """The newest first, `?before=` an id."""
    require_grant(request)
    count_request(request)
    before = before_of(request)
    found = await request[NODE].store.read(lambda tx: tx.proposals.page(before=before, limit=_PER_PAGE))
    return answered({"block_proposals": [_json(each) for each in found]})


def _json(found: BlockProposal) -> Mapping[str, Any]:
    return {
        "id": str(found.id),
        "host": found.host,
        "severity": _SEVERITIES[found.policy],
        "reason": found.reason,
        "proposed_by": found.proposed_by,
        "proposed_at": found.proposed_at,
        "state": "open" if found.outcome is Outcome.OPEN else found.outcome.value,
        "decided_at": found.decided_at,
    }
