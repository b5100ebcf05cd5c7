"""Our own style sheet, fonts, pictures and the one script: few, small, kept in memory, named by their content so that browsers
keep them."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


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


def make_asset(name: str, body: bytes) -> Asset:
    ending = name[name.rfind(".") :]
    return Asset(name, sha256(body).hexdigest()[:12], body, gzip.compress(body, 9, mtime=0), _TYPES[ending])


def load_assets() -> Assets:
    """Everything under `web/static`, by file name."""
    return {
        entry.name: make_asset(entry.name, entry.read_bytes())
        for entry in (Path(__file__).parent / "static").iterdir()
        if entry.name[entry.name.rfind(".") :] in _TYPES
    }
