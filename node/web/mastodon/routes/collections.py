"""Whom people recommend."""

from typing import Final

from node.web.mastodon import collections
from node.web.mastodon.routes.table import Routes

_ALL: Final = "/api/v1/collections"
_ONE: Final = f"{_ALL}/{{id}}"
_ITEMS: Final = f"{_ALL}/{{collection_id}}/items"
_ACCOUNT: Final = "/api/v1/accounts/{id}"

ROUTES: Routes = (
    ("POST", _ALL, collections.create_collection),
    ("GET", _ONE, collections.show_collection),
    ("PATCH", _ONE, collections.change_collection),
    ("PUT", _ONE, collections.change_collection),  # masto.js
    ("DELETE", _ONE, collections.delete_collection),
    ("POST", _ITEMS, collections.add_item),
    ("DELETE", f"{_ITEMS}/{{id}}", collections.remove_item),
    ("POST", f"{_ITEMS}/{{id}}/revoke", collections.revoke_item),
    ("GET", f"{_ACCOUNT}/collections", collections.show_collections_of),
    ("GET", f"{_ACCOUNT}/in_collections", collections.show_collections_with),
)
