"""Collections and their pages: what they hold, and where they go on."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from node.errors import Invalid
from node.federation.reading.values import is_kind, listed, number_of, uri_of, web_of

MOST_ITEMS: Final = 500

Item: TypeAlias = str | dict[str, Any]

_KINDS: Final = ("Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`items` are addresses or whole objects. `next` is the page after these; for a collection that lists nothing
    itself, its first page. `owner_uri` is who it is attributed to (FEP-7888: then it is a thread its owner keeps).
    """

    uri: str | None
    items: tuple[Item, ...]
    next: str | None
    total: int | None
    owner_uri: str | None


def read_page(document: dict[str, Any]) -> Page:
    """A collection, with the first page it may have embedded, or a page. Raises Invalid when it is neither."""
    if not is_kind(document, *_KINDS):
        raise Invalid("The document is no collection.")
    items = _items(document)
    following = web_of(document.get("next"))
    first = document.get("first")
    if not items and first:
        if isinstance(first, dict) and is_kind(first, *_KINDS):
            items = _items(first)
            following = web_of(first.get("next")) or (None if items else web_of(first))
        else:
            following = web_of(first)
    return Page(
        uri=web_of(document.get("id") or document.get("@id")),
        items=items,
        next=following,
        total=number_of(document.get("totalItems")),
        owner_uri=web_of(document.get("attributedTo")),
    )


def _items(document: dict[str, Any]) -> tuple[Item, ...]:
    given = document.get("orderedItems") or document.get("items")
    if isinstance(given, dict) and "@list" in given:
        given = given["@list"]
    found: list[Item] = []
    for each in listed(given, MOST_ITEMS):
        if isinstance(each, dict) and not (each.keys() <= {"id", "@id"} or is_kind(each, "Link")):
            found.append(each)
        elif (uri := uri_of(each)) is not None:
            found.append(uri)
    return tuple(found)
