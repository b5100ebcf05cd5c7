"""A node in the colours of its town: what is taken over, what is refused, and what readers get of it."""

from pathlib import Path

import pytest

from node.config import build
from node.errors import Misconfigured
from node.web.assets import load_assets
from node.web.brand import load_brand
from node.web.themes import SCHEMES, Sheet, color_of, contrast, hexadecimal, kern, make_theme, read_color, read_sheet

ARMS = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#c00" d="M0 0h9v9H0z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)

# As the published theme of a Land: its own palette in the way of older versions of KERN, names nobody knows any more
THEME = """
/* -- Landesblau -- */
:root { --kern-land-blau-700-lightness: 39.69%; --kern-land-blau-700-chroma: 0.0997; --kern-land-blau-700-hue: 255.3; }
@media (prefers-color-scheme: dark) { :root {
  --kern-color-accent: oklch(var(--kern-land-blau-700-lightness) var(--kern-land-blau-700-chroma) var(--kern-land-blau-700-hue));
  --kern-color-layout-background-default: oklch(var(--kern-white-lightness) var(--kern-white-chroma) var(--kern-white-hue));
} }
@media (prefers-color-scheme: light) { :root {
  --kern-color-action-default: oklch(var(--kern-land-blau-700-lightness) var(--kern-land-blau-700-chroma) var(--kern-land-blau-700-hue));
  --kern-color-action-visited: oklch(var(--kern-violet-700-lightness) var(--kern-violet-700-chroma) var(--kern-violet-700-hue));
} }
[data-kern-theme=light], .kern-light { --kern-color-layout-text-default: #eee; }
body { background: url(https://there.test/count.gif); }
"""


def brand(folder: Path, **settings):
    node = {"base_url": "https://social.musterhausen.example", "data_dir": "."}
    return load_brand(build({"node": node, "brand": settings}, folder), load_assets())


def test_kerns_own_colours_can_be_read():
    assert color_of(kern().light, "--kern-color-action-default") == read_color("#2044aa")
    for scheme in SCHEMES:
        pair = [color_of(kern().of(scheme), f"--kern-color-{each}") for each in ("layout-text-muted", "neutral-900")]
        assert None not in pair


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#2044aa", "#2044aa", 1),
    ],
)
def test_contrast_is_measured_as_wcag_does(one, other, ratio):
    assert contrast(read_color(one), read_color(other)) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("oklch(42.84% 0.1689 265.02)", "#2044aa"),
        ("oklch(100% 0 0)", "#ffffff"),
        ("rgb(32, 68, 170)", "#2044aa"),
        ("rgb(32 68 170)", "#2044aa"),
        ("#24a", "#2244aa"),
        ("black", "#000000"),
    ],
)
def test_colours_are_understood_however_they_are_written(written, color):
    assert hexadecimal(read_color(written)) == color


@pytest.mark.parametrize(
    "written", ["", "red; } body { display: none", "url(x)", "color-mix(in oklch, red, blue)", "var(--x)"]
)
def test_what_is_no_plain_colour_is_none(written):
    assert read_color(written) is None


def test_variables_are_followed_and_circles_end():
    sheet = read_sheet(
        ":root { --kern-color-a: var(--kern-color-b); --kern-color-b: var(--kern-color-a);"
        " --kern-color-c: var(--kern-color-none, #123456); --kern-color-d: var(--kern-color-c) }"
    )

    theme = make_theme(sheet)

    assert hexadecimal(theme.colors["light"]["--kern-color-d"]) == "#123456"
    assert theme.unknown == ("--kern-color-a", "--kern-color-b")


def test_a_kern_theme_works_as_it_is(tmp_path):
    (tmp_path / "land.css").write_text(THEME)

    found = brand(tmp_path, theme="land.css")
    sheet = found.assets["style.css"].body.decode()

    assert sheet.startswith(load_assets()["style.css"].body.decode())
    assert (
        "@media (prefers-color-scheme:light){:root{--kern-color-action-default:#1d477b;--kern-color-action-visited:#"
        in sheet
    )
    assert found.unknown == ("--kern-color-layout-background-default",)
    assert found.style == found.assets["style.css"].path


def test_nothing_but_colours_of_a_theme_reaches_a_reader(tmp_path):
    (tmp_path / "land.css").write_text(THEME)

    added = brand(tmp_path, theme="land.css").assets["style.css"].body[len(load_assets()["style.css"].body) :]

    assert b"there.test" not in added
    assert b"body" not in added
    assert b"layout-text-default" not in added


