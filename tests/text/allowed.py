"""An independent look at HTML: what elements, attributes and addresses are in it (lxml and the standard library)."""

from html.parser import HTMLParser

import lxml.html

from node.text.html import CLASSES, REL, SCHEMES, TAGS

ATTRIBUTES = {
    "a": {"href", "rel", "class", "translate"},
    "span": {"class", "translate"},
    "p": {"class"},
    "ol": {"start", "reversed"},
    "li": {"value"},
}
EVERYWHERE = {"lang", "dir"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.odd = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def _by_parser(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.odd == []
    return reader.found


def _by_lxml(html):
    if not html.strip():
        return []
    root = lxml.html.fragment_fromstring(html, create_parent="main")
    assert all(isinstance(each.tag, str) for each in root.iter())
    return [(each.tag, dict(each.attrib)) for each in root.iterdescendants()]


def assert_only_allowed(html):
    """Fails when anything but the allow-list is in it, by either parser."""
    for tag, attributes in [*_by_parser(html), *_by_lxml(html)]:
        assert tag in TAGS, html
        assert attributes.keys() <= ATTRIBUTES.get(tag, set()) | EVERYWHERE, html
        assert set((attributes.get("class") or "").split()) <= CLASSES, html
        if tag == "a":
            assert attributes["rel"] == REL, html
            assert "href" not in attributes or attributes["href"].partition(":")[0].lower().strip() in SCHEMES, html
