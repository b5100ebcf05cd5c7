"""How a post or a file says to programs that AI made it (AI Act Art. 50): a property of ours, and IPTC's word for it."""

from collections.abc import Iterator
from typing import Any

from node.model.label import DIGITAL_SOURCE_TYPE, AiUse, ai_words


def labels(use: AiUse) -> dict[str, Any]:
    """Nothing where there is nothing to say."""
    return {} if use is AiUse.NONE else {"aiUse": use.value, "digitalSourceType": use.source_type}


def label_tags(use: AiUse, language: str | None) -> Iterator[dict[str, Any]]:
    """The same among the tags, with words: a Link, as FEP-e232 has them, and no hashtag."""
    if use is not AiUse.NONE:
        yield {
            "type": "Link",
            "rel": DIGITAL_SOURCE_TYPE,
            "href": use.source_type,
            "mediaType": "text/html",
            "name": ai_words(use, language),
        }
