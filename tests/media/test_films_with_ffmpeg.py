"""Films and sounds through the real ffmpeg, where it is installed. The inputs are made by it as well, with what a camera
writes into them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from node.config import MediaSettings
from node.media.workshop import Workshop
from tests.media import photos

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")

PICTURE = ("-f", "lavfi", "-i", "testsrc=duration=2:size=320x180:rate=10")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2")
TOLD = ("-metadata", "location=+50.9-6.9/", "-metadata", "title=Heimlich", "-metadata", "comment=Kamera 7")


def recorded(folder: Path, ending: str, *inputs: str) -> Path:
    path = folder / f"recorded.{ending}"
    subprocess.run(["ffmpeg", "-loglevel", "error", *inputs, *TOLD, "-shortest", str(path)], check=True)
    return path


def told_by(path: str) -> dict:
    command = ["ffprobe", "-loglevel", "error", "-show_format", "-show_streams", "-of", "json", path]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.fixture
async def shop():
    made = Workshop(MediaSettings())
    yield made
    await made.close()


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm"])
async def test_a_film_keeps_its_pictures_and_loses_where_it_was_taken(shop, tmp_path, ending):
    film = recorded(tmp_path, ending, *PICTURE, *SOUND)
    assert "Heimlich" in json.dumps(told_by(str(film)))

    made = await shop.make(film, tmp_path / "made", "post")

    told = told_by(made.path)
    assert (made.kind, made.width, made.height) == ("video", 320, 180)
    assert made.duration == pytest.approx(2, abs=0.2)
    assert sorted(each["codec_type"] for each in told["streams"]) == ["audio", "video"]
    assert not any(word in Path(made.path).read_bytes() for word in (b"Heimlich", b"+50.9-6.9", b"Kamera 7"))
    poster = photos.opened(Path(made.preview_path).read_bytes())
    assert poster.size == (made.preview_width, made.preview_height) == (320, 180)
    assert made.blurhash


@pytest.mark.parametrize("ending", ["mp3", "ogg", "wav", "flac"])
async def test_a_sound_stays_one_and_loses_what_was_said_of_it(shop, tmp_path, ending):
    sound = recorded(tmp_path, ending, *SOUND)

    made = await shop.make(sound, tmp_path / "made", "post")

    assert (made.kind, made.preview_path) == ("audio", "")
    assert made.duration == pytest.approx(2, abs=0.2)
    assert [each["codec_type"] for each in told_by(made.path)["streams"]] == ["audio"]
    assert not any(word in Path(made.path).read_bytes() for word in (b"Heimlich", b"Kamera 7"))


async def test_the_poster_shows_a_film_that_was_held_upright_the_right_way_up(shop, tmp_path):
    film, turned = recorded(tmp_path, "mp4", *PICTURE), tmp_path / "turned.mp4"
    new, old = ["-display_rotation", "90", "-i", str(film)], ["-i", str(film), "-metadata:s:v:0", "rotate=90"]
    if subprocess.run(["ffmpeg", "-loglevel", "quiet", *new, "-c", "copy", str(turned)], check=False).returncode:
        subprocess.run(["ffmpeg", "-loglevel", "error", *old, "-c", "copy", str(turned)], check=True)  # before ffmpeg 6

    made = await shop.make(turned, tmp_path / "made", "post")

    assert (made.width, made.height) == (180, 320)
    assert photos.opened(Path(made.preview_path).read_bytes()).size == (180, 320)
