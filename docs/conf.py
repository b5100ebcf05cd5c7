"""How the documentation becomes a static site: `make docs`. Its pages are the Markdown files beside this one, as they are.

There are two languages in one site. `name.de.md` is German, `name.en.md` English, and everything else English, but for
`index.md`. Each page has the words of its own language around it, a way to the same page in the other one, and in its
menu only what is written in its language.
"""

from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

import node

project = "Allmende"
author = "Allmende"
copyright = "Allmende, EUPL-1.2"  # noqa: A001  # Sphinx wants it so
version = release = node.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
language = "de"
myst_heading_anchors = 3
# Files of the repository that pages point to are not pages of the site
suppress_warnings = ["myst.xref_missing"]

html_theme = "furo"
html_title = "Allmende"
html_static_path = ["_static"]
html_css_files = ["site.css"]
templates_path = ["_templates"]
html_show_sphinx = False
html_copy_source = False
html_permalinks = False
html_theme_options = {
    "navigation_with_keys": False,
    "light_css_variables": {
        "color-brand-primary": "#1f42a8",
        "color-brand-content": "#1f42a8",
        "color-brand-visited": "#4a3a8c",
        "color-foreground-muted": "#4f5672",
    },
    "dark_css_variables": {
        "color-brand-primary": "#a9bcff",
        "color-brand-content": "#a9bcff",
        "color-brand-visited": "#c9b8ff",
    },
}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}

GERMAN = frozenset({"Redaktion", "Betrieb", "Entwicklung"})
ENGLISH = frozenset({"Editors", "Operators", "Developers"})
"""Parts of the menu of one language; the others are for both."""

# Of the theme's words those it has no German for
_WORDS = {"Skip to content": "Zum Inhalt springen", "Back to top": "Nach oben", "Previous": "Zurück", "Next": "Weiter"}


def _language_of(page: str) -> str:
    return "de" if page.endswith(".de") or page in {"index", "search", "genindex"} else "en"


def _other(page: str) -> str | None:
    """The same page in the other language."""
    pairs = {"index": "index.en", "index.en": "index"}
    stem, _, ending = page.rpartition(".")
    return pairs.get(page) or {"de": f"{stem}.en", "en": f"{stem}.de"}.get(ending)


def _menu(html: str, mine: str) -> str:
    menu = BeautifulSoup(html, "html.parser")
    for caption in menu.find_all("p", class_="caption"):
        below = caption.find_next_sibling("ul")
        name = caption.get_text()
        if name in (ENGLISH if mine == "de" else GERMAN):
            for part in filter(None, (below, caption)):
                part.decompose()
            continue
        caption["aria-level"] = "2"
        if mine == "de" and name not in GERMAN:
            for part in filter(None, (below, caption)):
                part["lang"] = "en"
    return str(menu)


def _reachable(body: str) -> str:
    """What can be wider than a small screen is moved by keyboard, too."""
    return body.replace("<pre>", '<pre tabindex="0">').replace(
        '<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'
    )


def _dress(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    mine = _language_of(page)
    other = _other(page)
    plain = context["toctree"]
    context["language"] = mine
    context["other_page"] = other if other in app.env.all_docs else None
    context["toctree"] = lambda **options: _menu(plain(**options), mine)
    if "body" in context:
        context["body"] = _reachable(context["body"])
    if mine == "en":
        context["gettext"] = context["_"] = lambda words: words
    else:
        german = app.builder.templates.environment.globals["gettext"]
        context["gettext"] = context["_"] = lambda words: _WORDS.get(words.strip()) or german(words)


def setup(app: Sphinx) -> None:
    # Before the theme, which asks for the menu
    app.connect("html-page-context", _dress, priority=100)
