"""`/catalog.ttl` and `/catalog.jsonld`: what a data portal fetches."""

from datetime import datetime

from aiohttp import web

from node.context import Context
from node.model.ids import EPOCH
from node.outbox.dumps import days_of
from node.store.database import Tx
from node.web.given import given
from node.web.keys import NODE
from node.web.opendata.dcat import Facts, catalogue
from node.web.opendata.rdf import jsonld, turtle


async def give_turtle(request: web.Request) -> web.Response:
    node = request[NODE]
    text = turtle(catalogue(node.config, await _facts(node)))
    return given(request, text.encode(), "text/turtle; charset=utf-8", licence=node.config.open.license)


async def give_jsonld(request: web.Request) -> web.Response:
    node = request[NODE]
    body = jsonld(catalogue(node.config, await _facts(node)))
    return given(request, body, "application/ld+json", licence=node.config.open.license)


async def _facts(node: Context) -> Facts:
    issued = node.itself.created_at
    modified = await node.store.read(_newest)
    return Facts(issued, max(issued, modified or EPOCH), days_of(node.config.node.data_dir))


async def _newest(tx: Tx) -> datetime | None:
    return await tx.dumping.newest()
