"""Collections, their pages, and what is left of something deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from node.federation.rendering.contexts import Json, activity_context, post_context
from node.federation.rendering.values import filled, without_context, written


def first_page(collection_uri: str) -> str:
    """The address of a collection's first page."""
    return f"{collection_uri}?page=true"


def ordered_collection(
    uri: str,
    *,
    total: int | None = None,
    first: str | None = None,
    items: Sequence[str | Json] | None = None,
    owner_uri: str | None = None,
    ordered: bool = True,
) -> Json:
    """With `first` it is paged, with `items` it is whole, with neither it only says how many there are."""
    kind, name = ("OrderedCollection", "orderedItems") if ordered else ("Collection", "items")
    document: Json = {"@context": _context(items), "id": uri, "type": kind}
    document |= filled(attributedTo=owner_uri, totalItems=total, first=first)
    return document if items is None else document | {name: _listed(items)}


def collection_page(
    uri: str,
    *,
    part_of: str,
    items: Sequence[str | Json],
    next: str | None = None,  # noqa: A002  # as the property is called
    prev: str | None = None,
    owner_uri: str | None = None,
    ordered: bool = True,
) -> Json:
    kind, name = ("OrderedCollectionPage", "orderedItems") if ordered else ("CollectionPage", "items")
    document: Json = {"@context": _context(items), "id": uri, "type": kind, "partOf": part_of}
    document |= filled(attributedTo=owner_uri, next=next, prev=prev)
    return document | {name: _listed(items)}


def tombstone(uri: str, *, deleted_at: datetime, former_type: str) -> Json:
    """What a deleted thing's address answers, with 410."""
    return {
        "@context": activity_context(),
        "id": uri,
        "type": "Tombstone",
        "formerType": former_type,
        "deleted": written(deleted_at),
    }


def _context(items: Sequence[str | Json] | None) -> list[Any]:
    has_objects = items is not None and any(isinstance(each, dict) for each in items)
    return post_context() if has_objects else activity_context()


def _listed(items: Sequence[str | Json]) -> list[str | Json]:
    return [each if isinstance(each, str) else without_context(each) for each in items]
