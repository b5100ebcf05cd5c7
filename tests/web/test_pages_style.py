"""What every reader loads besides a page: small, of our own, and made from the sources that stand here."""

import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest

import node
from node.web.rendering import Alarm
from tests.web.browser import Browser
from tests.web.test_brand import ARMS
from tests.web.test_pages_parts import RENDERING, frame as frame_of

WEB = Path(node.__file__).parent / "web"
SHEET = WEB / "static" / "style.css"
FONTS = sorted((WEB / "static").glob("*.woff2"))


def test_there_is_one_style_sheet_and_it_is_light():
    body = SHEET.read_bytes()

    assert len(body) <= 90_000
    assert len(gzip.compress(body, 9)) <= 15_000


def test_two_fonts_of_latin_letters_are_light():
    assert [font.name for font in FONTS] == ["fira-sans-regular.woff2", "fira-sans-semi-bold.woff2"]
    assert [font.name for font in FONTS if font.stat().st_size > 30_000] == []


def test_the_style_sheet_names_its_licence_and_where_its_parts_come_from():
    notice = SHEET.read_text(encoding="utf-8").partition("*/")[0]

    assert "EUPL-1.2" in notice
    assert "@kern-ux/native" in notice


def test_the_style_sheet_was_made_from_the_sources_beside_it():
    """Whoever changes a source and forgets `make assets` is told here, also without npm."""
    names = sorted(each.name for each in (WEB / "style").iterdir() if each.suffix in {".scss", ".mjs", ".json"})
    digest = sha256(b"".join((WEB / "style" / name).read_bytes() for name in names)).hexdigest()[:12]

    assert f"sources {digest}." in SHEET.read_text(encoding="utf-8").partition("*/")[0]


def test_text_is_there_before_its_font_and_nothing_comes_from_elsewhere():
    text = SHEET.read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\{[^}]*\}", text)

    assert len(faces) == 2
    assert all("font-display:swap" in face and "unicode-range" in face for face in faces)
    assert re.findall(r"url\((?!/static/|[\"']?data:)[^)]*\)", text) == []
    assert "@import" not in text


def test_every_colour_is_one_of_kern_and_old_browsers_understand_it():
    assert "oklch(" not in SHEET.read_text(encoding="utf-8").replace("in oklch", "")


async def test_fonts_are_kept_for_a_year_and_are_where_the_style_sheet_says(node):
    for path in re.findall(r"url\((/static/[^)]*\.woff2)\)", SHEET.read_text(encoding="utf-8")):
        seen = await node.get(path)

        assert seen.status == 200
        assert seen.headers["Content-Type"] == "font/woff2"
        assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_all_parts_are_shown_on_one_page(node):
    reader = Browser(node)

    await reader.get("/_style")

    assert "Offizieller Kanal: Stadt Musterhausen" in reader.page.text
    assert "Hochwasser am Mühlbach" in reader.page.text
    assert '<article class="post main ours"' in reader.page.html


async def test_outside_of_development_nobody_sees_that_page(make_node):
    town = await make_node(federation={"development_hosts": []})

    assert (await town.get("/_style")).status == 404


async def test_a_brand_is_on_every_page(make_node, tmp_path):
    (tmp_path / "wappen.svg").write_bytes(ARMS)
    town = await make_node(
        brand={"coat_of_arms": "wappen.svg", "color": "#7a1f2b", "fonts": "system"},
        organizations=[{"key": "stadt", "name": "Stadt Musterhausen", "kind": "municipality"}],
    )
    reader = Browser(town)

    await reader.get("/gibt-es-nicht")

    assert "Offizieller Auftritt: Stadt Musterhausen" in reader.page.text
    found = await town.get(re.search(r'"(/static/[^"]*style\.css)"', reader.page.html)[1])
    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    sheet = await found.read()
    assert b"--kern-color-action-default:#7a1f2b" in sheet
    assert b"--kern-typography-font-family-default:system-ui" in sheet
    arms = await town.get(re.search(r'"(/static/[^"]*wappen\.svg)"', reader.page.html)[1])
    assert await arms.read() == ARMS
    assert arms.headers["Content-Type"] == "image/svg+xml"
    assert arms.headers["X-Content-Type-Options"] == "nosniff"
    assert arms.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


async def test_a_warning_for_everybody_stands_above_everything():
    frame = frame_of("de", alarms=[Alarm("Hochwasser", "Meiden Sie die <Uferwege>.", "/lokal")])

    html = RENDERING.page("told.html", frame, heading="Seite", sentences=(), link=("/", "Weiter")).decode()

    assert html.index("Hochwasser") < html.index("<header")
    assert "Meiden Sie die &lt;Uferwege&gt;." in html


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_tools_make_the_same_files_again(tmp_path):
    from scripts.assets import BESIDE_THE_SOURCES, make  # needs npm

    make(tmp_path)

    for made in tmp_path.iterdir():
        kept = WEB / ("style" if made.name == BESIDE_THE_SOURCES else "static") / made.name
        assert made.read_bytes() == kept.read_bytes(), made.name
