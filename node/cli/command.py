"""What a command is: an act on a node, asked for with what was typed and answered in lines.

An act is the same function whether a running server does it for the command line or the command line opens the
database itself (decision 0003); so what goes in and comes out is what JSON can carry.
"""

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from node.cli.words import Say
from node.context import Context

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """`values`: option to what was typed, lists and absent ones (None) included. `progress` tells who waits how far a long act
    is: of what, how much is done, and how much there is (0: nobody knows). It may be called from any thread."""

    values: Mapping[str, Any]
    say: Say
    progress: Progress = lambda *_: None

    def text(self, name: str) -> str:
        """Empty when it was not given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return bool(self.values.get(name))


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` for standard output; `code` is what the program ends with."""

    lines: Sequence[str]
    code: int = 0


Act: TypeAlias = Callable[[Context, Ask], Awaitable[Answer]]
Run: TypeAlias = Callable[[argparse.Namespace, Say], int]
Prepare: TypeAlias = Callable[[argparse.Namespace, Say], None]
"""What has to be asked or read at the terminal, put into the namespace before the act is asked for."""


def table(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """Rows as aligned columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
