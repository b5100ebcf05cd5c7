"""The Steckbrief of a channel (A12): who is responsible, what it is for, when somebody reads, by which rules. As a page, and
as JSON-LD in the words of schema.org; all of a node in one file: `register.py`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import hdrs, web
from markupsafe import Markup

from node.config import Organization
from node.config.sheet_form import SheetForm
from node.federation.rendering.values import filled
from node.model.account import Account
from node.model.channel import SheetVersion
from node.model.licences import name_of
from node.outbox.sheets import sheet_form, worded
from node.store.database import Tx
from node.text.html import to_text
from node.web.cache import Document
from node.web.headers import security_headers
from node.web.kept import kept
from node.web.keys import NODE
from node.web.legal.imprint import contact_of, languages_in_words
from node.web.legal.place import Place, look_at_place, show
from node.web.limits import count_request
from node.web.rendering import Frame
from node.web.steckbrief import in_words, standing_of

CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "rulesVersion": "urn:allmende:terms:rulesVersion",
    "answerTime": "urn:allmende:terms:answerTime",
    "ars": "urn:allmende:terms:ars",
    "ags": "urn:allmende:terms:ags",
}


@kept
async def show_sheet(request: web.Request) -> web.Response:
    frame, place = await look_at_place(request)
    account = _channel(place)
    number, filled_in = await request[NODE].store.read(_versions, account)
    line = () if place.organization is None else request[NODE].config.organizations.line_of(place.organization)
    return show(
        request,
        frame,
        place,
        "sheet",
        purpose=Markup(account.summary),  # noqa: S704  # Account.summary is safe HTML
        has_purpose=bool(to_text(account.summary)),
        handle=f"@{account.name}@{frame.site.account_domain}",
        line=[each.name for each in line],
        languages=languages_in_words(place.organization, frame),
        licence="" if place.organization is None else name_of(place.organization.license),
        contact=contact_of(place.organization, frame),
        rules_version=str(number or ""),
        data_path=f"{place.path('imprint').removesuffix('/impressum')}/steckbrief.jsonld",
        kind=frame.words.t(f"legal.actor.{account.kind.value.lower()}"),
        answers=_answers(request, filled_in, frame),
        sheet_version="" if filled_in is None else str(filled_in.number),
        version_since="" if filled_in is None else frame.words.date(filled_in.at),
        standing=standing_of(account, frame),
    )


async def give_sheet(request: web.Request) -> web.Response:
    count_request(request)
    frame, place = await look_at_place(request)
    account = _channel(place)
    number, filled_in = await request[NODE].store.read(_versions, account)
    answers = properties(sheet_form(request[NODE].config), filled_in)
    document = Document.of({"@context": CONTEXT, **sheet(place, account, frame, rules_version=number, answers=answers)})
    headers = {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.CONTENT_TYPE: "application/ld+json",
        hdrs.CACHE_CONTROL: "public, no-cache",
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        hdrs.ETAG: document.etag,
    }
    if document.etag in request.headers.get(hdrs.IF_NONE_MATCH, ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, headers=headers)


def sheet(
    place: Place, account: Account, frame: Frame, *, rules_version: int, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The channel as schema.org's ProfilePage; who is responsible is its publisher. `answers` are `properties`. Without its
    context."""
    base = frame.site.base
    root = place.path("imprint").removesuffix("/impressum")
    organization = place.organization
    return {
        "@id": f"{base}{root}/steckbrief",
        "@type": "ProfilePage",
        "url": account.url,
        "name": account.shown_name,
        "inLanguage": frame.site.language,
        "creativeWorkStatus": account.phase.value,
        "mainEntity": filled(
            **{"@id": account.uri, "@type": "Organization" if account.kind.value != "Person" else "Person"},
            name=account.shown_name,
            alternateName=f"@{account.name}@{frame.site.account_domain}",
            description=to_text(account.summary),
        ),
        "publishingPrinciples": {
            "@id": f"{base}{place.path('netiquette')}",
            "@type": "CreativeWork",
            "rulesVersion": rules_version,
        },
        **answers,
        **({} if organization is None else _answering(organization, contact_of(organization, frame))),
    }


def _answering(organization: Organization, email: str) -> dict[str, Any]:
    """Who answers for a channel, and whom that is for."""
    found: dict[str, Any] = {"publisher": _publisher(organization, email)}
    if organization.editor:
        found["accountablePerson"] = {"@type": "Person", "name": organization.editor}
    if organization.audience:
        found["audience"] = {"@type": "Audience", "audienceType": organization.audience}
    return found | filled(license=organization.license)


def _publisher(organization: Organization, email: str) -> dict[str, Any]:
    return filled(
        **{"@type": "GovernmentOrganization" if organization.is_public_body else "Organization"},
        name=organization.name,
        legalName=organization.name,
        description=organization.description,
        url=organization.homepage,
        ars=organization.ars,
        ags=organization.ags,
        address={
            "@type": "PostalAddress",
            **filled(
                streetAddress=organization.street,
                postalCode=organization.postal_code,
                addressLocality=organization.city,
                addressCountry=organization.country,
            ),
        },
        contactPoint={
            "@type": "ContactPoint",
            **filled(
                email=email,
                telephone=organization.phone,
                availableLanguage=list(organization.contact_languages),
                hoursAvailable=organization.service_hours,
                answerTime=organization.answer_time,
            ),
        },
    )


def _channel(place: Place) -> Account:
    if place.account is None:  # pragma: no cover  # the addresses have a name in them
        raise LookupError("a sheet is of a channel")
    return place.account


def properties(form: SheetForm, filled_in: SheetVersion | None) -> dict[str, Any]:
    """What was answered of the questions that are public, in their German words; what has several lines is a list."""
    if filled_in is None:
        return {}
    found = [
        {
            "@type": "PropertyValue",
            "propertyID": question.key,
            "name": question.de,
            "value": text.splitlines() if question.kind == "lines" else worded(question, text, "de"),
        }
        for question in form.questions
        if question.public and (text := filled_in.values.get(question.key))
    ]
    return {
        "version": filled_in.number,
        "dateModified": f"{filled_in.at:%Y-%m-%dT%H:%M:%S}.000Z",
        "additionalProperty": found,
    }


def _answers(
    request: web.Request, filled_in: SheetVersion | None, frame: Frame
) -> Sequence[tuple[str, Sequence[str], str]]:
    """(question, lines of the answer, their language where it may be another one than the page's)."""
    if filled_in is None:
        return ()
    return [
        (
            question.text(frame.words.language),
            in_words(question, text, frame.words).splitlines(),
            frame.site.language if question.kind in {"line", "text", "lines"} else "",
        )
        for question in sheet_form(request[NODE].config).questions
        if question.public and (text := filled_in.values.get(question.key))
    ]


async def _versions(tx: Tx, account: Account) -> tuple[int, SheetVersion | None]:
    """Of the rules, and the sheet as it was last filled in."""
    number = version_for(await tx.versions.numbers("netiquette"), account.name)
    return number, await tx.channels.newest_sheet(account.id)


def version_for(numbers: Mapping[str, int], channel: str) -> int:
    """Of the rules that hold in a channel: its own, else the node's; 0 where none were written."""
    return numbers.get(channel) or numbers.get("", 0)
