"""A picture becomes an emoji: small, of a kind every browser shows, and with a still one beside it where it moves.

Only those who run the node bring them, as files on its machine.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from node.errors import Unprocessable
from node.media.types import GIF, HEAD, PNG, WEBP, FileType, sniff

LARGEST: Final = 256 * 1024
WIDEST: Final = 512
_TAKEN: Final = (PNG, GIF, WEBP)


@dataclass(frozen=True, slots=True)
class Prepared:
    """`still` is `picture` itself where it does not move."""

    picture: Path
    type: FileType
    still: Path


def prepare(source: Path, folder: Path) -> Prepared:
    """Reads the whole file, so not in the event loop. Raises Unprocessable."""
    try:
        data = source.read_bytes() if source.stat().st_size <= LARGEST else None
    except OSError:
        raise Unprocessable(f"{source} cannot be read") from None
    if data is None:
        raise Unprocessable(f"an emoji has at most {LARGEST // 1024} KiB")
    found = sniff(data[:HEAD])
    if found not in _TAKEN:
        raise Unprocessable("an emoji is a PNG, GIF or WebP file")
    folder.mkdir(parents=True, exist_ok=True)
    return _prepared(source, found, folder)


def _prepared(source: Path, found: FileType, folder: Path) -> Prepared:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # seldom needed, and slow to load

    try:
        with Image.open(source, formats=[found.format]) as image:
            if max(image.size) > WIDEST:
                raise Unprocessable(f"an emoji has at most {WIDEST} pixels a side")
            moves = getattr(image, "is_animated", False)
            plain = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unprocessable("the file is no picture") from None
    still = folder / "still.png"
    plain.info = {}
    plain.save(still, "PNG", optimize=True)
    if not moves:
        return Prepared(still, PNG, still)
    return Prepared(source, found, still)
