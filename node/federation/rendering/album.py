"""Albums: an OrderedCollection of pictures, each an Image within the document of its post."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from node.federation.rendering.collections import collection_page, first_page
from node.federation.rendering.contexts import Json, activity_context, post_context
from node.federation.rendering.note import attachment
from node.federation.rendering.values import filled, without_context, written
from node.model.account import Account
from node.model.addresses import PUBLIC, Addresses
from node.model.album import AlbumPicture, AlbumView


def album(view: AlbumView, addresses: Addresses, *, pictures: Sequence[AlbumPicture] | None = None) -> Json:
    """With all its pictures, or without any the way to their first page."""
    found, owner = view.album, view.owner
    said = escape(found.description, quote=False)
    document: Json = {
        "@context": post_context(),
        "id": found.uri,
        "type": "OrderedCollection",
        "attributedTo": owner.uri,
        "name": found.title,
        "url": addresses.album_page(owner, found.id),
        "published": written(found.created_at),
        "updated": written(found.updated_at),
        "totalItems": view.count,
    }
    document |= filled(summary=said)
    if found.language:
        document["nameMap"] = {found.language: found.title}
        document |= {"summaryMap": {found.language: said}} if said else {}
    if view.cover is not None:
        document["icon"] = attachment(view.cover.media)
    if pictures is None:
        return document | {"first": first_page(found.uri)}
    return document | {"orderedItems": [album_picture(each, owner) for each in pictures]}


def album_page(
    uri: str,
    view: AlbumView,
    pictures: Sequence[AlbumPicture],
    *,
    next: str | None,  # noqa: A002  # as it is called
) -> Json:
    items = [album_picture(each, view.owner) for each in pictures]
    return collection_page(uri, part_of=view.album.uri, items=items, next=next, owner_uri=view.owner.uri)


def album_picture(each: AlbumPicture, owner: Account) -> Json:
    """Its id lies within that of its post: whoever asks for it gets the post, or that it is gone."""
    document = {"id": each.uri, "attributedTo": owner.uri, "published": written(each.post.published_at)}
    document |= attachment(each.media)
    return document | ({"sensitive": True} if each.is_sensitive else {})


def album_told(
    kind: str, uri: str, by: Account, about: Json | Sequence[str], *, target: str = "", published: datetime
) -> Json:
    """Add and Remove of pictures (`target`: the album), Update and Delete of the album itself. Pictures are named by their
    ids alone: what is said of them stays with their post, and nobody takes the post itself for pinned."""
    told = without_context(about) if isinstance(about, dict) else about[0] if len(about) == 1 else list(about)
    activity: Json = {
        "@context": post_context() if kind == "Update" else activity_context(),
        "id": uri,
        "type": kind,
        "actor": by.uri,
        "published": written(published),
        "to": [PUBLIC],
        "cc": [by.followers_uri] if by.followers_uri else [],
        "object": told,
    }
    return activity | filled(target=target)
