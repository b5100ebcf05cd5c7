"""Whether an answer of the open interface is what its document says."""

import re
from typing import Any

from node.web import legal, open as open_door, opendata
from node.web.open.schemas import ANSWERS, COMPONENTS, ERROR
from node.web.openapi.document import shape_of
from tests.web.mastodon.schemas.check import against


def complaints(path: str, body: Any, status: int = 200) -> list[str]:
    """What is wrong with an answer by the schema of its address."""
    if status >= 400:
        return list(against(ERROR, body, "error", {"components": {"schemas": COMPONENTS}}))
    plain = path.partition("?")[0].removesuffix(".json")
    for method, pattern, _ in (*open_door.ROUTES, *opendata.ROUTES, *legal.ROUTES):
        shape = re.sub(r"\{[^{}:]*:?([^{}]*)\}", lambda match: match[1] or "[^/]+", pattern)
        if re.fullmatch(shape, plain) and (key := (method, shape_of(pattern))) in ANSWERS:
            return list(against(ANSWERS[key], body, "answer", {"components": {"schemas": COMPONENTS}}))
    raise AssertionError(f"no schema for {path}")
