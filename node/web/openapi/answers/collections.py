"""What each operation on collections answers."""

from typing import Final

from node.web.openapi.answers.entities import ACCOUNT, COLLECTION, COLLECTION_ITEM
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import (
    NOTHING,
    each,
    entity,
)

COLLECTION_WITH_ACCOUNTS: Final = entity({"collection": COLLECTION, "accounts": each(ACCOUNT)})
_WRAPPED: Final = entity({"collection": COLLECTION})
_LISTED: Final = entity({"collections": each(COLLECTION)})

ANSWERS: Final[Answers] = {
    ("POST", "/api/v1/collections"): _WRAPPED,
    ("GET", "/api/v1/collections/{}"): COLLECTION_WITH_ACCOUNTS,
    ("PATCH", "/api/v1/collections/{}"): _WRAPPED,
    ("PUT", "/api/v1/collections/{}"): _WRAPPED,
    ("DELETE", "/api/v1/collections/{}"): NOTHING,
    ("POST", "/api/v1/collections/{}/items"): entity({"collection_item": COLLECTION_ITEM}),
    ("DELETE", "/api/v1/collections/{}/items/{}"): NOTHING,
    ("POST", "/api/v1/collections/{}/items/{}/revoke"): NOTHING,
    ("GET", "/api/v1/accounts/{}/collections"): _LISTED,
    ("GET", "/api/v1/accounts/{}/in_collections"): _LISTED,
}
