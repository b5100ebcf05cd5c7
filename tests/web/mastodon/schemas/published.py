"""The published description of the API, where a copy is at hand (3b.14)."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.web.mastodon.schemas.check import against

PUBLISHED = Path(__file__).parents[5] / "shared" / "data" / "mastodon-openapi" / "schema.json"


@cache
def _published() -> dict[str, Any] | None:
    return json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.exists() else None


def published_complaints(method: str, name: str, status: int, body: Any) -> Iterator[str]:
    document = _published()
    if document is None or (method, name) in _WRONG:
        return
    for path, methods in document["paths"].items():
        if re.sub(r"\{[^}]*\}", "{}", path) == name and method.lower() in methods:
            answer = methods[method.lower()]["responses"].get(str(status), {})
            for content in answer.get("content", {}).values():
                found = against(content["schema"], body, "published answer", document)
                for each in found:
                    known = each in _FAULTS or any(word in each for word in _NEWER)
                    if not known and not (name == _PUSH and _NUMBER.fullmatch(each)):
                        yield each


_PUSH = "/api/v1/push/subscription"
_FAULTS = frozenset(
    {
        "published answer.url: None is no string",  # of an upload that is worked on, as its example and the docs say
    }
)
# A list that is described as its entry; what Mastodon empties and the description fills
_WRONG = frozenset({("GET", "/api/v1/filters"), ("DELETE", "/api/v2/filters/statuses/{}")})
# A number in its example, in Mastodon itself and in every app
_NUMBER = re.compile(r"published answer\.id: \d+ is no string")
# Of 4.6, in the documentation but not in the list of types
_NEWER = ("'added_to_collection' is none of", "'collection_update' is none of")
