"""A node's own colours: read from its settings and its theme file, and refused where nobody could read them."""

from collections.abc import Mapping

from node.config.settings import BrandSettings
from node.errors import Misconfigured
from node.web.themes import (
    SCHEMES,
    Color,
    Scheme,
    Sheet,
    Theme,
    color_of,
    contrast,
    from_oklch,
    hexadecimal,
    kern,
    make_theme,
    read_color,
    read_sheet,
    refuse_unreadable,
    to_oklch,
)


def own_theme(brand: BrandSettings, text: str) -> Theme:
    """`text` is the theme file's, empty without one. Raises Misconfigured."""
    own: Mapping[Scheme, dict[str, str]] = {"light": {}, "dark": {}}
    if text:
        sheet = read_sheet(text)
        for scheme in SCHEMES:
            own[scheme].update(sheet.of(scheme))
    if brand.color:
        for scheme, color in _chosen(brand.color, brand.color_dark).items():
            own[scheme].update(color)
    theme = make_theme(Sheet(own["light"], own["dark"]))
    if not any(theme.colors.values()):
        raise Misconfigured(f"brand.theme: {brand.theme} has no custom property of KERN for :root.")
    source = " and ".join(filter(None, (brand.theme and f"brand.theme {brand.theme}", brand.color and "brand.color")))
    refuse_unreadable(theme, source)
    return theme


def _chosen(color: str, color_dark: str) -> Mapping[Scheme, dict[str, str]]:
    """One colour for what can be clicked, with the letters that can be read on it."""
    by_day = read_color(color) or (0.0, 0.0, 0.0)
    by_night = read_color(color_dark) if color_dark else _brighter(by_day)
    return {"light": _action(by_day), "dark": _action(by_night or by_day)}


def _action(color: Color) -> dict[str, str]:
    white, black = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    letters = white if contrast(white, color) >= contrast(black, color) else black
    named = hexadecimal(color)
    return {
        "--kern-color-action-default": named,
        "--kern-color-action-on-default": hexadecimal(letters),
        "--kern-color-accent": named,
    }


def _brighter(color: Color) -> Color:
    """The same hue, as bright as it has to be to be read by night."""
    ground = color_of(kern().dark, "--kern-color-layout-background-hued") or (0.0, 0.0, 0.0)
    lightness, chroma, hue = to_oklch(color)
    while contrast(color, ground) < 7 and lightness < 1:
        lightness = min(1.0, lightness + 0.01)
        color = from_oklch(lightness, chroma * min(1.0, 2 * (1 - lightness) + 0.2), hue)
    return color
