"""Polls: how they stand, and voting. A poll has the id of its post."""

from aiohttp import web

from node.errors import Conflict, NotFound, Unprocessable
from node.outbox.vote import vote
from node.web.keys import NODE
from node.web.mastodon.entities import Json, Reader, poll
from node.web.mastodon.found import readable_view
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer, own_reader, reader_of
from node.web.tokens import require


async def show_poll(request: web.Request) -> web.Response:
    return answer(await _poll(request, await reader_of(request, "read:statuses")))


async def vote_in_poll(request: web.Request) -> web.Response:
    """`choices[]` are places among the options, from 0."""
    by, params = await require(request, "write:statuses"), await read_params(request)
    reader = await own_reader(request, "write:statuses")
    await _poll(request, reader)  # whoever may not read it must not learn that it is there
    choices = params.texts("choices")
    if not all(each.isascii() and each.isdecimal() and len(each) < 4 for each in choices):
        raise Unprocessable("Validation failed: The chosen vote option does not exist")
    try:
        await vote(request[NODE], by, id_of(request), [int(each) for each in choices])
    except Conflict:
        raise Unprocessable("Validation failed: You have already voted on this poll") from None
    return answer(await _poll(request, reader))


async def _poll(request: web.Request, reader: Reader) -> Json:
    found = poll(await request[NODE].store.read(readable_view, id_of(request), reader.account_id), reader)
    if found is None:
        raise NotFound("Record not found")
    return found
