"""Colours of a node's own: a KERN theme of a Land or a town, read as it is, laid over KERN's colours and measured.

A theme is a file of custom properties (`--kern-color-action-default: oklch(...)`). Nothing of it reaches a browser as it was
written: only properties KERN knows are taken, worked out to plain colours by day and by night, and refused where a text would
be hard to read on its ground (WCAG 2.2, 1.4.3).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from node.errors import Misconfigured

Scheme: TypeAlias = Literal["light", "dark"]
Color: TypeAlias = tuple[float, float, float]
"""Red, green and blue of sRGB, from 0 to 1."""

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LEAST = 4.5
_GROUNDS = ("layout-background-default", "layout-background-hued")
_SUNK = MappingProxyType({"light": "neutral-100", "dark": "neutral-850"})
"""Grounds of code and of what is folded away, as in `_tokens.scss`."""
_TINTED = ("feedback-info-background", "feedback-success-background", "feedback-warning-background")
# What stands on what, in our pages
PAIRS = (
    *product(("layout-text-default", "layout-text-muted", "action-default", "feedback-danger"), _GROUNDS),
    *product(("layout-text-default",), (*_TINTED, "feedback-danger-background")),
    ("action-on-default", "action-default"),
    ("feedback-danger", "feedback-danger-background"),
)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MEDIA = re.compile(r"@media[^{]*prefers-color-scheme\s*:\s*(light|dark)[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
_PROPERTY = re.compile(r"(--kern-[a-z0-9-]+)\s*:\s*([^;{}]+?)\s*(?:;|$)")
_VARIABLE = re.compile(r"var\(\s*(--kern-[a-z0-9-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")
_PART = re.compile(r"--kern-(?P<name>[a-z]+(?:-[0-9]{3})?)-(?P<part>lightness|chroma|hue)")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_OKLCH = re.compile(r"oklch\(\s*([0-9.]+%?)\s+([0-9.]+)\s+([0-9.]+)(?:deg)?\s*\)")
_RGB = re.compile(r"rgb\(\s*([0-9]+)[\s,]+([0-9]+)[\s,]+([0-9]+)\s*\)")
_NAMED = MappingProxyType({"white": (1.0, 1.0, 1.0), "black": (0.0, 0.0, 0.0)})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The custom properties of a style sheet. What stands outside of `prefers-color-scheme` is in both."""

    light: Mapping[str, str]
    dark: Mapping[str, str]

    def of(self, scheme: Scheme) -> Mapping[str, str]:
        return self.light if scheme == "light" else self.dark


def read_sheet(text: str) -> Sheet:
    """Only `:root`, by preference or always: switches for scripts are none of ours."""
    text = _COMMENT.sub("", text)
    found: dict[Scheme, dict[str, str]] = {"light": {}, "dark": {}}
    plain = _MEDIA.sub("", text)
    for scheme in SCHEMES:
        found[scheme].update(_properties(plain))
        for match in _MEDIA.finditer(text):
            if match[1] == scheme:
                found[scheme].update(_properties(match[2]))
    return Sheet(found["light"], found["dark"])


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for selector, body in _RULE.findall(text):
        if selector.strip() == ":root":
            yield from _PROPERTY.findall(body)


