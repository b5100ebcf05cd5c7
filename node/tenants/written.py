"""Settings as a file of TOML."""

import json
from collections.abc import Mapping
from typing import Any


def written(document: Mapping[str, Any]) -> str:
    """Sections and lists of sections, with texts, numbers, truth values and lists of them."""
    lines = ["# Alle Einstellungen: config.example.toml / Every setting: config.example.toml"]
    for section, given in document.items():
        is_list = not isinstance(given, Mapping)
        for keys in given if is_list else (given,):
            if keys:
                # a JSON string is a TOML string
                lines += [
                    "",
                    f"[[{section}]]" if is_list else f"[{section}]",
                    *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in keys.items()),
                ]
    return "\n".join(lines) + "\n"
