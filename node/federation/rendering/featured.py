"""Collections of recommended accounts (FEP-7aa9): the documents, and what is said about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from node.federation.rendering.contexts import Json, featuring_context
from node.federation.rendering.values import filled, without_context, written
from node.model.account import Account
from node.model.addresses import PUBLIC, Addresses
from node.model.collection import CollectionView, Featured

STAMP: Final = "FeatureAuthorization"


def featured_collection(view: CollectionView, addresses: Addresses) -> Json:
    """With everybody who is shown to all: give it the view of nobody."""
    found, owner = view.collection, view.owner
    items = [without_context(featured_item(each)) for each in view.items]
    document: Json = {
        "@context": featuring_context(),
        "id": found.uri,
        "type": "FeaturedCollection",
        "attributedTo": owner.uri,
        "name": found.name,
        "url": found.url,
        "sensitive": found.sensitive,
        "discoverable": found.discoverable,
        "published": written(found.created_at),
        "updated": written(found.updated_at),
        "totalItems": len(items),
    }
    if found.description and found.language:
        document["summaryMap"] = {found.language: found.description}
    if found.tag:
        document["topic"] = {"type": "Hashtag", "name": f"#{found.tag}", "href": addresses.tag_page(found.tag)}
    return document | filled(summary=found.description) | {"orderedItems": items}


def featured_item(featured: Featured) -> Json:
    item, account = featured.item, featured.account
    return {
        "@context": featuring_context(),
        "id": item.uri,
        "type": "FeaturedItem",
        "featuredObject": account.uri,
        "featuredObjectType": account.kind.value,
        **filled(featureAuthorization=item.stamp_uri),
        "published": written(item.created_at),
    }


def featured_collections(uri: str, owner: Account, collection_uris: Sequence[str]) -> Json:
    """What an account recommends: its collections by their ids, newest first."""
    return {
        "@context": featuring_context(),
        "id": uri,
        "type": "OrderedCollection",
        "attributedTo": owner.uri,
        "totalItems": len(collection_uris),
        "orderedItems": list(collection_uris),
    }


def feature_authorization(uri: str, by: Account, *, collection_uri: str) -> Json:
    """The stamp others fetch to see that the account lets itself be featured. Deleting it takes that back."""
    return {
        "@context": featuring_context(),
        "id": uri,
        "type": STAMP,
        "attributedTo": by.uri,
        "interactingObject": collection_uri,
        "interactionTarget": by.uri,
    }


def feature_request(uri: str, by: Account, *, account_uri: str, collection_uri: str, published: datetime) -> Json:
    """May I feature you?"""
    asked = _activity("FeatureRequest", uri, by, account_uri, published, to=[account_uri])
    return asked | {"instrument": collection_uri}


def accept_feature(
    uri: str, by: Account, *, asker_uri: str, request_uri: str, stamp_uri: str, published: datetime
) -> Json:
    return _activity("Accept", uri, by, request_uri, published, to=[asker_uri]) | {"result": stamp_uri}


def reject_feature(uri: str, by: Account, *, asker_uri: str, request_uri: str, published: datetime) -> Json:
    return _activity("Reject", uri, by, request_uri, published, to=[asker_uri])


def revoke_feature(uri: str, by: Account, *, stamp_uri: str, collection_uri: str, published: datetime) -> Json:
    """The stamp is deleted. To everybody, so that whoever holds the collection learns of it."""
    gone = without_context(feature_authorization(stamp_uri, by, collection_uri=collection_uri))
    return _activity("Delete", uri, by, gone, published, to=[PUBLIC])


def featuring(kind: str, uri: str, by: Account, about: Json | str, *, target: str = "", published: datetime) -> Json:
    """Add, Remove or Update of a collection (`target`: all of the account's) or of an item (`target`: its
    collection)."""
    told = without_context(about) if isinstance(about, dict) else about
    activity = _activity(kind, uri, by, told, published, to=[PUBLIC])
    return activity | filled(cc=[by.followers_uri] if by.followers_uri else [], target=target)


def _activity(kind: str, uri: str, by: Account, about: Any, published: datetime, *, to: Sequence[str]) -> Json:
    return {
        "@context": featuring_context(),
        "id": uri,
        "type": kind,
        "actor": by.uri,
        "published": written(published),
        "to": list(to),
        "object": about,
    }
