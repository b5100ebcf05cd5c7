"""The privacy notice, made of the live configuration and the register of what the node does (Art. 13, 14 GDPR)."""

from aiohttp import web

from node.outbox.texts import wordings
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.place import look_at_place, show
from node.web.legal_texts import Written, privacy_html


@kept
async def show_privacy(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    said = await request[NODE].store.read(wordings, "privacy_policy", place.channel)
    own = said.text_in(frame.words.language)
    written = None if own is None else Written.of(own, frame.site.language)
    html = privacy_html(request, frame, place.organization, written)
    return show(request, frame, place, "privacy", template="legal/fragment.html", html=html)
