"""`/users/{name}/albums/{id}`: pictures that one of ours put together, and the list of all such albums."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound
from node.federation import rendering
from node.model.account import Account
from node.model.album import AlbumPicture, AlbumView
from node.model.ids import HIGHEST
from node.store.database import Tx
from node.store.listeners import Told
from node.web.activitypub.access import account_named, admit, refuse_blocked_by
from node.web.activitypub.respond import PER_PAGE, cursor, form_for, number_of, respond, see_page, wants_items
from node.web.cache import Document
from node.web.keys import NODE, SERVED

_MOST = 1_000


async def get_albums(request: web.Request) -> web.Response:
    """By their ids, newest first; not those in which nothing is to be seen."""
    signer = await admit(request)
    node, name = request[NODE], request.match_info["name"]
    account, uris = await node.store.read(_listed, node.addresses.actor(name))
    await refuse_blocked_by(node, account.id, signer)
    made = rendering.ordered_collection(node.addresses.albums(name), total=len(uris), items=uris, owner_uri=account.uri)
    return respond(request, Document.of(made), private=signer is not None)


async def get_album(request: web.Request) -> web.Response:
    """Whole, or page by page where it is long."""
    form = form_for(request)
    node, name, number = request[NODE], request.match_info["name"], number_of(request)
    if form == "page":
        return see_page(f"{node.addresses.base}/@{name}/alben/{number}")
    signer = await admit(request)
    after = cursor(request, "after") if wants_items(request) else -1
    key, cache = f"album {name} {number} {after}", request[SERVED].documents
    document = cache.find(key)
    if document is None:
        async with cache.making(key) as watch:
            document = cache.find(key)
            if document is None:
                view, pictures = await node.store.read(_view, node.addresses.actor(name), number, max(after, 0))
                document = Document.of(_made(request, view, pictures, after), owner_id=view.owner.id)
                watch.keep(key, document, dependencies(view, pictures))
    await refuse_blocked_by(node, document.owner_id, signer)
    return respond(request, document, form=form, private=signer is not None)


def _made(request: web.Request, view: AlbumView, pictures: Sequence[AlbumPicture], after: int) -> rendering.Json:
    addresses, uri = request[NODE].addresses, view.album.uri
    if after < 0:
        return rendering.album(view, addresses, pictures=pictures if view.count <= PER_PAGE else None)
    first, shown = rendering.first_page(uri), pictures[:PER_PAGE]
    following = f"{first}&after={shown[-1].place}" if len(pictures) > PER_PAGE else None
    here = first if after == 0 else f"{first}&after={after}"
    return rendering.album_page(here, view, shown, next=following)


def dependencies(view: AlbumView, pictures: Sequence[AlbumPicture]) -> set[Told]:
    """What the rendered album changes with: itself, its owner, and the posts its pictures hang on."""
    shown = [*pictures, *([] if view.cover is None else [view.cover])]
    return {
        ("album", str(view.album.id)),
        ("account", str(view.owner.id)),
        *(("post", str(each.post.id)) for each in shown),
    }


async def _listed(tx: Tx, uri: str) -> tuple[Account, Sequence[str]]:
    account = await account_named(tx, uri)
    return account, [each.uri for each in await tx.albums.of_account(account.id, before=HIGHEST, limit=_MOST)]


async def _view(tx: Tx, uri: str, number: int, after: int) -> tuple[AlbumView, Sequence[AlbumPicture]]:
    account = await account_named(tx, uri)
    found = await tx.albums.find(number)
    if found is None or found.account_id != account.id:
        raise NotFound("there is no such album")
    [view] = await tx.albums.views([found])
    return view, await tx.albums.pictures(found.id, after=after, limit=PER_PAGE + 1)
