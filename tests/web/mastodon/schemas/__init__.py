"""The entities of the client API as Mastodon documents them, and a checker small enough to trust.

Each area has a file with its `ANSWERS`: which schema holds for each operation. The published description is checked as
well where a copy is at hand.
"""

import re
from collections.abc import Mapping
from typing import Any

from tests.web.mastodon.schemas import common
from tests.web.mastodon.schemas.checks import Check
from tests.web.mastodon.schemas.entities import ERROR
from tests.web.mastodon.schemas.published import published_complaints

_AREAS = (common,)

ANSWERS: Mapping[tuple[str, str], Check] = {key: check for area in _AREAS for key, check in area.ANSWERS.items()}


def operation(method: str, path: str) -> str:
    """The address as tables name it: `/api/v1/accounts/17/follow` is `/api/v1/accounts/{}/follow`."""
    from node.web.mastodon.routes import ROUTES

    for known, pattern, _ in ROUTES:
        shape = re.sub(r"\{[^{}:]*(?::([^{}]*))?\}", lambda match: match[1] or "[^/]+", pattern)
        if known == method and re.fullmatch(shape, path):
            return re.sub(r"\{[^}]*\}", "{}", pattern)
    raise AssertionError(f"{method} {path} is not in the table")


def complaints(method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer, by our schemas and by the published ones."""
    if status >= 400:
        return list(ERROR(body, "error"))
    name = operation(method, path)
    return [*ANSWERS[method, name](body, "answer"), *published_complaints(method, name, status, body)]


# The published description
