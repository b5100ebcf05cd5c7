"""The link a post is shown with: the first in its text that leads to a page, not to a person or a hashtag."""

import re
from collections.abc import Collection
from html import unescape
from typing import Final
from urllib.parse import urldefrag, urlsplit

LONGEST: Final = 2_000
_LOOKED_AT: Final = 20
# In HTML that our cleaner wrote: attributes in double quotes
_ANCHOR: Final = re.compile(r'<a((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_NO_PAGE: Final = frozenset({"mention", "hashtag", "u-url"})


def first_link(html: str, passed_over: Collection[str] = ()) -> str | None:
    """Of cleaned HTML, without its fragment. `passed_over` are addresses of people who are named, and of what is quoted."""
    if "<a " not in html:
        return None
    for number, found in enumerate(_ANCHOR.finditer(html)):
        if number == _LOOKED_AT:
            return None
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        if _NO_PAGE.isdisjoint(attributes.get("class", "").split()) and "tag" not in attributes.get("rel", "").split():
            link = as_link(unescape(attributes.get("href", "")))
            if link is not None and link not in passed_over:
                return link
    return None


def as_link(address: str) -> str | None:
    """The address of a page of the web, without fragment; None for everything else."""
    try:
        link = urldefrag(address.strip()).url
        parts = urlsplit(link)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return link if fits and len(link) <= LONGEST and link.isprintable() and " " not in link else None
