"""Who is kept out: mail hosts, mail addresses by their hash, and networks."""

from typing import Final, TypeVar

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.moderation import Severity, plain_email_hash
from node.outbox import barriers
from node.web.keys import NODE
from node.web.limits import client_address
from node.web.mastodon.admin.who import admin_piece, administrator
from node.web.mastodon.entities.admin import canonical_email_block, email_domain_block, ip_block
from node.web.mastodon.paging import links
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer

T = TypeVar("T")
_HOSTS: Final = "email_domain_blocks"
_EMAILS: Final = "canonical_email_blocks"
_NETWORKS: Final = "ip_blocks"


async def show_email_hosts(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_HOSTS}")
    node, piece = request[NODE], admin_piece(await read_params(request))
    found = await node.store.read(lambda tx: tx.barriers.email_hosts(piece))
    shown = [email_domain_block(each, node.clock()) for each in found]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_email_host(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_HOSTS}")
    node, number = request[NODE], id_of(request)
    found = _there(await node.store.read(lambda tx: tx.barriers.find_email_host(number)))
    return answer(email_domain_block(found, node.clock()))


async def create_email_host(request: web.Request) -> web.Response:
    by, params = await administrator(request, f"admin:write:{_HOSTS}"), await read_params(request)
    domain = params.text("domain").strip()
    if not domain:
        raise Unprocessable("Validation failed: Domain can't be blank")
    made = await barriers.block_email_host(request[NODE], by, domain)
    return answer(email_domain_block(made, request[NODE].clock()))


async def delete_email_host(request: web.Request) -> web.Response:
    by = await administrator(request, f"admin:write:{_HOSTS}")
    await barriers.unblock_email_host(request[NODE], by, id_of(request))
    return answer({})


async def show_emails(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_EMAILS}")
    piece = admin_piece(await read_params(request))
    found = await request[NODE].store.read(lambda tx: tx.barriers.emails(piece))
    shown = [canonical_email_block(each) for each in found]
    return answer(shown, headers=links(request, [each.id for each in found], piece))


async def show_email(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_EMAILS}")
    number = id_of(request)
    found = _there(await request[NODE].store.read(lambda tx: tx.barriers.find_email(number)))
    return answer(canonical_email_block(found))


async def test_email(request: web.Request) -> web.Response:
    """Which block an address would meet."""
    await administrator(request, f"admin:read:{_EMAILS}")
    email = (await read_params(request)).text("email").strip()
    if not email:
        raise Unprocessable("Validation failed: Email can't be blank")
    hashed = plain_email_hash(email)
    found = await request[NODE].store.read(lambda tx: tx.barriers.find_email_by_hash(hashed))
    return answer([] if found is None else [canonical_email_block(found)])


async def create_email(request: web.Request) -> web.Response:
    """By the address or, where only that is known, by its hash."""
    by, params = await administrator(request, f"admin:write:{_EMAILS}"), await read_params(request)
    email, hashed = params.text("email").strip(), params.text("canonical_email_hash").strip()
    if not email and not hashed:
        raise Unprocessable("Validation failed: Canonical email hash can't be blank")
    made = await barriers.block_email(request[NODE], by, plain_email_hash(email) if email else hashed)
    return answer(canonical_email_block(made))


async def delete_email(request: web.Request) -> web.Response:
    by = await administrator(request, f"admin:write:{_EMAILS}")
    await barriers.unblock_email(request[NODE], by, id_of(request))
    return answer({})


async def show_networks(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_NETWORKS}")
    piece = admin_piece(await read_params(request))
    found = await request[NODE].store.read(lambda tx: tx.barriers.networks(piece))
    return answer([ip_block(each) for each in found], headers=links(request, [each.id for each in found], piece))


async def show_network(request: web.Request) -> web.Response:
    await administrator(request, f"admin:read:{_NETWORKS}")
    number = id_of(request)
    return answer(ip_block(_there(await request[NODE].store.read(lambda tx: tx.barriers.find_network(number)))))


async def create_network(request: web.Request) -> web.Response:
    """`ip` is an address or a network, `expires_in` seconds."""
    by, params = await administrator(request, f"admin:write:{_NETWORKS}"), await read_params(request)
    severity = _severity(params)
    if severity is None:
        raise Unprocessable("Validation failed: Severity can't be blank")
    made = await barriers.block_network(
        request[NODE],
        by,
        barriers.read_network(params.text("ip")),
        severity,
        params.text("comment"),
        params.find_number("expires_in"),
        own=client_address(request),
    )
    return answer(ip_block(made))


async def update_network(request: web.Request) -> web.Response:
    """What is not given stays as it is."""
    by, params = await administrator(request, f"admin:write:{_NETWORKS}"), await read_params(request)
    ip = params.find_text("ip")
    made = await barriers.change_network(
        request[NODE],
        by,
        id_of(request),
        network=None if ip is None else barriers.read_network(ip),
        severity=_severity(params),
        comment=params.find_text("comment"),
        expires_in=params.find_number("expires_in"),
        own=client_address(request),
    )
    return answer(ip_block(made))


async def delete_network(request: web.Request) -> web.Response:
    by = await administrator(request, f"admin:write:{_NETWORKS}")
    await barriers.unblock_network(request[NODE], by, id_of(request))
    return answer({})


def _severity(params: Params) -> Severity | None:
    text = params.find_text("severity")
    if not text:
        return None
    try:
        return Severity(text)
    except ValueError:
        raise Unprocessable("Validation failed: Severity is not included in the list") from None


def _there(found: T | None) -> T:
    if found is None:
        raise NotFound("Record not found")
    return found
