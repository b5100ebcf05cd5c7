"""The page in Leichte Sprache (§ 4 BITV 2.0, annex 2): what is here, how to find one's way, and what the statement on
accessibility says. Ours holds until somebody writes another one."""

from aiohttp import web
from markupsafe import Markup

from node.outbox.hindrances import address_for
from node.outbox.texts import wordings
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.place import look_at_place, show
from node.web.legal_texts import Written
from node.web.page import rendering_of

_TAGS = {"de": "de-simple", "en": "en-simple"}


@kept
async def show_easy(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    language = frame.words.language
    said = (await request[NODE].store.read(wordings, "easy_language", place.channel)).text_in(language)
    if said is None:
        made = rendering_of(request).page(
            f"legal/easy.{language}.html",
            frame,
            place=place,
            org=place.organization,
            email=address_for(request[NODE], place.channel),
        )
        text = Written(Markup(made.decode()), _TAGS[language])  # noqa: S704  # a template escapes what it is given
    else:
        text = Written.of(said, _TAGS[frame.site.language])
    return show(request, frame, place, "easy", text=text, is_ours=said is None)
