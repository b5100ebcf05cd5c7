"""Whom somebody here recommends: the list of their collections, and each with the accounts in it."""

from collections.abc import Sequence

from aiohttp import web

from node.errors import NotFound
from node.model.account import Account
from node.model.collection import CollectionView
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.language import direction
from node.web.cards import face, profile_path
from node.web.kept import kept
from node.web.page import answer, look, number, rendering_of
from node.web.pages.profile import account_called, split_handle
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown


@kept
async def show_collections(request: web.Request) -> web.Response:
    """What is not to be discovered is listed for its owner only."""
    name = split_own(request)
    frame, (account, found) = await look(request, _listed, name)
    words = frame.words
    heading = words.t("recommended.title", name=account.shown_name)
    body = rendering_of(request).page(
        "collections.html",
        frame,
        heading=heading,
        trail=[(profile_path(account), account.shown_name), ("", heading)],
        collections=[
            {
                "path": collection_path(view),
                "name": view.collection.name,
                "description": view.collection.description,
                "language": view.collection.language or "",
                "direction": direction(view.collection.language),
                "count": words.t("recommended.accounts", count=len(view.items)),
                "hidden": not view.collection.discoverable,
            }
            for view in found
        ],
        noindex=not account.discoverable,
        canonical=f"{frame.site.base}{profile_path(account)}/empfehlungen",
        empty=words.t("recommended.none", name=account.shown_name),
    )
    response = answer(request, frame, body)
    topics = {("account", str(account.id)), ("collections", str(account.id))}
    response[SHOWN] = Shown([], {*topics, *(told for view in found for told in _topics(view))})
    return response


@kept
async def show_collection(request: web.Request) -> web.Response:
    name = split_own(request)
    frame, view = await look(request, _one, name, number(request.match_info["number"]))
    response = answer(request, frame, _render(request, frame, view))
    response[SHOWN] = Shown([], _topics(view))
    return response


def _topics(view: CollectionView) -> set[tuple[str, str]]:
    accounts = {view.owner.id, *(each.account.id for each in view.items)}
    return {("collection", str(view.collection.id)), *(("account", str(each)) for each in accounts)}


def _render(request: web.Request, frame: Frame, view: CollectionView) -> bytes:
    found, owner, words = view.collection, view.owner, frame.words
    path = collection_path(view)
    described = words.t("recommended.by", name=owner.shown_name)
    return rendering_of(request).page(
        "collection.html",
        frame,
        heading=found.name,
        trail=[
            (profile_path(owner), owner.shown_name),
            (f"{profile_path(owner)}/empfehlungen", words.t("recommended.short")),
            ("", found.name),
        ],
        owner=face(owner, frame),
        text=found.description,
        language=found.language or "",
        direction=direction(found.language),
        tag=found.tag,
        tag_path=f"/tags/{found.tag}",
        sensitive=found.sensitive,
        count=words.t("recommended.accounts", count=len(view.items)),
        faces=[face(each.account, frame) for each in view.items],
        described=excerpt(found.description, 200) or described,
        canonical=f"{frame.site.base}{path}",
        alternate=found.uri,
        noindex=not (found.discoverable and owner.discoverable),
        empty=words.t("recommended.empty"),
    )


def collection_path(view: CollectionView) -> str:
    return f"{profile_path(view.owner)}/empfehlungen/{view.collection.id}"


def split_own(request: web.Request) -> str:
    """Only people here have such pages: what others recommend is shown where they live. Raises NotFound."""
    name, host = split_handle(request, request.match_info["handle"])
    if host is not None:
        raise NotFound("there is no such page here")
    return name


async def _listed(tx: Tx, viewer_id: int, name: str) -> tuple[Account, Sequence[CollectionView]]:
    account = await account_called(tx, name, None)
    if await tx.blocks.between(viewer_id, account.id):
        return account, []
    found = await tx.collections.of_account(account.id, hidden=viewer_id == account.id)
    return account, await tx.collections.views(found, viewer_id)


async def _one(tx: Tx, viewer_id: int, name: str, collection_id: int) -> CollectionView:
    account = await account_called(tx, name, None)
    found = await tx.collections.find(collection_id)
    if found is None or found.account_id != account.id or await tx.blocks.between(viewer_id, account.id):
        raise NotFound("there is no such collection")
    (view,) = await tx.collections.views([found], viewer_id)
    return view
