"""The register of channels as a JSON Schema: profile sheets in the words of schema.org. What is not known is left out."""

from typing import Final

from node.model.channel import PHASES
from node.web.openapi.schema import ANYTHING, COUNT, TEXT, TIME, URL, Schema, each, entity, mapping, text


def _kind(*names: str) -> dict[str, Schema]:
    return {"@type": text(among=names)}


_CHANNEL: Final = entity(
    {**_kind("Organization", "Person"), "@id": URL, "name": TEXT, "alternateName": TEXT}, description=TEXT
)
_ADDRESS: Final = entity(
    _kind("PostalAddress"), streetAddress=TEXT, postalCode=TEXT, addressLocality=TEXT, addressCountry=TEXT
)
_CONTACT: Final = entity(
    _kind("ContactPoint"),
    email=TEXT,
    telephone=TEXT,
    availableLanguage=each(TEXT),
    hoursAvailable=TEXT,
    answerTime=TEXT,
)
_PUBLISHER: Final = entity(
    {
        **_kind("GovernmentOrganization", "Organization"),
        "name": TEXT,
        "legalName": TEXT,
        "address": _ADDRESS,
        "contactPoint": _CONTACT,
    },
    description=TEXT,
    url=URL,
    ars=text(r"\d{12}"),
    ags=text(r"\d{8}"),
)
_ANSWER: Final = entity({**_kind("PropertyValue"), "propertyID": TEXT, "name": TEXT, "value": ANYTHING})
SHEET: Final = entity(
    {
        **_kind("ProfilePage"),
        "@id": URL,
        "url": URL,
        "name": TEXT,
        "inLanguage": TEXT,
        "creativeWorkStatus": text(among={each.value for each in PHASES}),
        "mainEntity": _CHANNEL,
        "publishingPrinciples": entity({**_kind("CreativeWork"), "@id": URL, "rulesVersion": COUNT}),
    },
    publisher=_PUBLISHER,
    accountablePerson=entity({**_kind("Person"), "name": TEXT}),
    audience=entity({**_kind("Audience"), "audienceType": TEXT}),
    license=URL,
    version=COUNT,
    dateModified=TIME,
    additionalProperty=each(_ANSWER),
)
REGISTER: Final = entity(
    {
        **_kind("ItemList"),
        "@context": mapping(TEXT),
        "@id": URL,
        "name": TEXT,
        "url": URL,
        "license": URL,
        "numberOfItems": COUNT,
        "itemListElement": each(SHEET),
    }
)
