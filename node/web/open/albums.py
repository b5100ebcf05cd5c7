"""`/open/v1/channels/NAME/albums`: pictures a channel put together, in its order (S35)."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from aiohttp import web

from node.context import Context
from node.errors import NotFound
from node.model.account import Account
from node.model.album import MOST_ALBUMS, MOST_PICTURES, AlbumPicture, AlbumView
from node.model.ids import HIGHEST
from node.outbox.dumps import forms
from node.store.database import Tx
from node.web import asked
from node.web.keys import NODE
from node.web.open.answer import begin, give, give_rows, in_one, listed
from node.web.open.asked import MOST, beside, channel_named, offices_of, refuse_unknown
from node.web.open.shown import ALBUM_COLUMNS, PICTURE_COLUMNS
from node.web.page import number


async def list_albums(request: web.Request) -> web.StreamResponse:
    """Newest first; not those in which nothing is to be seen."""
    form = begin(request)
    refuse_unknown(request, {"before", "limit"})
    node = request[NODE]
    limit = asked.number(request, "limit", least=1, most=MOST, default=MOST)
    before = asked.cursor(request, "before", default=HIGHEST)
    whole = form in {"csv", "ndjson"}
    account, found = await node.store.read(
        partial(
            _albums,
            name=request.match_info["name"],
            offices=offices_of(request),
            before=before,
            limit=MOST_ALBUMS if whole else limit,
        )
    )
    items, licence = [_album(each, node) for each in found], node.config.license_of(account.name)
    if whole:
        return await give_rows(request, in_one(items), ALBUM_COLUMNS, form, licence)
    older = beside(request, before=found[-1].album.id) if len(found) == limit else None
    return give(request, listed(request, items, next=older), licence=licence)


async def show_album(request: web.Request) -> web.StreamResponse:
    """With its pictures in their order."""
    form = begin(request)
    refuse_unknown(request, {"after", "limit"})
    node, name, album_id = request[NODE], request.match_info["name"], number(request.match_info["id"])
    limit = asked.number(request, "limit", least=1, most=MOST, default=MOST)
    after = asked.cursor(request, "after", default=0)
    whole = form in {"csv", "ndjson"}
    view, pictures = await node.store.read(
        partial(
            _pictures,
            name=name,
            offices=offices_of(request),
            album_id=album_id,
            after=after,
            limit=MOST_PICTURES if whole else limit,
        )
    )
    items, licence = [_picture(each, node) for each in pictures], node.config.license_of(view.owner.name)
    if whole:
        return await give_rows(request, in_one(items), PICTURE_COLUMNS, form, licence)
    further = beside(request, after=pictures[-1].place) if len(pictures) == limit else None
    return give(request, {**_album(view, node), "items": items, "next": further}, licence=licence)


async def _albums(
    tx: Tx, *, name: str, offices: Collection[str], before: int, limit: int
) -> tuple[Account, Sequence[AlbumView]]:
    account = await channel_named(tx, name, offices)
    found = await tx.albums.of_account(account.id, before=before, limit=limit)
    return account, await tx.albums.views(found)


async def _pictures(
    tx: Tx, *, name: str, offices: Collection[str], album_id: int, after: int, limit: int
) -> tuple[AlbumView, Sequence[AlbumPicture]]:
    account = await channel_named(tx, name, offices)
    found = await tx.albums.find(album_id)
    if found is None or found.account_id != account.id:
        raise NotFound("there is no such album")
    [view] = await tx.albums.views([found])
    return view, await tx.albums.pictures(found.id, after=after, limit=limit)


def _album(view: AlbumView, node: Context) -> dict[str, Any]:
    found, addresses = view.album, node.addresses
    return {
        "id": str(found.id),
        "type": "ImageGallery",
        "uri": found.uri,
        "url": addresses.album_page(view.owner, found.id),
        "channel": view.owner.name,
        "title": found.title,
        "description": found.description,
        "language": found.language,
        "created": found.created_at,
        "updated": found.updated_at,
        "pictures": view.count,
        "cover": None if view.cover is None else forms.media(view.cover.media, addresses),
        "license": node.config.license_of(view.owner.name),
    }


def _picture(each: AlbumPicture, node: Context) -> dict[str, Any]:
    return {
        **forms.media(each.media, node.addresses),
        "id": str(each.media.id),
        "uri": each.uri,
        "post": each.post.uri,
        "published": each.post.published_at,
        "language": each.post.language,
        "sensitive": each.is_sensitive,
    }
