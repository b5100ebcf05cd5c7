"""`/staff/v1/coordination/template_packs`: the office that advises offers a pack of templates, and sees what became of it. Who
decided here, and what of it was taken over, is not told."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from node.model.proposal import Outcome
from node.model.template import PackOffer, TemplateKind
from node.outbox.templates.offers import offer_pack
from node.outbox.templates.pack import read_pack
from node.web.granted import require_grant
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.staff.coordination import answered, before_of

_PER_PAGE: Final = 50


async def create_offer(request: web.Request) -> web.Response:
    """The body is the pack itself. Raises TooLarge, Unprocessable with the place that is wrong, TooMany."""
    grant = require_grant(request)
    count_request(request)
    made = await offer_pack(request[NODE], grant, read_pack(await request.read()))
    return answered(_json(made), status=201)


async def show_offers(request: web.Request) -> web.Response:
    """The newest first, `?before=` an id."""
    require_grant(request)
    count_request(request)
    before = before_of(request)
    found = await request[NODE].store.read(lambda tx: tx.templates.offers(before=before, limit=_PER_PAGE))
    return answered({"template_packs": [_json(each) for each in found]})


def _json(found: PackOffer) -> Mapping[str, Any]:
    kinds = [each.kind for each in found.pack.templates]
    return {
        "id": str(found.id),
        "name": found.pack.name,
        "title": found.pack.title,
        "posts": kinds.count(TemplateKind.POST),
        "answers": kinds.count(TemplateKind.ANSWER),
        "sheets": kinds.count(TemplateKind.SHEET),
        "offered_by": found.offered_by,
        "offered_at": found.offered_at,
        "state": "open" if found.outcome is Outcome.OPEN else found.outcome.value,
        "decided_at": found.decided_at,
    }
