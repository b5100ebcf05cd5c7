"""Every address we answer, in one table."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

from node.web.activitypub import ROUTES as ACTIVITYPUB
from node.web.embed import ROUTES as EMBED
from node.web.feeds import ROUTES as FEEDS
from node.web.health import ROUTES as HEALTH
from node.web.legal import ROUTES as LEGAL
from node.web.mastodon.routes import ROUTES as MASTODON
from node.web.media import ROUTES as MEDIA
from node.web.oauth import ROUTES as OAUTH
from node.web.open import ROUTES as OPEN
from node.web.openapi import ROUTES as OPENAPI
from node.web.opendata import ROUTES as OPENDATA
from node.web.pages import ROUTES as PAGES

Route: TypeAlias = tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]

ROUTES: Sequence[Route] = (
    *ACTIVITYPUB,
    *FEEDS,
    *HEALTH,
    *EMBED,
    *LEGAL,
    *MASTODON,
    *MEDIA,
    *OAUTH,
    *OPEN,
    *OPENAPI,
    *OPENDATA,
    *PAGES,
)
