"""What is decided about other servers (`domain_blocks`), and with whom a closed node speaks (`domain_allows`)."""

from typing import Final

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.host import Decision, Host
from node.outbox import hosts
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.admin.who import admin_piece, administrator
from node.web.mastodon.entities.admin import SEVERITIES, domain_allow, domain_block
from node.web.mastodon.paging import links
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer

_READ_BLOCKS: Final = "admin:read:domain_blocks"
_WRITE_BLOCKS: Final = "admin:write:domain_blocks"
_READ_ALLOWS: Final = "admin:read:domain_allows"
_WRITE_ALLOWS: Final = "admin:write:domain_allows"
_USUAL: Final = Decision(policy=SEVERITIES["silence"])


async def show_blocks(request: web.Request) -> web.Response:
    await administrator(request, _READ_BLOCKS)
    piece = admin_piece(await read_params(request))
    found = await request[NODE].store.read(lambda tx: tx.hosts.decided_page(piece))
    return answer(
        [domain_block(each) for each in found], headers=links(request, [each.decision.id for each in found], piece)
    )


async def show_block(request: web.Request) -> web.Response:
    await administrator(request, _READ_BLOCKS)
    return answer(domain_block(await request[NODE].store.read(_decided, id_of(request))))


async def create_block(request: web.Request) -> web.Response:
    """Answers 422, with the one there is, where it goes as far already."""
    by, params = await administrator(request, _WRITE_BLOCKS), await read_params(request)
    name, decision = _domain(params), _decision(params, _USUAL)
    try:
        made = await hosts.decide_host(request[NODE], by, name, decision, anew=True)
    except hosts.Stricter as problem:
        body = {"error": problem.reason, "existing_domain_block": domain_block(problem.host)}
        return answer(body, status=422)
    return answer(domain_block(made))


async def update_block(request: web.Request) -> web.Response:
    """What is not given stays as it is."""
    by, params = await administrator(request, _WRITE_BLOCKS), await read_params(request)
    known = await request[NODE].store.read(_decided, id_of(request))
    made = await hosts.decide_host(request[NODE], by, known.name, _decision(params, known.decision))
    return answer(domain_block(made))


async def delete_block(request: web.Request) -> web.Response:
    by = await administrator(request, _WRITE_BLOCKS)
    known = await request[NODE].store.read(_decided, id_of(request))
    await hosts.free_host(request[NODE], by, known.name)
    return answer({})


async def show_allows(request: web.Request) -> web.Response:
    """Those of the configuration file are not among them."""
    await administrator(request, _READ_ALLOWS)
    piece = admin_piece(await read_params(request))
    found = await request[NODE].store.read(lambda tx: tx.hosts.allowed_page(piece))
    return answer([domain_allow(each) for each in found], headers=links(request, [each.id for each in found], piece))


async def show_allow(request: web.Request) -> web.Response:
    await administrator(request, _READ_ALLOWS)
    number = id_of(request)
    found = await request[NODE].store.read(lambda tx: tx.hosts.find_allowed(number))
    if found is None:
        raise NotFound("Record not found")
    return answer(domain_allow(found))


async def create_allow(request: web.Request) -> web.Response:
    by, params = await administrator(request, _WRITE_ALLOWS), await read_params(request)
    return answer(domain_allow(await hosts.allow_host(request[NODE], by, _domain(params))))


async def delete_allow(request: web.Request) -> web.Response:
    by = await administrator(request, _WRITE_ALLOWS)
    return answer(domain_allow(await hosts.disallow_host(request[NODE], by, id_of(request))))


def _domain(params: Params) -> str:
    name = params.text("domain").strip()
    if not name:
        raise Unprocessable("Validation failed: Domain can't be blank")
    return name


def _decision(params: Params, known: Decision) -> Decision:
    severity = params.find_text("severity")
    if severity is not None and severity not in SEVERITIES:
        raise Unprocessable("Validation failed: Severity is not included in the list")

    def flag(name: str, usual: bool) -> bool:  # noqa: FBT001  # what it is without the parameter
        found = params.find_flag(name)
        return usual if found is None else found

    private, public = params.find_text("private_comment"), params.find_text("public_comment")
    return Decision(
        policy=known.policy if severity is None else SEVERITIES[severity],
        reason=known.reason if private is None else private,
        public_reason=known.public_reason if public is None else public,
        rejects_media=flag("reject_media", known.rejects_media),
        rejects_reports=flag("reject_reports", known.rejects_reports),
        obfuscated=flag("obfuscate", known.obfuscated),
    )


async def _decided(tx: Tx, policy_id: int) -> Host:
    found = await tx.hosts.find_decided(policy_id)
    if found is None:
        raise NotFound("Record not found")
    return found
