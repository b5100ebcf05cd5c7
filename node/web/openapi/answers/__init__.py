"""What is answered: the entities of the client API, and which of them each operation answers with.

The tests hold every answer against these, so what stands here is so.
"""

from typing import Final

from node.web.openapi.answers import (
    admin,
    collections,
    common,
    disclosures,
    emails,
    entities,
    granted,
    lists,
    media,
    notifications,
    posts,
    push,
    staff,
)
from node.web.openapi.answers.table import Answers
from node.web.openapi.operation import Key
from node.web.openapi.schema import Schema

_AREAS: Final = (
    common,
    notifications,
    lists,
    posts,
    media,
    admin,
    emails,
    push,
    collections,
    staff,
    disclosures,
    granted,
)

ANSWERS: Final[Answers] = dict[Key, Schema](pair for area in _AREAS for pair in area.ANSWERS.items())


def _components() -> dict[str, Schema]:
    """`CREDENTIAL_ACCOUNT` is known as `CredentialAccount`. Only objects have a name."""
    named = {}
    for module in (entities, *_AREAS):
        for constant, schema in vars(module).items():
            if constant.isupper() and not constant.startswith("_") and "properties" in schema:
                named["".join(word.capitalize() for word in constant.split("_"))] = schema
    return named


COMPONENTS: Final = _components()
