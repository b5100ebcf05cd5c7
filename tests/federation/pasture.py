"""The inputs of `fediverse-pasture-inputs`: odd objects collected by somebody else, without the runner they belong to."""

import importlib
import sys
from types import ModuleType
from typing import Any

ACTOR = "http://pasture-one-actor/actor"


def load() -> dict[str, list[dict[str, Any]]]:
    """Examples by topic, each a set of properties to be laid over `base`."""
    _stand_in_for_the_runner()
    available = importlib.import_module("fediverse_pasture_inputs").available
    return {name: list(data.examples) for name, data in sorted(available.items())}


def base(number: int) -> dict[str, Any]:
    """The note the inputs vary."""
    return {
        "@context": ["https://www.w3.org/ns/activitystreams", {"Hashtag": "as:Hashtag", "sensitive": "as:sensitive"}],
        "type": "Note",
        "id": f"{ACTOR}/objects/{number}",
        "attributedTo": ACTOR,
        "to": ["as:Public", "http://here.test/users/alice"],
        "published": "2024-03-06T07:23:56Z",
    }


def _stand_in_for_the_runner() -> None:
    """The package names one class of its runner in annotations; the runner itself would bring a whole application."""
    name = "fediverse_pasture.runner.entry"
    if name in sys.modules:
        return
    for part in ("fediverse_pasture", "fediverse_pasture.runner", name):
        sys.modules[part] = ModuleType(part)
    sys.modules[name].Entry = type("Entry", (), {})  # type: ignore[attr-defined]  # a module made by hand
