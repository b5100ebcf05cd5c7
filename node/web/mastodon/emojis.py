"""Emoji that people here can write."""

from aiohttp import web

from node.web.keys import NODE
from node.web.mastodon.entities import custom_emoji
from node.web.mastodon.respond import answer, reader_of


async def show_custom_emojis(request: web.Request) -> web.Response:
    reader = await reader_of(request)
    found = await request[NODE].store.read(lambda tx: tx.emojis.all())
    return answer([custom_emoji(each, reader.addresses) for each in found])
