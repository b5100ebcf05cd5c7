"""Collections of recommended accounts."""

from typing import Final

from node.web.openapi.operation import IDS, OFFSET, Operations, act, get
from node.web.openapi.schema import DIGITS, FLAG, LANGUAGE, TEXT, Schema, text

_ALL: Final = "/api/v1/collections"
_ONE: Final = f"{_ALL}/{{}}"
_ITEMS: Final = f"{_ALL}/{{}}/items"
_WRITE: Final = "write:collections"
_READ: Final = "read:collections"
_WORDS: Final[dict[str, Schema]] = {
    "name": text(most=40),
    "description": text(most=100),
    "language": LANGUAGE,
    "tag_name": TEXT,
    "sensitive": FLAG,
    "discoverable": FLAG,
}

OPERATIONS: Final[Operations] = {
    ("POST", _ALL): act("Make a collection of accounts to recommend", _WRITE, required=("name",)).by(
        **_WORDS, account_ids=IDS
    ),
    ("GET", _ONE): get("A collection, with its accounts", _READ, public=True),
    ("PATCH", _ONE): act("Change what it says of itself", _WRITE).by(**_WORDS),
    ("PUT", _ONE): act("The same, as masto.js asks", _WRITE).by(**_WORDS),
    ("DELETE", _ONE): act("Delete it", _WRITE),
    ("POST", _ITEMS): act("Recommend an account in it", _WRITE, required=("account_id",)).by(account_id=DIGITS),
    ("DELETE", f"{_ITEMS}/{{}}"): act("Recommend an account no longer", _WRITE),
    ("POST", f"{_ITEMS}/{{}}/revoke"): act("Take oneself out of somebody's collection", _WRITE),
    ("GET", "/api/v1/accounts/{}/collections"): get("Collections an account keeps", _READ, public=True).by(**OFFSET),
    ("GET", "/api/v1/accounts/{}/in_collections"): get("Collections an account is featured in", _READ, public=True).by(
        **OFFSET
    ),
}
