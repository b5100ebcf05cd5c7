"""RSA keys kept from one run to the next, and shared by all its workers: making one takes as long as a usual test.

They are real ones, made by the node's own code; only who makes them differs. `build/` is never committed.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from node.federation.keys import PrivateKey, generate_rsa, load_private

_FOLDER = Path(__file__).parents[1] / "build" / "test-keys"


def kept_rsa(name: str) -> PrivateKey:
    """The same key for the same name, another for each other."""
    path = _FOLDER / f"{sha256(name.encode()).hexdigest()[:32]}.pem"
    if not path.exists():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        mine = path.with_suffix(f".{os.getpid()}")
        mine.write_text(generate_rsa().pem)
        with suppress(FileExistsError):  # another worker was quicker: its key is the one
            path.hardlink_to(mine)
        mine.unlink()
    return load_private(path.read_text())