@cache
def kern() -> Sheet:
    """KERN's own colours, as `make assets` wrote them down."""
    return read_sheet((Path(__file__).parent / "style" / "kern-colors.css").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Theme:
    """What a node changes: property to colour, by day and by night. `unknown` could not be worked out and stays KERN's."""

    colors: Mapping[Scheme, Mapping[str, Color]]
    unknown: tuple[str, ...] = ()

    @property
    def css(self) -> str:
        return "".join(
            f"@media (prefers-color-scheme:{scheme}){{:root{{{_written(self.colors[scheme])}}}}}"
            for scheme in SCHEMES
            if self.colors[scheme]
        )


def _written(colors: Mapping[str, Color]) -> str:
    return "".join(f"{name}:{hexadecimal(color)};" for name, color in sorted(colors.items()))


def make_theme(own: Sheet) -> Theme:
    """Themes of older versions of KERN name its colours by lightness, chroma and hue; those are derived. What refers to
    nothing at all is left to KERN, as a browser would."""
    colors: dict[Scheme, dict[str, Color]] = {}
    unknown: set[str] = set()
    for scheme in SCHEMES:
        known = {**kern().of(scheme), **own.of(scheme)}
        colors[scheme] = {}
        for name in own.of(scheme):
            if not name.startswith("--kern-color-") or _PART.fullmatch(name):
                continue
            color = color_of(known, name)
            if color is None:
                unknown.add(name)
            else:
                colors[scheme][name] = color
    return Theme(colors, tuple(sorted(unknown)))


def refuse_unreadable(theme: Theme, source: str) -> None:
    """Raises Misconfigured with the ratio that was measured."""
    for scheme in SCHEMES:
        known = {**kern().of(scheme), **{name: hexadecimal(each) for name, each in theme.colors[scheme].items()}}
        sunk = product(("layout-text-default", "layout-text-muted"), (_SUNK[scheme],))
        for text, ground in (*PAIRS, *sunk):
            inks = color_of(known, f"--kern-color-{text}"), color_of(known, f"--kern-color-{ground}")
            if inks[0] is None or inks[1] is None:
                continue
            ratio = contrast(inks[0], inks[1])
            if ratio < LEAST:
                raise Misconfigured(
                    f"{source}: {text} {hexadecimal(inks[0])} on {ground} {hexadecimal(inks[1])} ({scheme}) has a contrast of "
                    f"{ratio:.2f}:1; text needs {LEAST}:1 (WCAG 2.2, 1.4.3)."
                )


def color_of(known: Mapping[str, str], name: str) -> Color | None:
    """What a property comes to, through all it refers to; None for what is no plain colour."""
    value = _value(known, name, depth=0)
    return None if value is None else read_color(value)


def _value(known: Mapping[str, str], name: str, depth: int) -> str | None:
    text = known.get(name)
    if text is None:
        text = _part(known, name, depth)
    while text is not None and depth < 20 and (match := _VARIABLE.search(text)):
        inner = _value(known, match[1], depth + 1)
        if inner is None:
            inner = match[2]
        text = None if inner is None else text[: match.start()] + inner.strip() + text[match.end() :]
        depth += 1
    return text if text is None or "var(" not in text else None


def _part(known: Mapping[str, str], name: str, depth: int) -> str | None:
    """`--kern-darkblue-700-lightness` from the colour of that name. Not for black and white: the published themes that name
    them so mix them up, and no version of KERN has had them."""
    match = _PART.fullmatch(name)
    if match is None or match["name"] in _NAMED:
        return None
    value = _value(known, f"--kern-color-{match['name'].replace('turquoise', 'turquois')}", depth + 1)
    color = None if value is None else read_color(value)
    if color is None:
        return None
    lightness, chroma, hue = to_oklch(color)
    return {"lightness": f"{lightness * 100:.3f}%", "chroma": f"{chroma:.5f}", "hue": f"{hue:.3f}"}[match["part"]]


def read_color(text: str) -> Color | None:
    text = text.strip()
    if text in _NAMED:
        return _NAMED[text]
    if _HEX.fullmatch(text):
        digits = text[1:] if len(text) == 7 else "".join(each * 2 for each in text[1:])
        return (int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:], 16) / 255)
    if match := _RGB.fullmatch(text):
        return (int(match[1]) / 255, int(match[2]) / 255, int(match[3]) / 255)
    if match := _OKLCH.fullmatch(text):
        lightness = float(match[1].rstrip("%")) / (100 if match[1].endswith("%") else 1)
        return from_oklch(lightness, float(match[2]), float(match[3]))
    return None


def hexadecimal(color: Color) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, each)) * 255):02x}" for each in color)


def contrast(one: Color, other: Color) -> float:
    """WCAG's ratio, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(each) for each in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _shown(value: float) -> float:
    held = min(1.0, max(0.0, value))
    return 12.92 * held if held <= 0.0031308 else float(1.055 * held ** (1 / 2.4) - 0.055)


def from_oklch(lightness: float, chroma: float, hue: float) -> Color:
    """Björn Ottosson's Oklab; what sRGB cannot show is held at its edge."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _shown(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _shown(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _shown(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def to_oklch(color: Color) -> tuple[float, float, float]:
    red, green, blue = (_linear(each) for each in color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360
