"""Whom to write to about what: one page with every contact point, so that nobody has to know the law to find it."""

from aiohttp import web

from node.outbox.hindrances import address_for
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.imprint import contact_of, languages_in_words
from node.web.legal.place import look_at_place, show


@kept
async def show_contact(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    return show(
        request,
        frame,
        place,
        "contact",
        contact=contact_of(place.organization, frame),
        languages=languages_in_words(place.organization, frame),
        accessibility=address_for(request[NODE], place.channel),
    )
