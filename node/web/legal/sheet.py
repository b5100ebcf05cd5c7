"""The Steckbrief of a channel (A12): who is responsible, what it is for, when somebody reads, by which rules. As a page, and
as JSON-LD in the words of schema.org, which directories collect."""

from typing import Any, Final

from aiohttp import hdrs, web
from markupsafe import Markup

from node.config import Organization
from node.federation.rendering.values import filled
from node.model.account import Account
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

_CONTEXT: Final = {
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
    number, purpose = await request[NODE].store.read(_facts, account)
    line = () if place.organization is None else request[NODE].config.organizations.line_of(place.organization)
    return show(
        request,
        frame,
        place,
        "sheet",
        purpose=Markup(account.summary),  # noqa: S704  # Account.summary is safe HTML
        has_purpose=bool(purpose),
        handle=f"@{account.name}@{frame.site.account_domain}",
        line=[each.name for each in line],
        languages=languages_in_words(place.organization, frame),
        contact=contact_of(place.organization, frame),
        rules_version=str(number),
        data_path=f"{place.path('imprint').removesuffix('/impressum')}/steckbrief.jsonld",
        kind=frame.words.t(f"legal.actor.{account.kind.value.lower()}"),
    )


async def give_sheet(request: web.Request) -> web.Response:
    count_request(request)
    frame, place = await look_at_place(request)
    account = _channel(place)
    number, purpose = await request[NODE].store.read(_facts, account)
    document = Document.of(sheet(place, account, frame, rules_version=number, purpose=purpose))
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


def sheet(place: Place, account: Account, frame: Frame, *, rules_version: int, purpose: str) -> dict[str, Any]:
    """The channel as schema.org's ProfilePage; who is responsible is its publisher."""
    base = frame.site.base
    root = place.path("imprint").removesuffix("/impressum")
    organization = place.organization
    return {
        "@context": _CONTEXT,
        "@id": f"{base}{root}/steckbrief",
        "@type": "ProfilePage",
        "url": account.url,
        "name": account.shown_name,
        "inLanguage": frame.site.language,
        "mainEntity": filled(
            **{"@id": account.uri, "@type": "Organization" if account.kind.value != "Person" else "Person"},
            name=account.shown_name,
            alternateName=f"@{account.name}@{frame.site.account_domain}",
            description=purpose,
        ),
        "publishingPrinciples": {
            "@id": f"{base}{place.path('netiquette')}",
            "@type": "CreativeWork",
            "rulesVersion": rules_version,
        },
        **({} if organization is None else {"publisher": _publisher(organization, contact_of(organization, frame))}),
        **filled(license="" if organization is None else organization.license),
    }


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


async def _facts(tx: Tx, account: Account) -> tuple[int, str]:
    """The version of the rules that hold, and what the channel says it is for."""
    newest = await tx.versions.newest("netiquette", "")
    return 0 if newest is None else newest.number, to_text(account.summary)
