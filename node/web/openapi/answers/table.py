"""The form of a table of answers."""

from collections.abc import Mapping
from typing import TypeAlias

from node.web.openapi.operation import Key
from node.web.openapi.schema import Schema

Answers: TypeAlias = Mapping[Key, Schema]
"""What each operation answers when all is well."""
