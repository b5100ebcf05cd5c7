"""Every address we answer, in one table."""

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
from node.web.staff import ROUTES as STAFF
from node.web.table import Routes

ROUTES: Routes = (
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
    *STAFF,
)
