"""The documentation as a site: it builds without a complaint, every page of it is found, and it asks nobody else for anything."""

import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md"))
# What a browser fetches by itself; a link to elsewhere is followed by people
FETCHED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
}
FETCHED_RELS = {"stylesheet", "icon", "shortcut", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(folder / "kept")]
    built = subprocess.run(
        [*command, str(DOCS), str(folder / "html")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (built.returncode, built.stderr) == (0, "")
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site):
    """Path in the site to the page as browsers understand it."""
    return {
        path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes()) for path in site.rglob("*.html")
    }


def test_every_paper_is_a_page_of_the_menu(pages):
    menus = pages["architecture.html"], pages["index.html"]
    listed = {
        (Path(href).as_posix())
        for menu in menus
        for href in menu.xpath("//div[@class='sidebar-tree']//a/@href")
        if not href.startswith("#")
    } | {"index.html", "architecture.html"}

    assert {f"{page}.html" for page in map(Path.as_posix, PAGES)} - listed == set()
    assert {f"{page}.html" for page in map(Path.as_posix, PAGES)} <= set(pages)


def test_no_page_asks_another_server_for_anything(site, pages):
    asked = [
        (name, element.get(attribute))
        for name, page in pages.items()
        for tag, attribute in FETCHED.items()
        for element in page.iter(tag)
        if urlsplit(element.get(attribute) or "").netloc
    ]
    asked += [
        (name, link.get("href"))
        for name, page in pages.items()
        for link in page.iter("link")
        if FETCHED_RELS & set((link.get("rel") or "").split()) and urlsplit(link.get("href")).netloc
    ]
    for style in site.rglob("*.css"):
        asked += [(style.name, found) for found in re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)'\"]+", style.read_text())]  # fmt: skip

    assert asked == []


def test_every_link_leads_to_a_page_and_a_place_on_it(site, pages):
    broken = []
    for name, page in pages.items():
        for href in page.xpath("//a/@href"):
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                continue
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            target = target.resolve()
            if not target.is_file():
                broken.append((name, href))
            elif parts.fragment and target.suffix == ".html":
                found = pages[target.relative_to(site.resolve()).as_posix()]
                if not found.xpath("//*[@id=$id]", id=unquote(parts.fragment)):
                    broken.append((name, href))

    assert broken == []


def test_each_page_says_its_language_and_leads_to_the_other(pages):
    for page in map(Path.as_posix, PAGES):
        root = pages[f"{page}.html"]
        german = page == "index" or page.endswith(".de")
        others = root.xpath("//p[@class='languages']/a")

        assert root.get("lang") == ("de" if german else "en"), page
        if page.endswith((".de", ".en")) or page == "index":
            assert [link.get("hreflang") for link in others] == ["en" if german else "de"], page
        assert bool(root.xpath("//a[contains(@class, 'skip-to-content')]")), page
        words = root.xpath("string(//a[contains(@class, 'skip-to-content')])").strip()
        assert words == ("Zum Inhalt springen" if german else "Skip to content"), page


def test_the_menu_shows_one_language(pages):
    german = pages["index.html"].xpath("//div[@class='sidebar-tree']//p[@class='caption']//text()")
    english = pages["index.en.html"].xpath("//div[@class='sidebar-tree']//p[@class='caption']//text()")

    assert [each.strip() for each in german if each.strip()] == [
        "Redaktion",
        "Betrieb",
        "Entwicklung",
        "Project papers",
    ]
    assert [each.strip() for each in english if each.strip()] == [
        "Editors",
        "Operators",
        "Developers",
        "Project papers",
    ]


def test_pages_can_be_read_by_everybody(pages):
    """One heading on top and no step left out, words for every picture, ids that are there once."""
    wrong = []
    for page in map(Path.as_posix, PAGES):
        root = pages[f"{page}.html"]
        levels = [int(element.tag[1]) for element in root.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4]")]  # fmt: skip
        if levels.count(1) != 1 or levels[0] != 1 or any(b - a > 1 for a, b in pairwise(levels)):
            wrong.append((page, levels))
        wrong += [(page, image.get("src")) for image in root.iter("img") if not image.get("alt")]
        wrong += [(page, name) for name, count in Counter(root.xpath("//@id")).items() if count > 1]

    assert wrong == []


def test_every_page_for_readers_is_there_in_both_languages():
    for folder in ("editors", "admin", "developers"):
        names = {path.name for path in (DOCS / folder).glob("*.md")}
        assert {name.replace(".de.", ".en.") for name in names if ".de." in name} == {n for n in names if ".en." in n}
        assert [name for name in names if not name.endswith((".de.md", ".en.md"))] == []
