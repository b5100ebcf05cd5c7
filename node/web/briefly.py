"""A post above a form: whoever answers, shares or reports it has read it, and the first field should not be far below."""

from dataclasses import replace
from typing import Final

from markupsafe import Markup

from node.text.fold import excerpt
from node.text.html import to_text
from node.web.cards import Card

_LONGEST: Final = 300


def briefly(made: Card) -> Card:
    """Of a long post the beginning; the page leads to the rest."""
    text = to_text(made.content)
    if len(text) <= _LONGEST:
        return made
    beginning, left = [], _LONGEST
    for paragraph in text.split("\n\n"):
        beginning.append(Markup("<p>{}</p>").format(excerpt(paragraph, left)))
        left -= len(paragraph)
        if left <= 0:
            break
    return replace(
        made,
        content=Markup().join(beginning),
        is_brief=True,
        others=(),
        figures=(),
        ballot=None,
        preview=None,
        quoted=None,
        quote="",
    )
