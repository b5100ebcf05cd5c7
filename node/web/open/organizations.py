"""`/open/v1/organizations`: who is behind the channels, as a tree, with keys of official registers and what the law wants
to be told (S11, row 107). It is what the node is configured with."""

from aiohttp import web

from node.errors import NotFound
from node.web.keys import NODE
from node.web.open import shown
from node.web.open.answer import begin, give, give_rows, in_one, listed
from node.web.open.asked import refuse_unknown


async def list_organizations(request: web.Request) -> web.StreamResponse:
    """Those above before those below; `parent` leads up."""
    form = begin(request)
    refuse_unknown(request, ())
    config = request[NODE].config
    items = [shown.organization(each, config) for each in config.organizations]
    if form in {"csv", "ndjson"}:
        return await give_rows(request, in_one(items), shown.ORGANIZATION_COLUMNS, form, config.open.license)
    return give(request, listed(request, items), licence=config.open.license)


async def show_organization(request: web.Request) -> web.StreamResponse:
    begin(request)
    refuse_unknown(request, ())
    config = request[NODE].config
    found = config.organizations.find(request.match_info["key"])
    if found is None:
        raise NotFound("there is no such organisation")
    body = shown.organization(found, config)
    body["children"] = [each.key for each in config.organizations.children(found.key)]
    return give(request, body, licence=body["license"])
