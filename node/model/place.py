"""Where something is or happens."""

from dataclasses import dataclass

LONGEST_NAME = 200
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`name` and `address` are plain text, one of them may be empty; `latitude` and `longitude` are degrees (WGS 84), both
    or neither."""

    name: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def words(self) -> str:
        return ", ".join(part for part in (self.name, self.address) if part)

    @property
    def geo(self) -> str:
        """As an address that maps open (RFC 5870); empty without a position."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"geo:{degrees(self.latitude)},{degrees(self.longitude)}"


def degrees(value: float) -> str:
    """Six decimals are a step of eleven centimetres; more is noise."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in degrees. Where `west` is above `east` it goes across the line of dates."""

    west: float
    south: float
    east: float
    north: float
