"""The link a post of somebody else is shown with, and what its author's server says of the page there (FEP-8967).

The preview is a claim: words, cleaned, and never a picture. Nothing is fetched for it.
"""

from collections.abc import Collection
from typing import Any, Final

from node.federation.reading.values import href_of, is_kind, language_of, listed, text_of
from node.model.preview import Page
from node.text.firstlink import as_link, first_link
from node.text.pagehead import cleaned

_LOOKED_AT: Final = 16
_FILES: Final = ("image/", "video/", "audio/")
_LONGEST: Final = 10_000


def read_link(
    document: dict[str, Any], content: str, passed_over: Collection[str], page: str
) -> tuple[str | None, Page | None]:
    """What it names as attached, else the first link in its text. `page` is where the post itself is shown."""
    for each in listed(document.get("attachment"), _LOOKED_AT):
        if not isinstance(each, dict) or not is_kind(each, "Link"):
            continue
        if text_of(each.get("mediaType")).startswith(_FILES):
            continue
        link = as_link(href_of(each) or "")
        if link is not None:
            return link, _claim(each)
    return first_link(content, {*passed_over, page}), None


def _claim(link: dict[str, Any]) -> Page | None:
    """None unless it has a title: the name of a Link alone may be anything."""
    for each in listed(link.get("preview"), 4):
        if isinstance(each, dict):
            said = cleaned(
                Page(
                    title=text_of(each.get("name"))[:_LONGEST],
                    description=text_of(each.get("summary"))[:_LONGEST],
                    site=_name_of(each.get("generator")),
                    author=_name_of(each.get("attributedTo")),
                    language=language_of(each.get("inLanguage")),
                )
            )
            if said.title:
                return said
    return None


def _name_of(value: Any) -> str:
    return next((text_of(each.get("name"))[:_LONGEST] for each in listed(value, 2) if isinstance(each, dict)), "")
