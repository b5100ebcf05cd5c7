"""A picture, film, sound or document that belongs to a post."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """`url` is where it lies (here or at its origin); `focus` is x and y from -1 to 1; sizes in pixels."""

    id: int
    url: str
    mime: str
    kind: str = "image"
    description: str = ""
    blurhash: str | None = None
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None
    credit: str = ""
    licence: str = ""
