"""The form of a table of addresses."""

from collections.abc import Sequence
from typing import TypeAlias

from node.web.later import Handler

Routes: TypeAlias = Sequence[tuple[str, str, Handler]]
"""Method, path and handler of each."""
