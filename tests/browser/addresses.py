"""Every kind of page there is, by name: where all may go, where Alice may, and what no page is for."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from node.web.routes import ROUTES

NODE: Final[Mapping[str, str]] = {
    "start": "/",
    "local": "/lokal",
    "public": "/oeffentlich",
    "channels": "/kanaele",
    "calendar": "/kalender",
    "search": "/suche",
    "found": "/suche?q=%23Musterhausen",
    "not found": "/suche?q=nirgendwo",
    "tag": "/tags/haushalt",
    "feeds": "/feeds",
    "embedding": "/einbetten",
    "login": "/anmelden",
    "forgotten": "/passwort-vergessen",
    "parts": "/_style",
    "imprint": "/impressum",
    "privacy": "/datenschutz",
    "terms": "/nutzungsbedingungen",
    "versions of terms": "/nutzungsbedingungen/versionen",
    "netiquette": "/netiquette",
    "versions": "/netiquette/versionen",
    "changes": "/netiquette/aenderungen",
    "accessibility": "/barrierefreiheit",
    "barriers": "/barriere-melden",
    "easy language": "/leichte-sprache",
    "sign language": "/gebaerdensprache",
    "contact": "/kontakt",
    "transparency": "/transparenz",
    "participation": "/beteiligung",
    "corrections": "/berichtigungen",
    "in easy language": "/in-leichter-sprache",
    "about": "/ueber",
    "documentation": "/open/v1/docs",
    "dumps": "/open/v1/dumps/",
    "simultaneity": "/gleichzeitigkeit",
}

CHANNEL: Final[Mapping[str, str]] = {
    "profile": "/@stadt",
    "long profile": "/@feuerwehr",
    "chronicle": "/@stadt/chronik",
    "participation in a channel": "/@stadt/beteiligung",
    "calendar of a channel": "/@stadt/kalender",
    "corrections of a channel": "/@stadt/berichtigungen",
    "followers": "/@stadt/folgende",
    "following": "/@alice/folgt",
    "collections": "/@alice/empfehlungen",
    "notice": "/@stadt/qr",
    "by mail": "/@stadt/mail",
    "sheet": "/@stadt/steckbrief",
    "imprint of a channel": "/@stadt/impressum",
    "netiquette of a channel": "/@stadt/netiquette",
    "transparency of a channel": "/@stadt/transparenz",
}

OWN: Final[Mapping[str, str]] = {
    "home": "/start",
    "notifications": "/mitteilungen",
    "notifications kept back": "/mitteilungen/zurueckgehalten",
    "choice of notifications": "/einstellungen/mitteilungen",
    "composing": "/verfassen",
    "begun elsewhere": "/teilen?text=Guten%20Tag&url=https%3A%2F%2Fexample.org",
    "nothing found": "/authorize_interaction?uri=https%3A%2F%2Fnirgendwo.test%2F1",
    "scheduled": "/geplant",
    "drafts": "/entwuerfe",
    "drafts one is asked about": "/beratung",
    "advisers": "/verwaltung/ratgeber",
    "filters": "/einstellungen/filter",
    "a filter": "/einstellungen/filter/neu",
    "programs": "/einstellungen/apps",
    "own data": "/einstellungen/daten",
    "own profile": "/@alice",
    "followers over time": "/@alice/folgende/statistik",
    "profile form": "/profil",
    "adding": "/folgen",
    "requests": "/anfragen",
    "guests": "/gaeste",
    "cases": "/vorgaenge",
    "putting up a warning": "/warnung",
    "reviewing what was urgent": "/nachpruefung",
    "short links": "/kurzlinks",
    "all channels": "/verwaltung/kanaele",
    "people's accounts": "/verwaltung/konten",
    "deciding about an account": "/verwaltung/konten/feuerwehr",
    "block proposals": "/verwaltung/blockvorschlaege",
    "templates": "/verwaltung/vorlagen",
    "a new template": "/verwaltung/vorlagen/neu",
    "a new prepared answer": "/verwaltung/vorlagen/neu?art=antwort",
    "the pack of the program": "/verwaltung/vorlagen/mitgeliefert",
    "founding a channel": "/verwaltung/neuer-kanal",
    "looking after a channel": "/verwaltung/kanaele/stadt",
    "sheet of a channel": "/verwaltung/kanaele/stadt/steckbrief",
    "versions of a sheet": "/verwaltung/kanaele/stadt/steckbrief/versionen",
    "requests by authorities": "/verwaltung/ersuchen",
    "a new request": "/verwaltung/neues-ersuchen",
}

WRONG: Final[Mapping[str, str]] = {
    "missing": "/gibt-es-nicht",
    "used up": "/gastantwort?code=weg",
    "ended": "/abonnement/beenden?code=weg",
}

ELSEWHERE: Final[Mapping[str, Sequence[str]]] = {
    "test_login.py": (
        "/passwort-neu",
        "/mail-bestaetigen",
        "/abbestellen",
        "/anmelden/passkey",
        "/anmelden/zweiter-schritt",
        "/einstellungen",
        "/einstellungen/mail",
        "/einstellungen/passwort",
        "/einstellungen/sitzungen",
        "/einstellungen/zweiter-faktor",
        "/einstellungen/zweiter-faktor/generator",
        "/einstellungen/zweiter-faktor/passkey",
    ),
    "test_oauth.py": ("/oauth/authorize",),
    "test_journeys.py": ("/abonnement/bestaetigen",),
}
"""Looked at by other files of this folder, each in the state it needs."""

SAME: Final[Mapping[str, str]] = {
    "/oauth/authorize/": "/oauth/authorize",
    "/share": "/teilen",
    "/nutzungsbedingungen/aenderungen": "/netiquette/aenderungen",
    "/einstellungen/filter/{id}": "/einstellungen/filter/neu",
}
"""Another address of the same page."""

_NO_PAGE: Final = re.compile(
    r"/(api|oauth|staff|\.well-known|nodeinfo|media|static|hub|l|users|actor|activities|contexts|avatars|headers)(/|$)(?!authorize)"
    r"|/(catalog\.|favicon|robots|health|readyz)|/open/v1/(?!docs|dumps/$)"
    r"|/einstellungen/daten/.*|/verwaltung/vorlagen/paket\.json"
    r"|/@.*\.json(ld)?$|.*\.ics|.*\.cap$|/warnungen\.atom|.*\{ending|.*\.qr\.svg|.*/einbetten\.html"
)
"""Addresses that answer programs, give a file, or only lead on."""


def page_routes() -> set[str]:
    """The pattern of every address that answers a person with a page."""
    return {pattern for method, pattern, _ in ROUTES if method == "GET" and not _NO_PAGE.match(pattern)}
