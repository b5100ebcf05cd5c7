"""Conversations by direct posts, and all direct posts in one list."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.conversation import Conversation
from node.model.post import PostView
from node.model.slice import Slice
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json, Reader, conversation
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.timelines import page
from node.web.tokens import require

_READ, _WRITE = "read:statuses", "write:conversations"


@dataclass(frozen=True, slots=True)
class Talks:
    """Conversations with the accounts and posts they name."""

    found: Sequence[Conversation]
    accounts: dict[int, Account]
    views: dict[int, PostView]

    def entities(self, reader: Reader) -> list[Json]:
        return [
            conversation(
                each,
                [
                    self.accounts[number]
                    for number in each.participants or (each.account_id,)
                    if number in self.accounts
                ],
                self.views.get(each.last_post_id),
                reader,
            )
            for each in self.found
        ]


async def show_conversations(request: web.Request) -> web.Response:
    """Cut by their last posts, as on Mastodon."""
    reader, piece = await own_reader(request, _READ), piece_of(await read_params(request))
    talks = await request[NODE].store.read(_page, reader.account_id, piece)
    places = [each.last_post_id for each in talks.found]
    return answer(talks.entities(reader), headers=links(request, places, piece))


async def delete_conversation(request: web.Request) -> web.Response:
    by = await require(request, _WRITE)
    await request[NODE].store.write(_remove, id_of(request), by.account.id)
    return answer({})


async def read_conversation(request: web.Request) -> web.Response:
    reader = await own_reader(request, _WRITE)
    talks = await request[NODE].store.write(_mark, id_of(request), reader.account_id, unread=False)
    return answer(talks.entities(reader)[0])


async def unread_conversation(request: web.Request) -> web.Response:
    """Kept for later."""
    reader = await own_reader(request, _WRITE)
    talks = await request[NODE].store.write(_mark, id_of(request), reader.account_id, unread=True)
    return answer(talks.entities(reader)[0])


async def show_direct(request: web.Request) -> web.Response:
    return await page(request, await own_reader(request, _READ), _direct)


async def load_talks(tx: Tx, found: Sequence[Conversation], account_id: int) -> Talks:
    """A fixed number of queries. A last post that no longer names the account is not shown."""
    people = {number for each in found for number in each.participants} | {account_id}
    ids = [each.last_post_id for each in found]
    readable = await tx.timelines.readable(ids, account_id)
    views = await tx.timelines.views([number for number in ids if number in readable], account_id)
    return Talks(found, await tx.accounts.by_ids(people), {view.post.id: view for view in views})


async def _page(tx: Tx, account_id: int, piece: Slice) -> Talks:
    return await load_talks(tx, await tx.conversations.page(account_id, piece), account_id)


async def _own(tx: Tx, conversation_id: int, account_id: int) -> Conversation:
    found = await tx.conversations.find(conversation_id)
    if found is None or found.account_id != account_id:
        raise NotFound("Record not found")
    return found


async def _remove(tx: Tx, conversation_id: int, account_id: int) -> None:
    await tx.conversations.remove(await _own(tx, conversation_id, account_id))


async def _mark(tx: Tx, conversation_id: int, account_id: int, *, unread: bool) -> Talks:
    await tx.conversations.mark(await _own(tx, conversation_id, account_id), unread=unread)
    return await load_talks(tx, [await _own(tx, conversation_id, account_id)], account_id)


async def _direct(tx: Tx, viewer_id: int, piece: Slice) -> Sequence[tuple[int, int]]:
    return [(number, number) for number in await tx.conversations.direct(viewer_id, piece)]
