"""About this node: who runs it, what it is for, and what it is made of."""

from aiohttp import web

from node import __version__
from node.outbox.texts import wordings
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.place import look_at_place, show
from node.web.legal_texts import Written

_STANDARDS = (
    ("ActivityPub (W3C)", "https://www.w3.org/TR/activitypub/"),
    ("ActivityStreams 2.0 (W3C)", "https://www.w3.org/TR/activitystreams-core/"),
    ("WebFinger (RFC 7033)", "https://www.rfc-editor.org/rfc/rfc7033"),
    ("HTTP Message Signatures (RFC 9421)", "https://www.rfc-editor.org/rfc/rfc9421"),
    ("WCAG 2.2", "https://www.w3.org/TR/WCAG22/"),
    ("KERN UX-Standard", "https://www.kern-ux.de/"),
)


@kept
async def show_about(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    said = (await request[NODE].store.read(wordings, "extended_description", place.channel)).text_in(
        frame.words.language
    )
    return show(
        request,
        frame,
        place,
        "about",
        own=None if said is None else Written.of(said, frame.site.language),
        program_version=__version__,
        source=request[NODE].config.node.source_url,
        standards=_STANDARDS,
    )
