"""A disk that is full is no fault of the picture: it is made when there is room again (T-329)."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from node.media.work import Answer, Limits, Task
from tests.media import photos

_MOUNTED = 'mount -t tmpfs -o size=1100k tmpfs "$0" && exec "$@"'


def made_on_a_small_disk(source: Path, small: Path) -> Answer:
    """By the worker itself, in a namespace of its own where that folder is a disk that holds hardly anything."""
    command = ["unshare", "-Urm", "sh", "-c", _MOUNTED, str(small)]
    worker = [sys.executable, "-m", "node.media.worker", msgspec.json.encode(Limits()).decode()]
    task = msgspec.json.encode(Task(source=str(source), stem=str(small / "made"), use="post")) + b"\n"
    done = subprocess.run([*command, *worker], input=task, capture_output=True, check=True)
    return msgspec.json.decode(done.stdout, type=Answer)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        subprocess.run(["unshare", "-Urm", "sh", "-c", _MOUNTED, str(folder), "true"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine lets nobody make a small disk")
    return folder


def test_what_finds_no_room_is_not_called_broken(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "sent"
    source.write_bytes(photos.encoded(Image.effect_noise((1_200, 1_200), 90), "PNG"))

    answer = made_on_a_small_disk(source, small)

    assert (answer.made, answer.refused) == (None, "")
    assert answer.disk == "No space left on device"


def test_what_has_room_is_made(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "sent"
    source.write_bytes(photos.telling_png())

    assert made_on_a_small_disk(source, small).made is not None
