"""Every address we answer, in one table."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from aiohttp import web

from node.web.activitypub import ROUTES as ACTIVITYPUB
from node.web.mastodon.routes import ROUTES as MASTODON
from node.web.media import ROUTES as MEDIA
from node.web.oauth import ROUTES as OAUTH
from node.web.openapi import ROUTES as OPENAPI
from node.web.pages import ROUTES as PAGES

Route: TypeAlias = tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]

ROUTES: Sequence[Route] = (*ACTIVITYPUB, *MASTODON, *MEDIA, *OAUTH, *OPENAPI, *PAGES)
