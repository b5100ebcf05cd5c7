"""What this node offers as open data, in the words of DCAT-AP.de: the catalogue a data portal fetches (M30, row 35).

Of the conventions (REQUIREMENTS 3.9): contact with e-mail or page (K01), exactly one contributor id (K12, K13), a
publisher (K36), on each distribution a licence of the list (K31) and a file type of the EU's list (K32), and the
recommended theme, keyword, landing page and dates. What citizens wrote is offered to be read, not licensed to be copied:
it is theirs, so those distributions say "other-closed".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from node.config import Config, Organization
from node.model.licences import in_dcat
from node.web.opendata.rdf import Iri, Text, Thing, Value

_EU: Final = "http://publications.europa.eu/resource/authority/"
_DE: Final = "http://dcat-ap.de/def/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
CLOSED: Final = f"{_DE}licenses/other-closed"
_LEVELS: Final = {
    "federal": "federal",
    "state": "state",
    "county": "administrativeDistrict",
    "municipality": "municipality",
    "office": "municipality",
    "institution": "municipality",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the catalogue says of the data's age: when the node began, when something was published last, and the days of
    the dumps that are there."""

    issued: datetime
    modified: datetime
    dumps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One way to get a dataset. `file_type` of the EU's list, `media` as IANA calls it."""

    key: str
    path: str
    title: str
    file_type: str
    media: str
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A dataset. `own`: what public bodies wrote, which their licence gives away."""

    key: str
    title: str
    title_en: str
    description: str
    keywords: tuple[str, ...]
    themes: tuple[str, ...]
    frequency: str
    page: str
    forms: tuple[Form, ...]
    own: bool = True
    api: bool = True


def _dump(name: str) -> Form:
    return Form(
        "auszug",
        f"/open/v1/dumps/latest/{name}.ndjson.gz",
        "Nächtlicher Auszug (NDJSON)",
        "JSON",
        "application/x-ndjson",
        True,
    )


def _json(path: str) -> Form:
    return Form("json", path, "JSON", "JSON", "application/json")


def _csv(path: str) -> Form:
    return Form("csv", path, "CSV", "CSV", "text/csv")


OFFERS: Final[Sequence[Offer]] = (
    Offer(
        "beitraege",
        "Beiträge der Kanäle",
        "Posts of the channels",
        "Was die Kanäle dieses Knotens öffentlich sagen und antworten: im selben Augenblick wie auf ihren Seiten, mit Text,"
        " Zeit, Sprache, Medien, Schlagworten und Lizenz.",
        ("Social Media", "Öffentlichkeitsarbeit", "Bekanntmachungen", "Fediverse"),
        ("GOVE",),
        "CONT",
        "/",
        (
            _json("/open/v1/posts"),
            _csv("/open/v1/posts.csv"),
            Form("ndjson", "/open/v1/posts.ndjson", "NDJSON", "JSON", "application/x-ndjson"),
            Form("atom", "/feed.atom", "Atom", "ATOM", "application/atom+xml"),
            _dump("posts"),
        ),
    ),
    Offer(
        "rueckkanal",
        "Rückkanal: öffentliche Beiträge an die Kanäle",
        "Back channel: public contributions to the channels",
        "Was Menschen und Stellen den Kanälen dieses Knotens öffentlich antworten, mit Herkunft. Was dort zurückgenommen"
        " wird, verschwindet auch hier; die Liste der Löschungen gehört dazu.",
        ("Bürgerbeteiligung", "Rückkanal", "Dialog", "Fediverse"),
        ("GOVE", "SOCI"),
        "CONT",
        "/",
        (Form("json", "/open/v1/channels", "JSON, je Kanal", "JSON", "application/json"), _dump("rueckkanal")),
        own=False,
    ),
    Offer(
        "umfragen",
        "Umfragen und ihre Ergebnisse",
        "Polls and their results",
        "Umfragen der Kanäle dieses Knotens, mit Antworten und Stimmenzahlen.",
        ("Umfragen", "Bürgerbeteiligung"),
        ("GOVE", "SOCI"),
        "CONT",
        "/",
        (_json("/open/v1/polls"), _csv("/open/v1/polls.csv"), _dump("polls")),
    ),
    Offer(
        "veranstaltungen",
        "Veranstaltungen und Termine",
        "Events and appointments",
        "Was die Kanäle dieses Knotens ankündigen, mit Beginn, Ende, Ort und Absagen: als Kalender zum Abonnieren, und als"
        " Daten.",
        ("Veranstaltungen", "Termine", "Kalender"),
        ("GOVE", "EDUC"),
        "CONT",
        "/kalender",
        (
            Form("kalender", "/kalender.ics", "iCalendar", "ICS", "text/calendar"),
            _json("/open/v1/posts?kind=event"),
            _csv("/open/v1/posts.csv?kind=event"),
        ),
    ),
    Offer(
        "organisationen",
        "Organisationen und ihre Kanäle",
        "Organisations and their channels",
        "Wer hinter den Kanälen steht: Baum der Organisationen mit amtlichen Schlüsseln und Kontaktstellen.",
        ("Verwaltung", "Organisation", "Kontaktstellen"),
        ("GOVE",),
        "CONT",
        "/ueber",
        (
            _json("/open/v1/organizations"),
            _csv("/open/v1/organizations.csv"),
            Form(
                "steckbriefe",
                "/open/v1/register.jsonld",
                "Steckbriefe der Kanäle (JSON-LD)",
                "JSON_LD",
                "application/ld+json",
            ),
            _dump("organizations"),
        ),
    ),
    Offer(
        "statistik",
        "Statistik des Knotens",
        "Statistics of the node",
        "Zahlen zu Beiträgen, Antworten und Reichweite der Kanäle.",
        ("Statistik", "Social Media"),
        ("GOVE",),
        "CONT",
        "/transparenz",
        (_json("/open/v1/statistics"), _csv("/open/v1/statistics.csv")),
    ),
    Offer(
        "gleichzeitigkeit",
        "Gleichzeitigkeit",
        "Simultaneity",
        "Wie lange nach der Veröffentlichung hier Kopien auf anderen Plattformen erschienen, je Beitrag, Kanal und Monat,"
        " mit dem Schlüssel des Knotens unterschrieben.",
        ("Gleichzeitigkeit", "offene Schnittstellen"),
        ("GOVE",),
        "CONT",
        "/gleichzeitigkeit",
        (_json("/open/v1/gleichzeitigkeit"), _csv("/open/v1/gleichzeitigkeit.csv")),
    ),
    Offer(
        "forschung",
        "Rückkanal für die Forschung, pseudonym",
        "Back channel for research, pseudonymous",
        "Beiträge zum Rückkanal ohne Namen: Texte nur von denen, die der Auffindbarkeit zugestimmt haben, Zeiten und"
        " Herkunft vergröbert, Kennungen nur innerhalb eines Auszugs gleich.",
        ("Forschung", "Rückkanal", "Pseudonymisierung"),
        ("GOVE", "SOCI", "TECH"),
        "DAILY",
        "/open/v1/dumps/",
        (_dump("research"),),
        own=False,
        api=False,
    ),
    Offer(
        "loeschungen",
        "Liste der Löschungen",
        "List of deletions",
        "Adressen öffentlicher Beiträge, die zurückgenommen wurden oder nicht mehr öffentlich sind: damit Kopien ihnen"
        " folgen können.",
        ("Löschungen", "Datenschutz"),
        ("GOVE",),
        "CONT",
        "/open/v1/dumps/",
        (_json("/open/v1/deletions"), _dump("deletions")),
    ),
)


_DECISIONS: Final = Offer(
    "beschluesse",
    "Anträge und Beschlüsse der Genossenschaft",
    "Motions and decisions of the cooperative",
    "Was die Mitglieder der Genossenschaft beantragen, die diesen Knoten betreibt, und was sie beschlossen haben: mit Wortlaut,"
    " Regeln, Stimmenzahlen und unterschriebener Niederschrift.",
    ("Genossenschaft", "Abstimmungen", "Beschlüsse", "Mitbestimmung"),
    ("GOVE", "SOCI"),
    "CONT",
    "/genossenschaft",
    (_json("/open/v1/motions"), _csv("/open/v1/motions.csv"), _dump("motions")),
)


def offers(config: Config) -> Sequence[Offer]:
    """Decisions only where a cooperative runs the node."""
    return (*OFFERS, _DECISIONS) if config.cooperative.board else OFFERS


def catalogue(config: Config, facts: Facts) -> list[Thing]:
    """The catalogue, its datasets with their distributions, and the interface."""
    base = config.origin
    datasets = [_dataset(config, facts, offer) for offer in offers(config)]
    service = _service(config)
    contributor = Iri(config.open.contributor_id)
    own = Thing(
        "dcat:Catalog",
        f"{base}/catalog#catalog",
        (
            ("dcterms:title", Text(f"Offene Daten: {config.node.title}", "de")),
            ("dcterms:title", Text(f"Open data: {config.node.title}", "en")),
            ("dcterms:description", Text(_about(config), "de")),
            ("dcterms:publisher", _publisher(config)),
            ("foaf:homepage", Iri(base + "/")),
            ("dcterms:language", Iri(f"{_EU}language/DEU")),
            ("dcterms:license", Iri(in_dcat(config.open.license))),
            ("dcterms:issued", facts.issued),
            ("dcterms:modified", facts.modified),
            ("dcatde:contributorID", contributor),
            *(("dcat:dataset", Iri(each.address)) for each in datasets),
            ("dcat:service", Iri(service.address)),
        ),
    )
    return [
        own,
        *datasets,
        *(each for offer in offers(config) for each in _distributions(config, facts, offer)),
        service,
    ]


def _about(config: Config) -> str:
    return config.node.description or (
        "Alles Öffentliche dieses Knotens als Daten: Beiträge, Rückkanal, Umfragen, Organisationen und Statistik."
    )


def _dataset(config: Config, facts: Facts, offer: Offer) -> Thing:
    base, root = config.origin, config.organizations.root
    return Thing(
        "dcat:Dataset",
        f"{base}/catalog#{offer.key}",
        (
            ("dcterms:identifier", Text(f"{base}/catalog#{offer.key}")),
            ("dcterms:title", Text(f"{offer.title} ({config.node.title})", "de")),
            ("dcterms:title", Text(f"{offer.title_en} ({config.node.title})", "en")),
            ("dcterms:description", Text(offer.description, "de")),
            *(("dcat:keyword", Text(word, "de")) for word in offer.keywords),
            *(("dcat:theme", Iri(f"{_EU}data-theme/{theme}")) for theme in offer.themes),
            ("dcat:landingPage", Iri(base + offer.page)),
            ("dcat:contactPoint", _contact(config)),
            ("dcterms:publisher", _publisher(config)),
            ("dcterms:issued", facts.issued),
            ("dcterms:modified", facts.modified),
            ("dcterms:accrualPeriodicity", Iri(f"{_EU}frequency/{offer.frequency}")),
            ("dcterms:language", Iri(f"{_EU}language/DEU")),
            ("dcatde:contributorID", Iri(config.open.contributor_id)),
            *_places(root),
            *(("dcat:distribution", Iri(_form_address(base, offer, form))) for form in offered(offer, facts)),
        ),
    )


def offered(offer: Offer, facts: Facts) -> Iterator[Form]:
    """Dumps only once there is one."""
    return (form for form in offer.forms if facts.dumps or not form.path.startswith("/open/v1/dumps/"))


def _form_address(base: str, offer: Offer, form: Form) -> str:
    return f"{base}/catalog#{offer.key}-{form.key}"


def _distributions(config: Config, facts: Facts, offer: Offer) -> Iterator[Thing]:
    licence = in_dcat(config.open.license) if offer.own else CLOSED
    for form in offered(offer, facts):
        url = config.origin + form.path
        is_dump = form.path.startswith("/open/v1/dumps/")
        yield Thing(
            "dcat:Distribution",
            _form_address(config.origin, offer, form),
            (
                ("dcterms:title", Text(f"{offer.title}: {form.title}", "de")),
                ("dcat:accessURL", Iri(url)),
                ("dcat:downloadURL", Iri(url if is_dump else "")),
                ("dcterms:license", Iri(licence)),
                ("dcterms:format", Iri(f"{_EU}file-type/{form.file_type}")),
                ("dcat:mediaType", Iri(_MEDIA + form.media)),
                ("dcat:compressFormat", Iri(f"{_MEDIA}application/gzip" if form.compressed else "")),
                ("dcterms:issued", facts.issued),
                ("dcterms:modified", _day(facts.dumps[0]) if is_dump else facts.modified),
                ("dcatde:licenseAttributionByText", Text(_attribution(config) if offer.own else "", "")),
                ("dcat:accessService", None if is_dump else Iri(f"{config.origin}/catalog#api")),
            ),
        )


def _service(config: Config) -> Thing:
    base = config.origin
    return Thing(
        "dcat:DataService",
        f"{base}/catalog#api",
        (
            ("dcterms:title", Text(f"Offene Schnittstelle: {config.node.title}", "de")),
            (
                "dcterms:description",
                Text(
                    "Alles Öffentliche ohne Anmeldung, als JSON, ActivityStreams, CSV und NDJSON, auch laufend.", "de"
                ),
            ),
            ("dcat:endpointURL", Iri(f"{base}/open/v1")),
            ("dcat:endpointDescription", Iri(f"{base}/open/v1/openapi.json")),
            ("foaf:page", Iri(f"{base}/open/v1/docs")),
            ("dcterms:publisher", _publisher(config)),
            ("dcat:contactPoint", _contact(config)),
            ("dcterms:license", Iri(in_dcat(config.open.license))),
            ("dcatde:contributorID", Iri(config.open.contributor_id)),
            *(("dcat:servesDataset", Iri(f"{base}/catalog#{offer.key}")) for offer in offers(config) if offer.api),
        ),
    )


def _publisher(config: Config) -> Thing:
    root = config.organizations.root
    return Thing(
        "foaf:Organization",
        f"{config.origin}/catalog#publisher",
        (
            ("foaf:name", Text(config.node.title if root is None else root.name)),
            ("foaf:homepage", Iri("" if root is None else root.homepage)),
        ),
    )


def _contact(config: Config) -> Thing:
    """By mail where there is an address; else by the page that says how (K01)."""
    root = config.organizations.root
    mail = config.node.contact_email if root is None else root.contact_email or root.email
    return Thing(
        "vcard:Organization",
        f"{config.origin}/catalog#contact",
        (
            ("vcard:fn", Text(config.node.title if root is None else root.name)),
            ("vcard:hasEmail", Iri(f"mailto:{mail}" if mail else "")),
            ("vcard:hasURL", Iri(f"{config.origin}/kontakt")),
        ),
    )


def _places(root: Organization | None) -> Iterator[tuple[str, Value]]:
    """Where it is about, by the official keys (ARS, AGS)."""
    if root is None:
        return
    keys = f"{_DE}politicalGeocoding/"
    if root.kind in _LEVELS:
        yield "dcatde:politicalGeocodingLevelURI", Iri(f"{keys}Level/{_LEVELS[root.kind]}")
    if root.ags and root.kind in {"municipality", "office", "institution"}:
        yield "dcatde:politicalGeocodingURI", Iri(f"{keys}municipalityKey/{root.ags}")
    if root.ars and root.kind in {"municipality", "office", "institution"}:
        yield "dcatde:politicalGeocodingURI", Iri(f"{keys}regionalKey/{root.ars}")
    if (key := root.ags or root.ars) and root.kind == "county":
        yield "dcatde:politicalGeocodingURI", Iri(f"{keys}districtKey/{key[:5]}")
    if (key := root.ags or root.ars) and root.kind == "state":
        yield "dcatde:politicalGeocodingURI", Iri(f"{keys}stateKey/{key[:2]}")


def _attribution(config: Config) -> str:
    root = config.organizations.root
    return config.node.title if root is None else root.name


def _day(text: str) -> date:
    return date.fromisoformat(text)
