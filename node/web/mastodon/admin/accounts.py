"""Accounts, here and elsewhere: looking for them, and what is decided about them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from aiohttp import web

from node.errors import Forbidden, Invalid, NotFound, Unprocessable
from node.model.login import Role
from node.model.moderation import Measure, Overseen, Sought
from node.model.slice import Slice
from node.moderation.office import NOT_ALLOWED
from node.outbox import moderate
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.admin.who import admin_piece, administrator, moderator
from node.web.mastodon.entities.accounts import role
from node.web.mastodon.entities.admin import admin_account
from node.web.mastodon.paging import links
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.respond import answer

_READ: Final = "admin:read:accounts"
_WRITE: Final = "admin:write:accounts"
_STATUSES: Final = ("active", "pending", "disabled", "silenced", "suspended", "sensitized")
_STAFF: Final = frozenset({Role.MODERATOR, Role.ADMIN})
_ROLES: Final[Mapping[str, Role]] = MappingProxyType({role(each)["id"]: each for each in Role})


async def show_accounts(request: web.Request) -> web.Response:
    """v2: `origin`, `status`, `permissions`, `role_ids[]`, ... `ip` is not looked at: none is stored."""
    await moderator(request, _READ)
    params = await read_params(request)
    return await _list(request, params, _sought(params))


async def show_accounts_v1(request: web.Request) -> web.Response:
    """v1: the same by flags."""
    await moderator(request, _READ)
    params = await read_params(request)
    return await _list(request, params, _sought_v1(params))


async def show_account(request: web.Request) -> web.Response:
    await moderator(request, _READ)
    return await _shown(request, id_of(request))


async def act_on_account(request: web.Request) -> web.Response:
    """`type` is what is done, `text` why, `report_id` the complaint that it answers."""
    by, params = await moderator(request, _WRITE), await read_params(request)
    account_id = id_of(request)
    try:
        measure = Measure(params.text("type"))
    except ValueError:
        raise Unprocessable("Validation failed: Type is not included in the list") from None
    report = params.text("report_id")
    decision = moderate.Decision(
        measure=measure,
        text=params.text("text"),
        report_id=(parse_id(report) or -1) if report else None,
        by_mail=params.flag("send_email_notification"),
    )
    await moderate.decide(request[NODE], by, account_id, decision)
    return answer({})


async def enable_account(request: web.Request) -> web.Response:
    by = await moderator(request, _WRITE)
    await moderate.enable(request[NODE], by, id_of(request))
    return await _shown(request, id_of(request))


async def unsilence_account(request: web.Request) -> web.Response:
    by = await moderator(request, _WRITE)
    await moderate.unsilence(request[NODE], by, id_of(request))
    return await _shown(request, id_of(request))


async def unsuspend_account(request: web.Request) -> web.Response:
    by = await moderator(request, _WRITE)
    await moderate.unsuspend(request[NODE], by, id_of(request))
    return await _shown(request, id_of(request))


async def unsensitive_account(request: web.Request) -> web.Response:
    by = await moderator(request, _WRITE)
    await moderate.unsensitize(request[NODE], by, id_of(request))
    return await _shown(request, id_of(request))


async def delete_account(request: web.Request) -> web.Response:
    """Only one that is suspended. Answers with what it was."""
    by = await administrator(request, _WRITE)
    found = await request[NODE].store.read(_overseen, id_of(request))
    await moderate.delete_suspended(request[NODE], by, found.account.id)
    return answer(admin_account(found, request[NODE].addresses))


async def refuse_decision(request: web.Request) -> web.Response:
    """Approving and rejecting: nobody registers by themselves, so no account is pending, and Mastodon answers 403 then."""
    await moderator(request, _WRITE)
    await request[NODE].store.read(_overseen, id_of(request))
    raise Forbidden(NOT_ALLOWED)


def _sought(params: Params) -> Sought:
    origin, status = params.text("origin"), params.text("status")
    if origin not in {"", "local", "remote"}:
        raise Invalid(f"Unknown origin: {origin[:40]}")
    if status and status not in _STATUSES:
        raise Invalid(f"Unknown status: {status[:40]}")
    roles = frozenset(_ROLES[each] for each in params.texts("role_ids") if each in _ROLES)
    staff = _STAFF if params.text("permissions") == "staff" else None
    return replace(
        _named(params),
        is_local=None if not origin else origin == "local",
        status=status,
        roles=roles if params.texts("role_ids") else staff,
        is_nobody=bool(params.text("invited_by")),  # nobody was invited by anybody
    )


def _sought_v1(params: Params) -> Sought:
    is_local = True if params.flag("local") else False if params.flag("remote") else None
    status = next((each for each in _STATUSES if params.flag(each)), "")
    return replace(_named(params), is_local=is_local, status=status, roles=_STAFF if params.flag("staff") else None)


def _named(params: Params) -> Sought:
    return Sought(
        name=params.text("username").strip().lstrip("@").lower(),
        display_name=params.text("display_name").strip(),
        host=params.text("by_domain").strip().lower(),
        email=params.text("email").strip().lower(),
    )


async def _list(request: web.Request, params: Params, sought: Sought) -> web.Response:
    piece = admin_piece(params)
    found = await request[NODE].store.read(_page, sought, piece)
    shown = [admin_account(each, request[NODE].addresses) for each in found]
    return answer(shown, headers=links(request, [each.account.id for each in found], piece))


async def _shown(request: web.Request, account_id: int) -> web.Response:
    found = await request[NODE].store.read(_overseen, account_id)
    return answer(admin_account(found, request[NODE].addresses))


async def _page(tx: Tx, sought: Sought, piece: Slice) -> list[Overseen]:
    ids = [each.id for each in await tx.oversight.page(sought, piece)]
    overseen = await tx.oversight.overseen(ids) if ids else {}
    return [overseen[number] for number in ids]


async def _overseen(tx: Tx, account_id: int) -> Overseen:
    found = (await tx.oversight.overseen([account_id])).get(account_id)
    if found is None or found.account.deleted_at is not None:
        raise NotFound("Record not found")
    return found
