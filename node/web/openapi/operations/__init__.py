"""What each operation may be asked: a file for each area, joined here."""

from typing import Final

from node.web.openapi.operation import Key, Operation, Operations
from node.web.openapi.operations import (
    accounts,
    admin,
    collections,
    disclosures,
    granted,
    instance,
    lists,
    live,
    notifications,
    oauth,
    posts,
    staff,
    statuses,
)

_AREAS: Final = (
    accounts,
    statuses,
    posts,
    notifications,
    lists,
    live,
    instance,
    oauth,
    admin,
    collections,
    staff,
    disclosures,
    granted,
)

OPERATIONS: Final[Operations] = dict[Key, Operation](
    (key, operation) for area in _AREAS for key, operation in area.OPERATIONS.items()
)
