"""Where something is or happens (`location`, ActivityStreams 4.2; FEP-8a8e): a Place, a list of them, or its name alone.

Mobilizon and Gancio send a schema.org PostalAddress, others its text; virtual places have no position and often no name.
"""

from typing import Any, Final

from node.federation.reading.values import listed, text_of
from node.model.place import LONGEST_ADDRESS, LONGEST_NAME, Place
from node.text.coordinates import on_earth
from node.text.html import clean_name

_MOST: Final = 4


def read_place(document: dict[str, Any]) -> Place | None:
    """The first that says where it is. What is wrong in it is left out."""
    if "location" not in document:  # nearly every post
        return None
    found = (_place(each) for each in listed(document["location"], _MOST))
    return next((place for place in found if place is not None), None)


def _place(given: Any) -> Place | None:
    if isinstance(given, str):
        given = {"name": given}
    if not isinstance(given, dict):
        return None
    name = clean_name(text_of(given.get("name")), LONGEST_NAME)
    if name.startswith(("https://", "http://")):  # only the id of a place
        name = ""
    address = clean_name(", ".join(address_of(given.get("address"))), LONGEST_ADDRESS)
    position = _position(given)
    if not name and not address and position is None:
        return None
    latitude, longitude = position or (None, None)
    return Place(name=name, address="" if address == name else address, latitude=latitude, longitude=longitude)


def address_of(given: Any) -> list[str]:
    """The lines of an address, in the order they stand on a letter: "Markt 1", "86720 Nachbarstadt"."""
    if not isinstance(given, dict):
        return list(filter(None, [text_of(given)]))
    town = " ".join(filter(None, (text_of(given.get(name)) for name in ("postalCode", "addressLocality"))))
    return list(filter(None, (text_of(given.get("streetAddress")), town, text_of(given.get("addressCountry")))))


def _position(given: dict[str, Any]) -> tuple[float, float] | None:
    numbers = []
    for name in ("latitude", "longitude"):
        value = given.get(name)
        try:
            numbers.append(float(value) if isinstance(value, int | float | str) and value is not True else float("nan"))
        except (ValueError, OverflowError):
            return None
    return on_earth(*numbers)
