"""Every address of the client API: a file for each area, joined here. Who asks too often is counted for all of them.

`docs/client-api.md` tells of each operation whether it is there; it is made from this table.
"""

from typing import Final

from node.model.addresses import MISSING_AVATAR, MISSING_HEADER
from node.web.mastodon import pictures
from node.web.mastodon.counting import counted
from node.web.mastodon.routes import (
    accounts,
    admin,
    collections,
    emails,
    instance,
    lists,
    media,
    notifications,
    posts,
    push,
    statuses,
    streaming,
)
from node.web.table import Routes

_AREAS: Final = (
    accounts,
    statuses,
    notifications,
    instance,
    media,
    lists,
    posts,
    streaming,
    push,
    admin,
    emails,
    collections,
)

_UNCOUNTED: Routes = (
    ("GET", MISSING_AVATAR, pictures.show_missing_avatar),
    ("GET", MISSING_HEADER, pictures.show_missing_header),
)

ROUTES: Routes = (
    *((method, path, counted(handler)) for area in _AREAS for method, path, handler in area.ROUTES),
    *_UNCOUNTED,
)
