"""Hosts that one person does not want to see (`domain_blocks`)."""

from aiohttp import web

from node.outbox.mute import mute_host, unmute_host
from node.web.keys import NODE
from node.web.mastodon.paging import links, piece_of
from node.web.mastodon.params import read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require


async def show_muted_hosts(request: web.Request) -> web.Response:
    by = await require(request, "read:blocks")
    piece = piece_of(await read_params(request), usual=100, most=200)
    found = await request[NODE].store.read(lambda tx: tx.mutes.hosts(by.account.id, piece))
    return answer([host for _, host in found], headers=links(request, [number for number, _ in found], piece))


async def add_muted_host(request: web.Request) -> web.Response:
    by, params = await require(request, "write:blocks"), await read_params(request)
    await mute_host(request[NODE], by, params.text("domain"))
    return answer({})


async def remove_muted_host(request: web.Request) -> web.Response:
    by, params = await require(request, "write:blocks"), await read_params(request)
    await unmute_host(request[NODE], by, params.text("domain"))
    return answer({})
