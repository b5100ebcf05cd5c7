"""`/users/{name}` and `/actor`: who we are, with our keys. The keys are fragments of these documents."""

from html import escape

from aiohttp import web

from node.errors import Gone
from node.federation import rendering
from node.model.account import Account
from node.store.database import Tx
from node.store.keys import StoredKey
from node.web.activitypub.access import account_named, admit
from node.web.activitypub.respond import form_for, respond, see_page
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.limits import count_request


async def get_actor(request: web.Request) -> web.Response:
    """The actor; a Tombstone with 410 when it was deleted, 403 while it is suspended."""
    name = request.match_info["name"]
    form = form_for(request)
    if form == "page":
        return see_page(f"{request[NODE].addresses.base}/@{name}")
    signer = await admit(request)
    document = request[SERVED].documents.find(f"actor {name}") or await _load(request, name)
    return respond(request, document, form=form, private=signer is not None)


async def _load(request: web.Request, name: str) -> Document:
    node, cache = request[NODE], request[SERVED].documents
    key = f"actor {name}"
    async with cache.making(key) as watch:
        if (made := cache.find(key)) is not None:
            return made
        account, keys = await node.store.read(_account_with_keys, node.addresses.actor(name))
        if account.deleted_at is not None:
            gone = rendering.tombstone(account.uri, deleted_at=account.deleted_at, former_type=account.kind.value)
            document = Document.of(gone, status=410)
        else:
            document = Document.of(rendering.actor(account, keys, node.addresses), owner_id=account.id)
        watch.keep(key, document, {("account", str(account.id))})
    return document


async def _account_with_keys(tx: Tx, uri: str) -> tuple[Account, list[StoredKey]]:
    """Also one that was deleted."""
    try:
        account = await account_named(tx, uri)
    except Gone:
        gone = await tx.accounts.find_by_uri(uri)
        if gone is None:
            raise
        return gone, []
    return account, list(await tx.keys.of(account.id))


async def get_node_actor(request: web.Request) -> web.Response:
    """The node's own actor. It never asks for a signature: its key is what signatures of ours are checked with, and two
    nodes that both insist would wait for each other for ever (T-039)."""
    form = form_for(request)
    if form == "page":
        return see_page(f"{request[NODE].addresses.base}/")
    count_request(request)
    document = request[SERVED].documents.find("actor") or await _load_node_actor(request)
    return respond(request, document, form=form)


async def _load_node_actor(request: web.Request) -> Document:
    node, cache = request[NODE], request[SERVED].documents
    settings = node.config.node
    summary = f"<p>{escape(settings.description, quote=False)}</p>" if settings.description else ""
    with cache.watching() as watch:
        keys = await node.store.read(lambda tx: tx.keys.of(node.itself.id))
        document = Document.of(rendering.node_actor(keys, node.addresses, name=settings.title, summary=summary))
        watch.keep("actor", document, {("account", str(node.itself.id))})
    return document


async def get_node_outbox(request: web.Request) -> web.Response:
    """It publishes nothing; reports and look-ups are nobody's to read."""
    signer = await admit(request)
    uri = f"{request[NODE].addresses.node_actor}/outbox"
    return respond(
        request, Document.of(rendering.ordered_collection(uri, total=0, items=[])), private=signer is not None
    )
