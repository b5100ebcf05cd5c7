"""`/l/NAME`: a short link. Who follows it is not counted, and nothing but the name says where it leads.

A post with a link makes two thousand servers open the page within a minute (A20). Where it is a short link of ours, they get
what they came for here: title and description of the page, looked at once by this node, as finished bytes. People are led on.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Final

from aiohttp import hdrs, web

from node.errors import NotFound
from node.model.preview import Page
from node.model.shortlink import ShortLink
from node.outbox.shortlinks import NAME
from node.store.database import Tx
from node.web.cache import Document
from node.web.headers import security_headers
from node.web.keys import NODE, SERVED
from node.web.limits import count_request

_SECONDS: Final = 300
_KEPT: Final = timedelta(minutes=1)
# Who looks at a page to show it beside a link; no browser has such a name
_SHOWS_PREVIEWS: Final = re.compile(
    r"mastodon|pleroma|akkoma|misskey|sharkey|friendica|summaly|lemmy|facebookexternalhit|twitterbot|slackbot|discordbot"
    r"|telegrambot|whatsapp|linkedinbot|cardyb",
    re.IGNORECASE,
)
_LONGEST: Final = 500


async def follow_link(request: web.Request) -> web.Response:
    count_request(request)
    node, name = request[NODE], request.match_info["name"].lower()
    if not NAME.fullmatch(name):
        raise NotFound("there is no such short link")
    if _wants_preview(request):
        shown = await _preview(request, name)
        if shown is not None:
            return web.Response(body=shown, content_type="text/html", charset="utf-8", headers=_headers(request))
    link = await node.store.read(lambda tx: tx.shortlinks.find(name))
    if link is None:
        raise NotFound("there is no such short link")
    target = f"{node.config.origin}{link.target}" if link.target.startswith("/") else link.target
    return web.Response(status=301, headers={**_headers(request), hdrs.LOCATION: target})


def _wants_preview(request: web.Request) -> bool:
    agent = request.headers.get(hdrs.USER_AGENT, "")[:_LONGEST]
    return "activity+json" not in request.headers.get(hdrs.ACCEPT, "") and bool(_SHOWS_PREVIEWS.search(agent))


async def _preview(request: web.Request, name: str) -> bytes | None:
    """None where it leads to a page of ours, which is kept anyway, or nobody has seen the page yet."""
    node, cache, key = request[NODE], request[SERVED].documents, f"short link {name}"
    found = cache.find(key)
    if found is None or found.is_past(node.clock()):
        async with cache.making(key) as watch:
            found = cache.find(key)
            if found is None or found.is_past(node.clock()):
                link, page = await node.store.read(_look_up, name)
                if link is None or not page.title:
                    return None
                found = Document.of(_written(link, page), until=node.clock() + _KEPT)
                watch.keep(key, found, ())
    return found.body


async def _look_up(tx: Tx, name: str) -> tuple[ShortLink | None, Page]:
    link = await tx.shortlinks.find(name)
    seen = None if link is None or link.target.startswith("/") else await tx.previews.find(link.target)
    return link, Page() if seen is None else seen.page


def _written(link: ShortLink, page: Page) -> bytes:
    """Words only: a picture would be one more thing to fetch."""
    address, title, description = escape(link.target), escape(page.title), escape(page.description)
    return (
        f'<!doctype html><html lang="{escape(page.language or "de")}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="refresh" content="0; url={address}"><link rel="canonical" href="{address}">'
        f'<meta name="description" content="{description}"><meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{description}"><meta property="og:url" content="{address}">'
        f'<meta property="og:type" content="website"><meta property="og:site_name" content="{escape(page.site)}">'
        f'</head><body><p><a href="{address}">{title}</a></p></body></html>'
    ).encode()


def _headers(request: web.Request) -> Mapping[str, str]:
    return {
        **security_headers(is_https=request[NODE].config.is_https),
        hdrs.CACHE_CONTROL: f"public, max-age={_SECONDS}",  # browsers keep a 301 for good otherwise
        hdrs.VARY: f"{hdrs.ACCEPT}, {hdrs.USER_AGENT}",
    }
