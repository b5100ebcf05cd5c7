"""How a node looks that is not only an Allmende node: its colours, its coat of arms, its letters (`[brand]`).

Read and measured once, when the node starts: a file that is not there, a colour nobody could read and a picture that could
do something are refused then, not found out by a reader.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from node.config import Config
from node.errors import Misconfigured
from node.web.assets import Asset, Assets, make_asset

if TYPE_CHECKING:
    from node.web.themes import Theme

_SYSTEM_FONTS = (
    ':root{--kern-typography-font-family-default:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",'
    '"Helvetica Neue",sans-serif}'
)
_MOST_BYTES = 200_000
_PICTURES = (".svg", ".png", ".webp")
_BEGINNINGS = MappingProxyType({".png": b"\x89PNG\r\n\x1a\n", ".webp": b"RIFF"})
# What a drawing needs none of: programs, other documents, addresses elsewhere
_HARM = re.compile(
    rb"<\s*(?:\w+:)?(?:script|foreignobject|iframe|object|embed|set|animate\w*)\b"
    rb"|\son[a-z]+\s*=|javascript:|<!doctype|<!entity|<\?xml-stylesheet|@import"
    rb"|(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/(?:png|jpeg|webp);)|url\(\s*[\"']?\s*(?!#)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brand:
    """`style` and `arms` are addresses, empty where a node has only what all have. `unknown` are properties of its theme that
    refer to nothing."""

    assets: Assets = field(default_factory=dict)
    style: str = ""
    arms: str = ""
    unknown: tuple[str, ...] = ()


PLAIN = Brand()


def load_brand(config: Config, common: Assets) -> Brand:
    """Raises Misconfigured. `common` is what all nodes have."""
    theme = _theme(config)
    added = (theme.css if theme is not None else "") + (_SYSTEM_FONTS if config.brand.fonts == "system" else "")
    assets: dict[str, Asset] = {}
    if added:
        assets["style.css"] = make_asset("style.css", common["style.css"].body + added.encode() + b"\n")
    arms = _arms(config)
    if arms is not None:
        assets[arms.name] = arms
    return Brand(
        assets,
        style=assets["style.css"].path if added else "",
        arms="" if arms is None else arms.path,
        unknown=() if theme is None else theme.unknown,
    )


def _theme(config: Config) -> "Theme | None":
    brand = config.brand
    if not (brand.theme or brand.color):
        return None
    from node.web.branding import own_theme  # noqa: PLC0415  # most nodes have KERN's colours

    return own_theme(
        brand, _read(config, "theme", brand.theme).decode("utf-8", errors="replace") if brand.theme else ""
    )


def _arms(config: Config) -> Asset | None:
    name = config.brand.coat_of_arms
    if not name:
        return None
    ending = Path(name).suffix.lower()
    if ending not in _PICTURES:
        raise Misconfigured(f"brand.coat_of_arms must be a file of the kinds {', '.join(_PICTURES)}, not {name}.")
    body = _read(config, "coat_of_arms", name)
    if len(body) > _MOST_BYTES:
        raise Misconfigured(f"brand.coat_of_arms: {name} has {len(body)} bytes; {_MOST_BYTES} are allowed.")
    if ending == ".svg":
        if b"<svg" not in body[:2000]:
            raise Misconfigured(f"brand.coat_of_arms: {name} is no SVG.")
        if match := _HARM.search(body):
            found = match[0].decode("utf-8", errors="replace").strip()
            raise Misconfigured(
                f"brand.coat_of_arms: {name} holds {found!r}; it may only draw: save it as plain SVG, without programs, "
                "animation and addresses elsewhere."
            )
    elif not body.startswith(_BEGINNINGS[ending]):
        raise Misconfigured(f"brand.coat_of_arms: {name} is not what its ending says.")
    return make_asset(f"wappen{ending}", body)


def _read(config: Config, key: str, name: str) -> bytes:
    path = config.node.data_dir / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"brand.{key}: {path} cannot be read: {error.strerror}.") from error
