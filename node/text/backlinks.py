"""Links with `rel="me"`: a page says that a profile is its own (microformats.org/wiki/rel-me). Strangers write it; it is gone
through once, within bounds, and nothing of it is followed."""

import re
from typing import Final
from urllib.parse import urljoin

from node.text.pagehead import attributes_at

_LINK: Final = re.compile(r"<(?:a|link)(?=[\s/])", re.IGNORECASE)
_MOST: Final = 5_000
_ONLY_A_LINK: Final = re.compile(r'<a href="(https?://[^"]{1,2000})"[^<>]*>(?:[^<>]|</?span[^<>]*>)*</a>')


def links_to_me(text: str, url: str) -> set[str]:
    """Whole addresses, as they stand on the page at `url`."""
    found: set[str] = set()
    for number, match in enumerate(_LINK.finditer(text)):
        if number >= _MOST:
            break
        attributes, _ = attributes_at(text, match.end())
        if "me" in attributes.get("rel", "").lower().split():
            try:
                found.add(urljoin(url, attributes.get("href", "").strip()))
            except ValueError:
                continue
    return found


def only_link(html: str) -> str:
    """The address a line of a profile leads to, where it is a link and nothing else; empty otherwise. `html` is ours."""
    match = _ONLY_A_LINK.fullmatch(html.strip())
    return match[1].replace("&amp;", "&") if match else ""
