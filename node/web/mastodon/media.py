"""Uploads: sent before the post they are for, and described until they hang on it."""

from aiohttp import web

from node.errors import Unprocessable
from node.model.media import Media, MediaState
from node.outbox.upload import describe, finished, own_file, take_back, upload
from node.web.keys import NODE
from node.web.mastodon.compose import words_of
from node.web.mastodon.entities import attachment
from node.web.mastodon.params import id_of, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require

_SCOPE = "write:media"
_PATIENCE = 2.0
"""Seconds: whoever asks is told at once of most pictures, and asks again for films."""
_OLD_PATIENCE = 50.0


async def upload_media(request: web.Request) -> web.Response:
    """200 when it is ready already, else 202."""
    media = await _uploaded(request, _PATIENCE)
    return _answer(request, media, unfinished=202)


async def upload_and_wait(request: web.Request) -> web.Response:
    """As apps before 2019 did it: there is no asking again, so they wait."""
    media = await _uploaded(request, _OLD_PATIENCE)
    return _answer(request, media, unfinished=202)


async def show_media(request: web.Request) -> web.Response:
    """206 while it is being worked on."""
    by = await require(request, _SCOPE)
    media = await request[NODE].store.read(own_file, by, id_of(request))
    return _answer(request, media, unfinished=206)


async def update_media(request: web.Request) -> web.Response:
    by, params, node = await require(request, _SCOPE), await read_params(request), request[NODE]
    media = await describe(node, by, id_of(request), words_of(params), cover=params.find_file("thumbnail"))
    if media.cover:
        media = await finished(node, media.id, within=_PATIENCE)
    return _answer(request, media, unfinished=206)


async def delete_media(request: web.Request) -> web.Response:
    by = await require(request, _SCOPE)
    await take_back(request[NODE], by, id_of(request))
    return answer({})


async def _uploaded(request: web.Request, patience: float) -> Media:
    by, params, node = await require(request, _SCOPE), await read_params(request), request[NODE]
    sent = params.find_file("file")
    if sent is None:
        raise Unprocessable("Validation failed: File can't be blank")
    media = await upload(node, by, sent, words_of(params), cover=params.find_file("thumbnail"))
    return await finished(node, media.id, within=patience)


def _answer(request: web.Request, media: Media, *, unfinished: int) -> web.Response:
    if media.state is MediaState.FAILED:
        raise Unprocessable(f"Error processing uploaded media: {media.failure}")
    body = attachment(media, request[NODE].addresses)
    return answer(body, status=200 if media.is_ready and not media.cover else unfinished)