def test_a_pair_that_is_hard_to_read_is_refused_with_its_ratio(tmp_path):
    (tmp_path / "hell.css").write_text(
        "@media (prefers-color-scheme: light) {:root { --kern-color-layout-text-muted: #8a8a8a }}"
    )

    with pytest.raises(
        Misconfigured,
        match=r"hell\.css: layout-text-muted #8a8a8a on .* \(light\) has a contrast of 3\.45:1; .* 4\.5:1",
    ):
        brand(tmp_path, theme="hell.css")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"color": "#ffcc00"},
            r"brand.color: action-default #ffcc00 on layout-background-default #ffffff \(light\) .* 1\.5",
        ),
        ({"color": "#14527a", "color_dark": "#14527a"}, r"\(dark\) has a contrast of"),
        ({"theme": "fehlt.css"}, "cannot be read: No such file"),
        ({"coat_of_arms": "fehlt.svg"}, "cannot be read: No such file"),
        ({"coat_of_arms": "wappen.gif"}, r"must be a file of the kinds \.svg, \.png, \.webp"),
        ({"color": "blau"}, "must be a colour such as #14527a"),
    ],
)
def test_a_mistake_is_told_when_the_node_starts(tmp_path, settings, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        brand(tmp_path, **settings)


def test_a_theme_without_kern_is_no_theme(tmp_path):
    (tmp_path / "leer.css").write_text("body { color: red }")

    with pytest.raises(Misconfigured, match="has no custom property of KERN"):
        brand(tmp_path, theme="leer.css")


def test_one_colour_is_enough_and_is_brightened_for_the_night(tmp_path):
    sheet = brand(tmp_path, color="#7a1f2b").assets["style.css"].body.decode()
    own = read_sheet(sheet[len(load_assets()["style.css"].body.decode()) :])
    night = read_color(own.dark["--kern-color-action-default"])

    assert own.light["--kern-color-action-default"] == "#7a1f2b"
    assert own.light["--kern-color-action-on-default"] == "#ffffff"
    assert own.dark["--kern-color-action-on-default"] == "#000000"
    assert contrast(night, color_of(kern().dark, "--kern-color-layout-background-hued")) >= 7


def test_a_node_without_wishes_looks_like_all_others(tmp_path):
    found = brand(tmp_path)

    assert (found.style, found.arms, dict(found.assets)) == ("", "", {})


@pytest.mark.parametrize(
    "harm",
    [
        b"<script>alert(1)</script>",
        b"<svg:script>1</svg:script>",
        b'<g onload="x()"/>',
        b"<foreignObject><p/></foreignObject>",
        b'<image href="https://there.test/x.png"/>',
        b'<use xlink:href="https://there.test/x.svg#a"/>',
        b"<style>@import url(https://there.test/x.css)</style>",
        b'<path style="fill:url(https://there.test/x)"/>',
        b'<animate attributeName="href" to="javascript:x"/>',
        b'<a href="javascript:x()"/>',
    ],
)
def test_a_coat_of_arms_that_could_do_something_is_refused(tmp_path, harm):
    (tmp_path / "wappen.svg").write_bytes(ARMS.replace(b"</svg>", harm + b"</svg>"))

    with pytest.raises(Misconfigured, match="may only draw"):
        brand(tmp_path, coat_of_arms="wappen.svg")


@pytest.mark.parametrize(("name", "body"), [("wappen.png", ARMS), ("wappen.svg", PNG), ("wappen.webp", PNG)])
def test_a_coat_of_arms_is_what_its_ending_says(tmp_path, name, body):
    (tmp_path / name).write_bytes(body)

    with pytest.raises(Misconfigured, match=r"is not what its ending says|is no SVG"):
        brand(tmp_path, coat_of_arms=name)


def test_a_coat_of_arms_is_no_burden_for_readers(tmp_path):
    (tmp_path / "wappen.png").write_bytes(PNG + bytes(300_000))

    with pytest.raises(Misconfigured, match="bytes; 200000 are allowed"):
        brand(tmp_path, coat_of_arms="wappen.png")


def test_a_sheet_of_both_schemes_is_read_as_both():
    assert read_sheet(":root { --kern-color-a: #123 }") == Sheet({"--kern-color-a": "#123"}, {"--kern-color-a": "#123"})
