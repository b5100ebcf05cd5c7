"""How far a long act is, at a terminal: a bar for each of its parts. Where nobody looks, nothing is written."""

import contextlib
import sys
from typing import Any, Self


class Bar:
    """Loads what draws it with the first thing to show."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def show(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if what != self._what:
            self._close()
            from tqdm import tqdm  # noqa: PLC0415  # hardly any command is long

            self._bar, self._what = tqdm(desc=what, disable=None), what
        self._bar.total = max(total, done) if total else None
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            with contextlib.suppress(OSError):
                self._bar.close()
            self._bar = None
