"""Whom people recommend."""

from typing import Final

from node.web.table import Routes, later_in

_ALL: Final = "/api/v1/collections"
_ONE: Final = f"{_ALL}/{{id}}"
_ITEMS: Final = f"{_ALL}/{{collection_id}}/items"
_ACCOUNT: Final = "/api/v1/accounts/{id}"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("POST", _ALL, _later("collections.create_collection")),
    ("GET", _ONE, _later("collections.show_collection")),
    ("PATCH", _ONE, _later("collections.change_collection")),
    ("PUT", _ONE, _later("collections.change_collection")),  # masto.js
    ("DELETE", _ONE, _later("collections.delete_collection")),
    ("POST", _ITEMS, _later("collections.add_item")),
    ("DELETE", f"{_ITEMS}/{{id}}", _later("collections.remove_item")),
    ("POST", f"{_ITEMS}/{{id}}/revoke", _later("collections.revoke_item")),
    ("GET", f"{_ACCOUNT}/collections", _later("collections.show_collections_of")),
    ("GET", f"{_ACCOUNT}/in_collections", _later("collections.show_collections_with")),
)
