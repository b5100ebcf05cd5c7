"""Licences by which public bodies give away what they write, as people read them and as DCAT-AP.de lists them."""

from dataclasses import dataclass
from typing import Final

_DCAT: Final = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True, slots=True)
class Licence:
    """`iri` is the address of its text, `dcat` its place in the list of DCAT-AP.de."""

    iri: str
    name: str
    dcat: str


_KNOWN: Final = (
    Licence(
        "https://www.govdata.de/dl-de/by-2-0", "Datenlizenz Deutschland – Namensnennung – Version 2.0", "dl-by-de/2.0"
    ),
    Licence("https://www.govdata.de/dl-de/zero-2-0", "Datenlizenz Deutschland – Zero – Version 2.0", "dl-zero-de/2.0"),
    Licence("https://creativecommons.org/publicdomain/zero/1.0", "CC0 1.0", "cc-zero"),
    Licence("https://creativecommons.org/licenses/by/4.0", "CC BY 4.0", "cc-by/4.0"),
    Licence("https://creativecommons.org/licenses/by-sa/4.0", "CC BY-SA 4.0", "cc-by-sa/4.0"),
    Licence("https://creativecommons.org/licenses/by-nd/4.0", "CC BY-ND 4.0", "cc-by-nd/4.0"),
    Licence("https://creativecommons.org/licenses/by-nc/4.0", "CC BY-NC 4.0", "cc-by-nc/4.0"),
)
OTHER: Final = _DCAT + "other-open"
"""For an open licence that the list of DCAT-AP.de does not have."""


def find_licence(iri: str) -> Licence | None:
    """Some write the address with http, a slash at its end, or the language of the text behind it."""
    plain = iri.replace("http://", "https://", 1).rstrip("/")
    for known in _KNOWN:
        if plain == known.iri or plain.startswith((known.iri + "/", known.iri + ".")):
            return known
    return None


def name_of(iri: str) -> str:
    found = find_licence(iri)
    return iri if found is None else found.name


def in_dcat(iri: str) -> str:
    """Its address in the list of DCAT-AP.de (convention K31)."""
    if iri.startswith(_DCAT):
        return iri
    found = find_licence(iri)
    return OTHER if found is None else _DCAT + found.dcat
