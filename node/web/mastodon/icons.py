"""The pictures by which apps show this node: its coat of arms, else those of the software."""

from collections.abc import Sequence
from typing import Final

from node.config import Config
from node.web.assets import Asset
from node.web.rendering import Rendering

_OURS: Final = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
_ANY: Final = "any"
"""Of a drawing, as web manifests say it."""


def icons_of(rendering: Rendering, config: Config) -> Sequence[tuple[str, str]]:
    """Paths and sizes."""
    brand = rendering.brand_of(config)
    own = [(each.path, _size(each)) for each in brand.assets.values() if each.path == brand.arms]
    return own or [(rendering.assets[name].path, size) for name, size in _OURS.items()]


def _size(picture: Asset) -> str:
    if picture.content_type != "image/png":
        return _ANY
    width, height = (int.from_bytes(picture.body[start : start + 4]) for start in (16, 20))
    return f"{width}x{height}"
