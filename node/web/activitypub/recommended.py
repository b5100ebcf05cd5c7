"""`/users/{name}/recommended/{id}`: collections of accounts that one of ours recommends (FEP-7aa9), their items, and the
list of them."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound
from node.federation import rendering
from node.model.account import Account
from node.model.collection import CollectionView
from node.model.ids import HIGHEST
from node.store.database import Tx
from node.store.listeners import Told
from node.web.activitypub.access import account_named, admit, refuse_blocked_by
from node.web.activitypub.respond import form_for, number_of, respond, see_page
from node.web.cache import Document
from node.web.keys import NODE, SERVED


async def get_collections(request: web.Request) -> web.Response:
    """By their ids, newest first; not what is not to be discovered."""
    signer = await admit(request)
    node, name = request[NODE], request.match_info["name"]
    account, uris = await node.store.read(_listed, node.addresses.actor(name))
    await refuse_blocked_by(node, account.id, signer)
    made = rendering.featured_collections(node.addresses.collections(name), account, uris)
    return respond(request, Document.of(made), private=signer is not None)


async def get_collection(request: web.Request) -> web.Response:
    """With everybody who let themselves be featured."""
    form = form_for(request)
    node, name, number = request[NODE], request.match_info["name"], number_of(request)
    if form == "page":
        return see_page(f"{node.addresses.base}/@{name}/empfehlungen/{number}")
    signer = await admit(request)
    key, cache = f"collection {name} {number}", request[SERVED].documents
    document = cache.find(key)
    if document is None:
        async with cache.making(key) as watch:
            document = cache.find(key)
            if document is None:
                view = await node.store.read(_view, node.addresses.actor(name), number)
                made = rendering.featured_collection(view, node.addresses)
                document = Document.of(made, owner_id=view.owner.id)
                watch.keep(key, document, dependencies(view))
    await refuse_blocked_by(node, document.owner_id, signer)
    return respond(request, document, form=form, private=signer is not None)


async def get_item(request: web.Request) -> web.Response:
    """One who is featured."""
    signer = await admit(request)
    node, name = request[NODE], request.match_info["name"]
    view = await node.store.read(_view, node.addresses.actor(name), number_of(request))
    await refuse_blocked_by(node, view.owner.id, signer)
    wanted = request.match_info["item"]
    found = next((each for each in view.items if str(each.item.id) == wanted), None)
    if found is None:
        raise NotFound("nobody is featured there")
    return respond(request, Document.of(rendering.featured_item(found)), private=signer is not None)


def dependencies(view: CollectionView) -> set[Told]:
    """What the rendered collection changes with: itself, and the accounts in it."""
    accounts = {view.owner.id, *(each.account.id for each in view.items)}
    return {("collection", str(view.collection.id)), *(("account", str(number)) for number in accounts)}


async def _listed(tx: Tx, uri: str) -> tuple[Account, Sequence[str]]:
    account = await account_named(tx, uri)
    return account, [each.uri for each in await tx.collections.of_account(account.id)]


async def _view(tx: Tx, uri: str, number: int) -> CollectionView:
    account = await account_named(tx, uri)
    found = await tx.collections.find(min(number, HIGHEST))
    if found is None or found.account_id != account.id:
        raise NotFound("there is no such collection")
    (view,) = await tx.collections.views([found])
    return view
