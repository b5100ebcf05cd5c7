"""Whether what is answered is what `node/web/openapi` says, and what the published description says, where a copy is at
hand. The checker is small enough to trust."""

import re
from typing import Any

from node.web.mastodon.routes import ROUTES
from node.web.openapi.answers import ANSWERS, COMPONENTS
from tests.web.mastodon.schemas.check import against
from tests.web.mastodon.schemas.published import published_complaints

_DOCUMENT = {"components": {"schemas": COMPONENTS}}


def operation(method: str, path: str) -> str:
    """The address as tables name it: `/api/v1/accounts/17/follow` is `/api/v1/accounts/{}/follow`."""
    for known, pattern, _ in ROUTES:
        shape = re.sub(r"\{[^{}:]*(?::([^{}]*))?\}", lambda match: match[1] or "[^/]+", pattern)
        if known == method and re.fullmatch(shape, path):
            return re.sub(r"\{[^}]*\}", "{}", pattern)
    raise AssertionError(f"{method} {path} is not in the table")


def complaints(method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer, by our schemas and by the published ones."""
    if status >= 400:
        return list(against(COMPONENTS["Error"], body, "error", _DOCUMENT))
    name = operation(method, path)
    own = against(ANSWERS[method, name], body, "answer", _DOCUMENT)
    return [*own, *published_complaints(method, name, status, body)]
