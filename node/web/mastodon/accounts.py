"""Accounts: looking at them, at what they post, at who follows them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TypeAlias

from aiohttp import web

from node.errors import Forbidden, Invalid, NotFound, Unreachable
from node.federation.addressing import parse_handle
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.quote import Consent
from node.model.relationship import Relationship
from node.model.slice import Slice
from node.outbox.featuring import standing
from node.outbox.lookup import find
from node.store.database import Tx
from node.text.mentions import fold_tag
from node.web.csrf import count_for
from node.web.keys import NODE
from node.web.mastodon.entities import Reader, account as account_entity, relationship
from node.web.mastodon.found import in_order, known_account, moved_to
from node.web.mastodon.fragments import Find, Posts, as_list, load_posts, read_posts
from node.web.mastodon.paging import limit_of, links, offset_of, piece_of
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer, answer_bytes, own_reader, reader_of
from node.web.tokens import require

_Listed: TypeAlias = Callable[[Tx, Account, Slice], Awaitable[Sequence[Account]]]

_SCOPE = "read:accounts"
_MOST_AT_ONCE = 40
_MOST_RELATIONSHIPS = 500


async def create_account(_request: web.Request) -> web.Response:
    """Nobody registers by themselves: accounts are given by who runs the node."""
    raise Forbidden("This action is not allowed")


async def show_account(request: web.Request) -> web.Response:
    reader = await reader_of(request, _SCOPE)
    found, moved, consent = await request[NODE].store.read(_account_for, id_of(request), reader.account_id)
    return answer(account_entity(found, reader.addresses, moved=moved, viewer=consent))


async def show_accounts(request: web.Request) -> web.Response:
    """Several at once, by `id[]`; who is not there is left out."""
    reader = await reader_of(request, _SCOPE)
    ids = (await read_params(request)).ids("id")[:_MOST_AT_ONCE]
    found = await request[NODE].store.read(in_order, ids)
    return answer([account_entity(each, reader.addresses) for each in found])


async def look_up_account(request: web.Request) -> web.Response:
    """By `acct`, among those known here."""
    node, reader = request[NODE], await reader_of(request, _SCOPE)
    try:
        handle = parse_handle((await read_params(request)).text("acct"))
    except Invalid:
        raise NotFound("Record not found") from None
    host = None if handle.host in {None, *node.addresses.domains} else handle.host
    found, moved = await node.store.read(_by_handle, handle.name, host)
    return answer(account_entity(found, reader.addresses, moved=moved))


async def search_accounts(request: web.Request) -> web.Response:
    params, viewer = await read_params(request), await require(request, _SCOPE)
    reader = await own_reader(request, _SCOPE)
    found = await find_accounts(request, params, reader, params.text("q"), resolve=params.flag("resolve"))
    if params.flag("following"):
        relations = await request[NODE].store.read(_relationships, viewer.account.id, [each.id for each in found])
        followed = {each.account_id for each in relations if each.following}
        found = [each for each in found if each.id in followed]
    return answer([account_entity(each, reader.addresses) for each in found])


async def find_accounts(
    request: web.Request, params: Params, reader: Reader, query: str, *, resolve: bool
) -> list[Account]:
    """By the beginning of a name, a handle or an address; only with `resolve` are other servers asked."""
    viewer = await require(request) if reader.account_id else None
    if viewer is not None and resolve:
        count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)
    try:
        found = (await find(request[NODE], viewer, query, resolve=resolve)).accounts
    except Unreachable:
        return []
    offset = offset_of(params)
    return list(found[offset : offset + limit_of(params, usual=40, most=80)])


async def show_relationships(request: web.Request) -> web.Response:
    viewer = await require(request, "read:follows")
    ids = (await read_params(request)).ids("id")[:_MOST_RELATIONSHIPS]
    found = await request[NODE].store.read(_relationships, viewer.account.id, ids)
    return answer([relationship(each) for each in found])


async def show_familiar_followers(request: web.Request) -> web.Response:
    """Of each of `id[]`, who of those one follows follows them."""
    viewer = await require(request, "read:follows")
    ids = (await read_params(request)).ids("id")[:_MOST_AT_ONCE]
    found = await request[NODE].store.read(_familiar, viewer.account.id, ids)
    addresses = request[NODE].addresses
    return answer(
        [
            {"id": str(number), "accounts": [account_entity(each, addresses) for each in found.get(number, ())]}
            for number in ids
        ]
    )


async def show_account_statuses(request: web.Request) -> web.Response:
    reader, params = await reader_of(request, "read:statuses"), await read_params(request)
    piece = piece_of(params)
    ids, posts = await read_posts(request, reader, _posts, id_of(request), reader.account_id, params, piece)
    return answer_bytes(as_list(ids, posts), headers=links(request, ids, piece))


async def show_followers(request: web.Request) -> web.Response:
    return await _people(request, _followers)


async def show_following(request: web.Request) -> web.Response:
    return await _people(request, _following)


async def show_identity_proofs(request: web.Request) -> web.Response:
    """Keybase is no more: always empty, as on Mastodon."""
    await own_reader(request, _SCOPE)
    await request[NODE].store.read(_account, id_of(request))
    return answer([])


async def _account(tx: Tx, account_id: int) -> tuple[Account, Account | None]:
    found = await known_account(tx, account_id)
    return found, await moved_to(tx, found)


async def _account_for(tx: Tx, account_id: int, viewer_id: int) -> tuple[Account, Account | None, Consent]:
    """With what becomes of it when the viewer recommends the account."""
    found, moved = await _account(tx, account_id)
    if found.phase.is_planned and found.id != viewer_id:
        raise NotFound("Record not found")
    viewer = await tx.accounts.find(viewer_id)
    return found, moved, Consent.DENIED if viewer is None else await standing(tx, viewer, found)


async def _by_handle(tx: Tx, name: str, host: str | None) -> tuple[Account, Account | None]:
    """Also a suspended one, of which only its name is told, as by its id."""
    found = await tx.accounts.find_by_handle(name, host)
    if found is None or found.deleted_at is not None:
        raise NotFound("Record not found")
    return found, await moved_to(tx, found)


async def _relationships(tx: Tx, account_id: int, ids: Sequence[int]) -> list[Relationship]:
    found = await tx.relations.of(account_id, ids)
    return [found[number] for number in ids if number in found]


async def _familiar(tx: Tx, account_id: int, ids: Sequence[int]) -> dict[int, list[Account]]:
    return await tx.relations.familiar(account_id, ids)


async def _posts(
    tx: Tx, find: Find, account_id: int, viewer_id: int, params: Params, piece: Slice
) -> tuple[Sequence[int], Posts]:
    account = await known_account(tx, account_id)
    if account.is_gone or (viewer_id and await tx.blocks.exists(account.id, viewer_id)):
        return [], await load_posts(tx, [], viewer_id, find)
    ids: Sequence[int]
    if params.flag("pinned"):
        pinned = await tx.posts.pinned_ids(account.id)
        readable = await tx.timelines.readable(pinned, viewer_id)
        ids = [number for number in pinned if number in readable and piece.after < number < piece.before]
        ids = ids[: piece.limit]
    else:
        ids = await tx.timelines.of_account(
            account.id,
            viewer_id,
            before=piece.before,
            after=piece.after,
            upwards=piece.upwards,
            limit=piece.limit,
            with_replies=not params.flag("exclude_replies"),
            with_boosts=not params.flag("exclude_reblogs"),
            only_media=params.flag("only_media"),
            tag=fold_tag(params.text("tagged").lstrip("#")),
        )
    return ids, await load_posts(tx, ids, viewer_id, find)


async def _followers(tx: Tx, account: Account, piece: Slice) -> Sequence[Account]:
    return await tx.follows.followers(
        account.id, before=piece.before, after=piece.after, upwards=piece.upwards, limit=piece.limit
    )


async def _following(tx: Tx, account: Account, piece: Slice) -> Sequence[Account]:
    return await tx.follows.following(
        account.id, before=piece.before, after=piece.after, upwards=piece.upwards, limit=piece.limit
    )


async def _people(request: web.Request, listed: _Listed) -> web.Response:
    """Nobody is shown where the account keeps its list to itself, or blocks who looks."""
    reader = await reader_of(request, _SCOPE)
    piece = piece_of(await read_params(request), usual=40, most=80)

    async def people(tx: Tx) -> Sequence[Account]:
        account = await known_account(tx, id_of(request))
        if account.is_gone or (account.hides_follows and account.id != reader.account_id):
            return []
        if reader.account_id and await tx.blocks.exists(account.id, reader.account_id):
            return []
        return await listed(tx, account, piece)

    found = await request[NODE].store.read(people)
    return people_answer(request, found, piece, reader.addresses)


def people_answer(
    request: web.Request,
    found: Sequence[Account],
    piece: Slice,
    addresses: Addresses,
    hidden: Collection[int] = (),
) -> web.Response:
    """A page of accounts, listed by their id; who is gone or hidden from the reader is left out."""
    shown = [account_entity(each, addresses) for each in found if not each.is_gone and each.id not in hidden]
    return answer(shown, headers=links(request, [each.id for each in found], piece))
