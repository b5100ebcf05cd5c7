"""The commands that a running server does for the command line. A command's code is loaded when the first one of its noun
comes: most servers are hardly ever asked anything."""

import importlib
from collections.abc import Mapping
from typing import Final

from node.cli.command import Act

_NOUNS: Final = frozenset(
    {
        "account",
        "activity",
        "acts",
        "album",
        "announcement",
        "ballot",
        "case",
        "channel",
        "check",
        "connector",
        "crisis",
        "disclosure",
        "emoji",
        "event",
        "guest",
        "hindrance",
        "host",
        "jobs",
        "link",
        "media",
        "member",
        "migrate",
        "motion",
        "pack",
        "post",
        "report",
        "rule",
        "subscription",
        "suggestion",
        "text",
        "verify",
        "warning",
    }
)
"""Files of this folder with a table `ACTS`."""


def find_act(command: str) -> Act | None:
    """`account create`, for instance; None for a command there is not."""
    noun = command.partition(" ")[0]
    if noun not in _NOUNS:
        return None
    acts: Mapping[str, Act] = importlib.import_module(f"node.cli.{noun}").ACTS
    return acts.get(command)
