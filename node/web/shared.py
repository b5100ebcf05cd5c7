"""What others show of a page of ours where somebody links it (OpenGraph)."""

from typing import NamedTuple

from node.web.cards import Card


class SharedImage(NamedTuple):
    """`path` on this node; `text` says what is to be seen."""

    path: str
    text: str


def shared_image(shown: Card) -> SharedImage | None:
    """The first picture of a post, unless it is folded away here."""
    if shown.warning or shown.sensitive:
        return None
    for each in shown.figures:
        if each.shape == "img" and (path := each.source or each.preview):
            return SharedImage(path, each.text)
    return None
