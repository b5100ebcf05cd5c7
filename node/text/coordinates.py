"""A position on the map as people type or paste it: "53.5503, 9.9937", "53,5503 9,9937", "geo:53.55,9.99"."""

import math
import re
from typing import Final

# With decimal commas only a space, a semicolon or a slash can stand between the two
_POINTS: Final = re.compile(
    r"([-+]?[0-9]{1,3}(?:\.[0-9]{1,12})?)(?:\s*[,;/]\s*|\s+)([-+]?[0-9]{1,3}(?:\.[0-9]{1,12})?)"
)
_COMMAS: Final = re.compile(r"([-+]?[0-9]{1,3},[0-9]{1,12})(?:\s*[;/]\s*|,?\s+)([-+]?[0-9]{1,3},[0-9]{1,12})")
_LONGEST: Final = 60


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None for what is no position on earth."""
    text = text.strip().removeprefix("geo:").replace("°", "")
    if len(text) > _LONGEST:
        return None
    found = _POINTS.fullmatch(text) or _COMMAS.fullmatch(text)
    if found is None:
        return None
    return on_earth(float(found[1].replace(",", ".")), float(found[2].replace(",", ".")))


def on_earth(latitude: float, longitude: float) -> tuple[float, float] | None:
    """The position with six decimals; None where there is none, or a value is no number."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return round(latitude, 6), round(longitude, 6)
