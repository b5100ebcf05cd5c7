"""What somebody does about another account: follow, mute, block, note, recommend. Each answers how the two now stand."""

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.slice import Slice
from node.outbox import block as blocking, follow as following, mute as muting
from node.store.database import Tx
from node.text.html import tidy
from node.text.language import normalise
from node.web.keys import NODE
from node.web.mastodon.accounts import people_answer
from node.web.mastodon.entities import account as account_entity, muted_account, relationship
from node.web.mastodon.found import known_account, relationship_to
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer, reader_of
from node.web.tokens import require

_LONGEST_NOTE = 2_000
_LONGEST_MUTE = 10 * 366 * 86_400


async def follow_account(request: web.Request) -> web.Response:
    by, params = await require(request, "write:follows"), await read_params(request)
    wanted = following.Wanted(
        shows_boosts=params.find_flag("reblogs"), notifies=params.find_flag("notify"), languages=_languages(params)
    )
    await following.follow(request[NODE], by, id_of(request), wanted)
    return await _standing(request, by)


def _languages(params: Params) -> tuple[str, ...] | None:
    if "languages" not in params:
        return None
    found = [normalise(each) for each in params.texts("languages")]
    if None in found:
        raise Unprocessable("Validation failed: Languages is invalid")
    return tuple(dict.fromkeys(each for each in found if each))


async def unfollow_account(request: web.Request) -> web.Response:
    by = await require(request, "write:follows")
    await following.unfollow(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def remove_follower(request: web.Request) -> web.Response:
    """Nothing happens when they do not follow."""
    by = await require(request, "write:follows")
    if await request[NODE].store.read(_follows, id_of(request), by.account.id):
        await following.reject(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def block_account(request: web.Request) -> web.Response:
    by = await require(request, "write:blocks")
    await blocking.block(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def unblock_account(request: web.Request) -> web.Response:
    by = await require(request, "write:blocks")
    await blocking.unblock(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def mute_account(request: web.Request) -> web.Response:
    """`duration` in seconds; 0 is for good."""
    by, params = await require(request, "write:mutes"), await read_params(request)
    seconds = min(params.find_number("duration") or 0, _LONGEST_MUTE)
    await muting.mute(
        request[NODE],
        by,
        id_of(request),
        notifications=params.find_flag("notifications") is not False,
        duration=timedelta(seconds=seconds) if seconds else None,
    )
    return await _standing(request, by)


async def unmute_account(request: web.Request) -> web.Response:
    by = await require(request, "write:mutes")
    await muting.unmute(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def note_account(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    text = tidy((await read_params(request)).text("comment")).strip()
    if len(text) > _LONGEST_NOTE:
        raise Unprocessable(f"Validation failed: Comment is too long (maximum is {_LONGEST_NOTE} characters)")
    await request[NODE].store.write(_note, by, id_of(request), text)
    return await _standing(request, by)


async def endorse_account(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await request[NODE].store.write(_endorse, by, id_of(request))
    return await _standing(request, by)


async def unendorse_account(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await request[NODE].store.write(_unendorse, by, id_of(request))
    return await _standing(request, by)


async def show_endorsements(request: web.Request) -> web.Response:
    """One's own."""
    by = await require(request, "read:accounts")
    return await _endorsements(request, by.account.id)


async def show_endorsements_of(request: web.Request) -> web.Response:
    await reader_of(request, "read:accounts")
    return await _endorsements(request, id_of(request))


async def show_blocks(request: web.Request) -> web.Response:
    by = await require(request, "read:blocks")
    piece = piece_of(await read_params(request), usual=40, most=80)
    found = await request[NODE].store.read(_blocked, by.account.id, piece)
    return people_answer(request, found, piece, request[NODE].addresses)


async def show_mutes(request: web.Request) -> web.Response:
    by = await require(request, "read:mutes")
    piece = piece_of(await read_params(request), usual=40, most=80)
    found = await request[NODE].store.read(lambda tx: tx.mutes.page(by.account.id, piece))
    addresses = request[NODE].addresses
    shown = [muted_account(each, until, addresses) for each, until in found if not each.is_gone]
    return answer(shown, headers=links(request, [each.id for each, _ in found], piece))


async def show_follow_requests(request: web.Request) -> web.Response:
    by = await require(request, "read:follows")
    piece = piece_of(await read_params(request), usual=40, most=80)
    found = await request[NODE].store.read(_waiting, by.account.id, piece)
    return people_answer(request, found, piece, request[NODE].addresses)


async def authorize_follow(request: web.Request) -> web.Response:
    by = await require(request, "write:follows")
    await following.accept(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def reject_follow(request: web.Request) -> web.Response:
    by = await require(request, "write:follows")
    if not await request[NODE].store.read(_has_asked, id_of(request), by.account.id):
        raise NotFound("Record not found")
    await following.reject(request[NODE], by, id_of(request))
    return await _standing(request, by)


async def _standing(request: web.Request, by: Actor) -> web.Response:
    found = await request[NODE].store.read(relationship_to, by.account.id, id_of(request))
    return answer(relationship(found))


async def _endorsements(request: web.Request, account_id: int) -> web.Response:
    piece = piece_of(await read_params(request), usual=40, most=80)
    found = await request[NODE].store.read(_endorsed, account_id, piece)
    addresses = request[NODE].addresses
    shown = [account_entity(each, addresses) for _, each in found]
    return answer(shown, headers=links(request, [number for number, _ in found], piece))


async def _follows(tx: Tx, follower_id: int, followed_id: int) -> bool:
    return await tx.follows.find(follower_id, followed_id) is not None


async def _has_asked(tx: Tx, follower_id: int, followed_id: int) -> bool:
    found = await tx.follows.find(follower_id, followed_id)
    return found is not None and not found.accepted


async def _note(tx: Tx, by: Actor, account_id: int, text: str) -> None:
    await known_account(tx, account_id)
    await tx.relations.set_note(by.account.id, account_id, text)


async def _endorse(tx: Tx, by: Actor, account_id: int) -> None:
    await known_account(tx, account_id)
    follow = await tx.follows.find(by.account.id, account_id)
    if follow is None or not follow.accepted:
        raise Unprocessable("Validation failed: You must be already following the person you want to endorse")
    await tx.relations.endorse(by.account.id, account_id)


async def _unendorse(tx: Tx, by: Actor, account_id: int) -> None:
    await known_account(tx, account_id)
    await tx.relations.unendorse(by.account.id, account_id)


async def _endorsed(tx: Tx, account_id: int, piece: Slice) -> Sequence[tuple[int, Account]]:
    account = await known_account(tx, account_id)
    return [] if account.is_gone else await tx.relations.endorsed(account.id, piece)


async def _blocked(tx: Tx, account_id: int, piece: Slice) -> Sequence[Account]:
    return await tx.blocks.by(
        account_id, before=piece.before, after=piece.after, upwards=piece.upwards, limit=piece.limit
    )


async def _waiting(tx: Tx, account_id: int, piece: Slice) -> Sequence[Account]:
    return await tx.follows.followers(
        account_id,
        before=piece.before,
        after=piece.after,
        upwards=piece.upwards,
        limit=piece.limit,
        accepted=False,
    )
