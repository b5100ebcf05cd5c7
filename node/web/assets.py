"""Our own style sheet, pictures and the one script: few, small, kept in memory, named by their content so that browsers
keep them."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """`version` is the beginning of the content's SHA-256; `packed` is `body` in gzip."""

    name: str
    version: str
    body: bytes
    packed: bytes
    content_type: str

    @property
    def path(self) -> str:
        return f"/static/{self.version}/{self.name}"


Assets = Mapping[str, Asset]


def load_assets() -> Assets:
    """Everything under `web/static`, by file name."""
    found = {}
    for entry in files("node.web").joinpath("static").iterdir():
        name, content_type = entry.name, _TYPES.get(entry.name[entry.name.rfind(".") :])
        if content_type is None:
            continue
        body = entry.read_bytes()
        version = sha256(body).hexdigest()[:12]
        found[name] = Asset(name, version, body, gzip.compress(body, 9, mtime=0), content_type)
    return found
