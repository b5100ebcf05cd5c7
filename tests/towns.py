"""A town that has told everything the law asks for, as tests of legal pages and duties need it."""

from typing import Any

TOWN: dict[str, Any] = {
    "key": "stadt",
    "name": "Stadt Musterhausen",
    "kind": "municipality",
    "channels": ["rathaus"],
    "audience": "Menschen, die in Musterhausen leben, arbeiten oder zu Besuch sind",
    "homepage": "https://www.musterhausen.example",
    "ars": "059990000000",
    "ags": "05999000",
    "legal_form": "Körperschaft des öffentlichen Rechts",
    "street": "Marktplatz 1",
    "postal_code": "12345",
    "city": "Musterhausen",
    "country": "Deutschland",
    "represented_by": "Oberbürgermeisterin Erika Mustermann",
    "email": "rathaus@musterhausen.example",
    "phone": "+49 115",
    "supervisory_authority": "Bezirksregierung Musterland",
    "register": "keines",
    "vat_id": "DE123456789",
    "editor": "Max Mustermann, Marktplatz 1, 12345 Musterhausen",
    "contact_email": "kontakt@musterhausen.example",
    "contact_languages": ["de", "en"],
    "service_hours": "montags bis freitags, 8 bis 16 Uhr",
    "answer_time": "einen Arbeitstag",
    "protection_officer": "Datenschutzbeauftragte der Stadt",
    "protection_email": "datenschutz@musterhausen.example",
    "state": "NW",
    "legal_basis": "§ 3 DSG NRW",
    "processor": "Kommunales Rechenzentrum Musterland",
    "processor_country": "Deutschland",
    "processor_contract": "Fassung 2.1",
    "accessibility_status": "partial",
    "accessibility_gaps": ["Ältere Filme haben keine Untertitel. Die Pressestelle schickt den Text zu."],
    "accessibility_method": "Selbstbewertung nach EN 301 549",
    "accessibility_date": "2026-11-01",
    "accessibility_email": "barrierefrei@musterhausen.example",
    "arbitration": "Schlichtungsstelle Musterland",
    "arbitration_url": "https://schlichtung.example",
    "license": "https://www.govdata.de/dl-de/by-2-0",
}


def town(**other: Any) -> dict[str, Any]:
    """The same with other values; None leaves one out."""
    return {name: value for name, value in {**TOWN, **other}.items() if value is not None}
