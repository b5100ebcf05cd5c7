"""An independent look at a whole page: nothing in it runs, loads from others, or sends anywhere but to us."""

from collections.abc import Iterable
from html.parser import HTMLParser

import lxml.html

from node.text.html import SCHEMES

ELEMENTS = frozenset(
    """
    html head meta title link body header footer main nav search section article aside details summary figure figcaption
    h1 h2 h3 h4 h5 h6 p div span a ul ol li dl dt dd blockquote pre code em strong b i u s del sub sup ruby rt rp br wbr hr
    table caption thead tbody tfoot tr th td time bdi img form fieldset legend label input select option textarea button
    svg rect video audio
    """.split()
)
"""What our templates are made of, and what `text/html.py` lets through. No script, style, frame, object or base."""

_LOADS = ("src", "srcset", "poster", "data", "background", "ping", "manifest", "icon", "cite", "longdesc", "xlink:href")
_SENDS = ("action", "formaction")
_LINKS = frozenset({"stylesheet", "icon", "canonical", "alternate"})
_ALLOWED = ("/", "#", "?", *(f"{scheme}:" for scheme in SCHEMES))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_pi = unknown_decl = handle_comment


def _elements(page: str) -> Iterable[tuple[str, dict[str, str]]]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.odd == []
    yield from reader.found
    for each in lxml.html.document_fromstring(page).iter():
        assert isinstance(each.tag, str), "a comment or an instruction"
        yield each.tag, dict(each.attrib)


def assert_harmless(page: str, origin: str) -> None:
    """By either parser, since browsers are a third one."""
    for tag, attributes in _elements(page):
        said = f"<{tag} {attributes}>"
        assert tag in ELEMENTS, said
        for name, value in attributes.items():
            assert not name.startswith("on"), said
            assert name not in {"style", "srcdoc", "is", "slot", "contenteditable"}, said
            if name in _LOADS:
                assert value.startswith(("/static/", "/media/", f"{origin}/")), said
            if name in _SENDS:
                assert value.startswith("/"), said
                assert not value.startswith(("//", "/\\")), said
            if name == "href":
                assert value.startswith(_ALLOWED) and not value.startswith("//"), said
        if tag == "link":
            assert attributes["rel"] in _LINKS, said
            assert attributes["rel"] not in {"stylesheet", "icon"} or attributes["href"].startswith("/static/"), said
        if tag == "meta":
            assert "http-equiv" not in attributes, said
