"""Whom an entity is made for, and the forms all entities share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from node.model.addresses import Addresses
from node.timelines.filters import NO_FILTERS, Sieve

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One answer's. `account_id` is 0 for somebody who is not logged in: what one did with a post is then left out.
    `sieve` are their filters; `people` the accounts that stand in the answer already, by id: most lists show the same few
    again and again."""

    addresses: Addresses
    now: datetime
    account_id: int = 0
    sieve: Sieve = NO_FILTERS
    people: dict[int, Json] = field(default_factory=dict, compare=False)


def number_or_none(number: int | None) -> str | None:
    return None if number is None else str(number)
