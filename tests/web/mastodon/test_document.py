"""docs/client-api.md keeps up with the code."""

import importlib.util
import tomllib
from pathlib import Path

_UNPUBLISHED = {"POST /api/v1/accounts/{id}/email_subscriptions"}
"""Of Mastodon 4.6, but in no published list of operations."""
SCRIPT = Path(__file__).parents[3] / "scripts" / "client_api.py"


def script():
    spec = importlib.util.spec_from_file_location("client_api", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_of_operations_is_not_stale():
    made = script()

    assert made.DOCUMENT.read_text(encoding="utf-8") == made.render(), "please run: python scripts/client_api.py"


def test_every_operation_is_listed_once():
    facts = tomllib.loads(SCRIPT.with_suffix(".toml").read_text(encoding="utf-8"))
    listed = [each for area in facts["areas"].values() for each in area]

    assert len(listed) == len(set(listed)) == 210 + 47 + len(_UNPUBLISHED)
    assert set(listed) >= _UNPUBLISHED
    assert {*facts["notes"], *facts["deprecated"]} <= set(listed)
