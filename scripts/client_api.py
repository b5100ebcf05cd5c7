"""Writes docs/client-api.md: every operation of the Mastodon client API, and whether it is here.

    python scripts/client_api.py

What is here is read from the table of addresses (`node/web/routes.py`), the rest from `client_api.toml` beside this file.
"""
# ruff: noqa: INP001  # a script, in no package

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from node.web.routes import ROUTES

FACTS = Path(__file__).with_suffix(".toml")
DOCUMENT = Path(__file__).parent.parent / "docs" / "client-api.md"

_HEAD = """\
# The Mastodon client API, operation by operation

For developers of apps. This page is made by `scripts/client_api.py` from the table of addresses and
`scripts/client_api.toml`; a test fails when it is out of date. The words are Mastodon's, and so is the meaning, except
where a note says otherwise.

Beyond Mastodon: `visibility: "local"` (or `local_only: true`) on writing, and `local_only` on every status; such a post is
shown as `private`. `content_type` (`text/plain`, `text/markdown`) on writing. `emoji` on notifications of reactions.
"""


def _shape(path: str) -> str:
    """Names of parts do not count, only where they stand."""
    return re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "{}", path)


def render() -> str:
    """The whole page."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    here = {(method, _shape(path)) for method, path, _ in ROUTES}
    lines = [_HEAD, *_summary(facts, here)]
    for area, operations in facts["areas"].items():
        lines += ["", f"## {area}", "", "| Operation | State | Note |", "|---|---|---|"]
        lines += [_row(each, facts, here) for each in operations]
    return "\n".join(lines) + "\n"


def _is_here(operation: str, here: set[tuple[str, str]]) -> bool:
    method, path = operation.split()
    return (method, _shape(path)) in here


def _summary(facts: dict[str, dict[str, list[str]]], here: set[tuple[str, str]]) -> Iterator[str]:
    ordinary = [each for area, all_ in facts["areas"].items() if area != "admin" for each in all_]
    current = [each for each in ordinary if each not in facts["deprecated"]]
    for what, operations in (
        ("operations for people that are not deprecated", current),
        ("deprecated ones", [each for each in ordinary if each in facts["deprecated"]]),
        ("operations of administration", facts["areas"]["admin"]),
    ):
        yield f"* {sum(_is_here(each, here) for each in operations)} of {len(operations)} {what} are here."


def _row(operation: str, facts: dict[str, dict[str, str]], here: set[tuple[str, str]]) -> str:
    state = "here" if _is_here(operation, here) else "not yet"
    if operation in facts["deprecated"]:
        state += ", deprecated"
    return f"| `{operation}` | {state} | {facts['notes'].get(operation, '')} |"


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
