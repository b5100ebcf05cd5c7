"""Open data: what the catalogue needs of DCAT-AP.de's conventions."""

from collections.abc import Sequence

from node.cli.duties.duty import Duty, Finding, Result, judged, of_all
from node.cli.words import Say
from node.context import Context
from node.model.licences import find_licence

_CONTRIBUTORS = "http://dcat-ap.de/def/contributors/"


async def licence(node: Context, say: Say) -> Finding:
    """The open interface needs one that the list of DCAT-AP.de knows."""
    return of_all(
        node,
        say,
        lambda each: [] if find_licence(each.license or node.config.open.license) else [each.license],
        say(
            "eine Lizenz der Liste wählen, etwa https://www.govdata.de/dl-de/by-2-0",
            "choose a licence of the list, such as https://www.govdata.de/dl-de/by-2-0",
        ),
        good=node.config.open.license,
    )


async def contributor(node: Context, say: Say) -> Finding:
    root, known = node.config.organizations.root, node.config.open.contributor_id
    if root is not None and not root.is_public_body and not known:
        return Finding(Result.OK, say("keine Behörde", "no public body"))
    return judged(
        known.startswith(_CONTRIBUTORS),
        known or say("leer", "empty"),
        say(
            f"open.contributor_id von GovData eintragen ({_CONTRIBUTORS}...)",
            f"fill in open.contributor_id, from GovData ({_CONTRIBUTORS}...)",
        ),
    )


async def region(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: ["ars"] if each.kind in {"municipality", "county"} and not (each.ars or each.ags) else [],
        say("ars oder ags eintragen", "fill in ars or ags"),
    )


async def contact(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [] if each.contact_email or each.email else ["contact_email"],
        say("contact_email oder email eintragen", "fill in contact_email or email"),
    )


OPEN_DATA: Sequence[Duty] = (
    Duty("licence", "Lizenz der Daten", "licence of the data", "DCAT-AP.de Konvention 31; § 12a EGovG", licence),
    Duty(
        "contributor",
        "Kennung des Datenbereitstellers",
        "contributor id",
        "DCAT-AP.de Konventionen 12, 13",
        contributor,
    ),
    Duty("region", "Amtlicher Schlüssel", "official regional key", "DCAT-AP.de politicalGeocodingURI", region),
    Duty("data contact", "Ansprechpartner der Daten", "contact for the data", "DCAT-AP.de Konvention 1", contact),
)
