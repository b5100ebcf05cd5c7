"""A collection of accounts that somebody recommends (FEP-7aa9)."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from node.errors import Invalid
from node.federation.addressing import same_origin
from node.federation.reading.post import author_of, page_of
from node.federation.reading.values import (
    embedded,
    is_kind,
    language_of,
    listed,
    past_of,
    text_of,
    texts_of,
    uri_of,
    web_of,
)
from node.model.collection import MOST_FOREIGN_ITEMS
from node.text.html import clean_name, to_text
from node.text.mentions import is_tag

LONGEST_NAME: Final = 256  # as Mastodon
LONGEST_DESCRIPTION: Final = 2_048


class ReadItem(NamedTuple):
    """Who is featured, as the collection says; `stamp_uri` has yet to be looked at."""

    uri: str
    account_uri: str
    stamp_uri: str
    published_at: datetime


class ReadCollection(NamedTuple):
    """`named` are items of which there is only the address. `description` is plain text, `tag` folded or empty."""

    uri: str
    url: str
    owner_uri: str
    name: str
    description: str
    language: str | None
    tag: str
    sensitive: bool
    discoverable: bool
    published_at: datetime
    updated_at: datetime
    items: tuple[ReadItem, ...]
    named: tuple[str, ...]


def is_collection(document: dict[str, Any]) -> bool:
    return is_kind(document, "FeaturedCollection")


def read_collection(document: dict[str, Any], *, now: datetime) -> ReadCollection:
    """Raises Invalid when it is none, or says neither where nor whose it is. Items that lie elsewhere are left out."""
    uri, owner_uri = web_of(document.get("id") or document.get("@id")), author_of(document)
    if not is_collection(document) or uri is None or owner_uri is None:
        raise Invalid("The document is no collection of recommended accounts.")
    texts = texts_of(document, "summary")
    language = next(iter(texts), None) or language_of(document.get("language"))
    description = to_text((texts.get(language or "") or text_of(document.get("summary")))[:LONGEST_DESCRIPTION])
    topic = embedded(document.get("topic"))
    tag = text_of(topic.get("name")).lstrip("#＃") if topic is not None else ""
    given = listed(document.get("orderedItems") or document.get("items"), MOST_FOREIGN_ITEMS)
    items = (_item(each, uri, now) for each in given if isinstance(each, dict))
    published = past_of(document.get("published"), now) or now
    return ReadCollection(
        uri=uri,
        url=page_of(document.get("url")) or uri,
        owner_uri=owner_uri,
        name=clean_name(text_of(document.get("name")), LONGEST_NAME),
        description=description,
        language=language,
        tag=tag if is_tag(tag) else "",
        sensitive=document.get("sensitive") is True,
        discoverable=document.get("discoverable") is not False,
        published_at=published,
        updated_at=past_of(document.get("updated"), now) or published,
        items=tuple(each for each in items if each is not None),
        named=tuple(found for each in given if not embedded(each) and (found := _near(each, uri)) is not None),
    )


def read_item(document: dict[str, Any], collection_uri: str, *, now: datetime) -> ReadItem:
    """One that was fetched for itself. Raises Invalid."""
    found = _item(document, collection_uri, now)
    if found is None:
        raise Invalid("The document is no item of that collection.")
    return found


def _item(given: dict[str, Any], collection_uri: str, now: datetime) -> ReadItem | None:
    uri, account_uri = _near(given, collection_uri), web_of(given.get("featuredObject"))
    stamp_uri = web_of(given.get("featureAuthorization"))
    if not is_kind(given, "FeaturedItem") or uri is None or account_uri is None or stamp_uri is None:
        return None
    return ReadItem(uri, account_uri, stamp_uri, past_of(given.get("published"), now) or now)


def _near(given: Any, collection_uri: str) -> str | None:
    """Its address, if it is on the collection's own server."""
    uri = uri_of(given)
    try:
        return uri if uri is not None and web_of(uri) and same_origin(uri, collection_uri) else None
    except Invalid:
        return None
