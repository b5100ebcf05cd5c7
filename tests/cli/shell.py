"""Runs the real command line in a process of its own, as an administrator's shell would."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROGRAM = [sys.executable, "-m", "node"]


def environment(language: str = "en", **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALLMENDE_", "LC_", "LANG"))}
    return {**kept, "LANG": f"{language}_XX.UTF-8", "PYTHONPATH": str(ROOT), **more}


def run(
    *words: str, folder: Path, language: str = "en", typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """One command; its exit code, and what it wrote where."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=folder,
        env=environment(language, **more),
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Server:
    """A command that goes on, such as `serve`. `wait_for` reads what it writes until a word comes."""

    def __init__(self, *words: str, folder: Path, language: str = "en") -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *words],
            cwd=folder,
            env=environment(language, PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[str] = []

    def wait_for(self, word: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if word in line:
                return line
        raise AssertionError(f"it ended without {word!r}:\n" + "\n".join(self.lines))

    def stop(self, signal: int) -> int:
        """Its exit code; what it wrote meanwhile is in `lines`."""
        self.process.send_signal(signal)
        out, _ = self.process.communicate(timeout=30)
        self.lines += out.splitlines()
        return self.process.returncode

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
