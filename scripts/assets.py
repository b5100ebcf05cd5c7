"""`make assets`: compile the style sheet and subset the fonts of the pages (see docs/design.md)."""
# ruff: noqa: INP001, S603, T201  # a script, in no package

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "node" / "web" / "style"
STATIC = ROOT / "node" / "web" / "static"
BESIDE_THE_SOURCES = "kern-colors.css"


def make(target: Path) -> None:
    """All results into `target`. Needs npm's packages once, and the Node of the development environment."""
    sys.path.insert(0, str(ROOT))
    from tests import npm  # noqa: PLC0415  # not a package that is installed

    tools = npm.install(SOURCES)
    shutil.copy(SOURCES / "build.mjs", tools / "build.mjs")  # Node looks for packages from where a module lies
    subprocess.run([str(npm.NODE), "build.mjs", str(SOURCES), str(target)], cwd=tools, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        make(target)
        for made in sorted(target.iterdir()):
            shutil.copy(made, SOURCES if made.name == BESIDE_THE_SOURCES else STATIC)
            print(f"{made.stat().st_size:7} {made.name}")


if __name__ == "__main__":
    main()
