"""Hashtags: looking at one, following it, showing it on one's profile."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Account
from node.model.slice import Slice
from node.model.tags import MOST_FEATURED, FeaturedTag, OwnTags
from node.outbox import featured_tags
from node.store.database import Tx
from node.store.statistics import DayOfUse
from node.text.mentions import fold_tag, is_tag
from node.web.keys import NODE
from node.web.mastodon.entities import Json, Reader, featured_tag, tag
from node.web.mastodon.found import known_account
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader, reader_of
from node.web.tokens import require

_FOLLOWS, _ACCOUNTS = "write:follows", "write:accounts"
_SUGGESTED: Final = 10


@dataclass(frozen=True, slots=True)
class Tags:
    """Some hashtags with all that is told of them."""

    names: Sequence[str]
    shown: dict[str, str]
    days: dict[str, list[DayOfUse]]
    own: OwnTags | None

    def entities(self, reader: Reader) -> list[Json]:
        return [
            tag(name, self.shown[name], self.days[name], reader.addresses, reader.now, self.own) for name in self.names
        ]


async def load_tags(tx: Tx, names: Sequence[str], reader_id: int) -> Tags:
    """`names` are folded; `reader_id` is 0 for somebody who is not logged in."""
    own = await tx.tags.own(reader_id, names) if reader_id else None
    return Tags(names, await tx.tags.shown(names), await tx.statistics.tag_days(names), own)


async def show_tag(request: web.Request) -> web.Response:
    """Any word that could be one: nobody need have used it yet."""
    return await _one(request, await reader_of(request))


async def follow_tag(request: web.Request) -> web.Response:
    return await _done(request, _FOLLOWS, _follow)


async def unfollow_tag(request: web.Request) -> web.Response:
    return await _done(request, _FOLLOWS, _unfollow)


async def feature_tag(request: web.Request) -> web.Response:
    """One that is shown already stays."""
    return await _done(request, _ACCOUNTS, _feature)


async def unfeature_tag(request: web.Request) -> web.Response:
    return await _done(request, _ACCOUNTS, _unfeature)


async def show_followed_tags(request: web.Request) -> web.Response:
    """Latest followed first; the list is cut by when they were followed, not by the ids of the hashtags."""
    reader = await own_reader(request, "read:follows")
    piece = piece_of(await read_params(request), usual=100, most=200)
    places, found = await request[NODE].store.read(_followed, reader.account_id, piece)
    return answer(found.entities(reader), headers=links(request, places, piece))


async def show_featured_tags(request: web.Request) -> web.Response:
    by = await require(request, "read:accounts")
    return _featured_answer(request, await request[NODE].store.read(lambda tx: tx.tags.featured(by.account.id)))


async def create_featured_tag(request: web.Request) -> web.Response:
    by, params = await require(request, _ACCOUNTS), await read_params(request)
    name = params.text("name").strip().removeprefix("#")
    if not is_tag(name):
        raise Unprocessable("Validation failed: Tag is invalid")
    made = await request[NODE].store.write(_feature, by.account.id, name)
    if made is None:
        raise Unprocessable("Validation failed: Tag has already been taken")
    return answer(featured_tag(made, request[NODE].addresses))


async def delete_featured_tag(request: web.Request) -> web.Response:
    by = await require(request, _ACCOUNTS)
    await request[NODE].store.write(_delete_featured, id_of(request), by.account.id)
    return answer({})


async def show_featured_tag_suggestions(request: web.Request) -> web.Response:
    """What one used most of late."""
    reader = await own_reader(request, "read:accounts")
    found = await request[NODE].store.read(_suggested, reader.account_id)
    return answer(found.entities(reader))


async def show_featured_tags_of(request: web.Request) -> web.Response:
    """Those of an account elsewhere are asked for when somebody of ours looks at them first, and once a week then."""
    reader = await reader_of(request, "read:accounts")
    account, found = await request[NODE].store.read(_featured_of, id_of(request))
    if reader.account_id and not account.is_local and not account.is_gone:
        await featured_tags.look(request[NODE], account.id)
    return _featured_answer(request, found)


def _featured_answer(request: web.Request, found: Iterable[FeaturedTag]) -> web.Response:
    return answer([featured_tag(each, request[NODE].addresses) for each in found])


def _written(request: web.Request) -> str:
    """Raises NotFound for what cannot be a hashtag."""
    name = request.match_info["name"].removeprefix("#")
    if not is_tag(name):
        raise NotFound("Record not found")
    return name


async def _done(request: web.Request, scope: str, act: Callable[[Tx, int, str], Awaitable[object]]) -> web.Response:
    reader = await own_reader(request, scope)
    await request[NODE].store.write(act, reader.account_id, _written(request))
    return await _one(request, reader)


async def _one(request: web.Request, reader: Reader) -> web.Response:
    found = await request[NODE].store.read(load_tags, [fold_tag(_written(request))], reader.account_id)
    return answer(found.entities(reader)[0])


async def _follow(tx: Tx, account_id: int, name: str) -> None:
    await tx.tags.follow(account_id, fold_tag(name))


async def _unfollow(tx: Tx, account_id: int, name: str) -> None:
    await tx.tags.unfollow(account_id, fold_tag(name))


async def _feature(tx: Tx, account_id: int, name: str) -> FeaturedTag | None:
    """None when it is featured already."""
    there = {each.name for each in await tx.tags.featured(account_id)}
    if fold_tag(name) not in there and len(there) >= MOST_FEATURED:
        raise Unprocessable("Validation failed: You have already featured the maximum number of hashtags")
    return await tx.tags.feature(account_id, fold_tag(name), name)


async def _unfeature(tx: Tx, account_id: int, name: str) -> None:
    await tx.tags.unfeature(account_id, fold_tag(name))


async def _delete_featured(tx: Tx, featured_id: int, account_id: int) -> None:
    found = await tx.tags.find_featured(featured_id, account_id)
    if found is None:
        raise NotFound("Record not found")
    await tx.tags.unfeature(account_id, found.name)


async def _followed(tx: Tx, account_id: int, piece: Slice) -> tuple[list[int], Tags]:
    found = await tx.tags.followed(account_id, piece)
    return [number for number, _ in found], await load_tags(tx, [name for _, name in found], account_id)


async def _suggested(tx: Tx, account_id: int) -> Tags:
    return await load_tags(tx, await tx.tags.used_by(account_id, limit=_SUGGESTED), account_id)


async def _featured_of(tx: Tx, account_id: int) -> tuple[Account, Sequence[FeaturedTag]]:
    account = await known_account(tx, account_id)
    return account, [] if account.is_gone else await tx.tags.featured(account.id)
