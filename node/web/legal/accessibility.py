"""The statement on accessibility (§ 12b BGG, § 7 BITV 2.0): how far, what not and why, how that is known, whom to tell, and
who settles it when nobody answers."""

from datetime import date

from aiohttp import web

from node.outbox.hindrances import address_for
from node.outbox.texts import wordings
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.place import look_at_place, show
from node.web.legal_texts import Written

_FEDERAL_BODY = (
    "Schlichtungsstelle nach dem Behindertengleichstellungsgesetz",
    "https://www.schlichtungsstelle-bgg.de",
)


@kept
async def show_accessibility(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    organization = place.organization
    said = (await request[NODE].store.read(wordings, "accessibility", place.channel)).text_in(frame.words.language)
    day = "" if organization is None else organization.accessibility_date
    arbitration = ("", "") if organization is None else (organization.arbitration, organization.arbitration_url)
    if not arbitration[0] and organization is not None and organization.state == "BUND":
        arbitration = _FEDERAL_BODY
    return show(
        request,
        frame,
        place,
        "accessibility",
        status="" if organization is None else organization.accessibility_status,
        gaps=() if organization is None else organization.accessibility_gaps,
        method="" if organization is None else organization.accessibility_method,
        day=frame.words.date(date.fromisoformat(day)) if day else "",
        arbitration=arbitration,
        email=address_for(request[NODE], place.channel),
        own=None if said is None else Written.of(said, frame.site.language),
        report_path=place.path("hindrance"),
    )
