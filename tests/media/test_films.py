"""How ffmpeg is asked, where there is one. The programs here are not ffmpeg: they write down what they were asked and
answer as it would."""

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.config import MediaSettings
from node.errors import Unprocessable
from node.media.workshop import Workshop
from tests.media import photos

FFPROBE = """#!{python}
import json, os, sys
folder = os.path.dirname(os.path.abspath(sys.argv[0]))
with open(folder + "/asked", "a") as file:
    file.write(json.dumps(["ffprobe", *sys.argv[1:]]) + "\\n")
print(open(folder + "/answer").read())
sys.exit(int(open(folder + "/code").read()))
"""
FFMPEG = """#!{python}
import json, os, sys
folder = os.path.dirname(os.path.abspath(sys.argv[0]))
with open(folder + "/asked", "a") as file:
    file.write(json.dumps(["ffmpeg", *sys.argv[1:]]) + "\\n")
target = sys.argv[-1].removeprefix("file:")
picture = "image2" in sys.argv
with open(target, "wb") as file:
    file.write(open(folder + "/frame", "rb").read() if picture else b"without what was said of it")
sys.exit(int(open(folder + ("/frame_code" if picture else "/code")).read()))
"""
FILM = {
    "streams": [
        {"codec_type": "audio"},
        {"codec_type": "video", "width": 1280, "height": 720, "side_data_list": [{"rotation": -90}]},
    ],
    "format": {"duration": "12.480000"},
}


class Programs:
    """In a folder of their own, which is all of PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("ffprobe", FFPROBE), ("ffmpeg", FFMPEG)):
            path = folder / name
            path.write_text(text.format(python=sys.executable))
            path.chmod(0o755)
        self.say(FILM)
        (folder / "frame").write_bytes(photos.jpeg(720, 1280))
        (folder / "frame_code").write_text("0")

    def say(self, answer: object, *, code: int = 0) -> None:
        (self.folder / "answer").write_text(answer if isinstance(answer, str) else json.dumps(answer))
        (self.folder / "code").write_text(str(code))

    @property
    def asked(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.folder / "asked").read_text().splitlines()]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return Programs(folder)


@pytest.fixture
async def shop(programs: Programs) -> AsyncIterator[Workshop]:
    made = Workshop(MediaSettings())
    yield made
    await made.close()


async def make(shop: Workshop, folder: Path, data: bytes):
    source = folder / "sent"
    source.write_bytes(data)
    return await shop.make(source, folder / "made", "post")


async def test_a_film_loses_what_was_said_of_it_and_gets_a_picture(shop, programs, tmp_path):
    made = await make(shop, tmp_path, photos.mp4())

    assert (made.kind, made.mime, made.width, made.height, made.duration) == ("video", "video/mp4", 720, 1280, 12.48)
    assert Path(made.path).read_bytes() == b"without what was said of it"
    assert photos.opened(Path(made.preview_path).read_bytes()).size == (made.preview_width, made.preview_height)
    assert made.blurhash
    assert sorted(each.name for each in tmp_path.iterdir()) == ["made-small.jpg", "made.mp4", "programs", "sent"]


async def test_ffmpeg_is_told_the_format_and_opens_nothing_but_the_one_file(shop, programs, tmp_path):
    """T-095"""
    await make(shop, tmp_path, photos.mp4())

    probe, strip, frame = programs.asked
    for command in (probe, strip, frame):
        place = command.index("-i")
        assert command[place - 4 : place] == ["-protocol_whitelist", "file", "-f", "mov"]
    assert probe[probe.index("-i") + 1] == f"file:{tmp_path}/sent"
    assert strip[strip.index("-c") + 1] == "copy"
    assert strip[strip.index("-map_metadata") + 1] == "-1"
    assert strip[-1] == f"file:{tmp_path}/made.mp4"
    assert frame[frame.index("-i") + 1] == f"file:{tmp_path}/made.mp4"
    assert frame[frame.index("-frames:v") + 1] == "1"


@pytest.mark.parametrize(
    ("data", "demuxer", "muxer"),
    [
        (photos.webm(), "matroska", "webm"),
        (photos.mp4().replace(b"isom", b"qt  ", 1), "mov", "mov"),
        (photos.mp3(), "mp3", "mp3"),
        (photos.ogg(), "ogg", "ogg"),
        (photos.wav(), "wav", "wav"),
        (photos.flac(), "flac", "flac"),
    ],
)
async def test_every_format_stays_what_it_is(shop, programs, tmp_path, data, demuxer, muxer):
    made = await make(shop, tmp_path, data)

    strip = programs.asked[1]
    assert strip[strip.index("-f") + 1] == demuxer
    assert strip[len(strip) - 3 : -1] == ["-f", muxer]
    assert (made.preview_path == "") == (made.kind == "audio")


async def test_a_document_is_not_shown_to_ffmpeg(shop, programs, tmp_path):
    made = await make(shop, tmp_path, photos.pdf())

    assert made.path == str(tmp_path / "sent")
    assert not (programs.folder / "asked").exists()


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ("", 1, "cannot be read"),
        ("no JSON", 0, "cannot be read"),
        ({"streams": [{"codec_type": "audio"}]}, 0, "no video"),
        ({"streams": [{"codec_type": "video", "width": 20_000, "height": 10}]}, 0, "20000 x 10 pixels"),
        ({"streams": [{"codec_type": "video", "width": "x"}]}, 0, "cannot be read"),
    ],
)
async def test_a_film_that_cannot_be_probed_is_refused(shop, programs, tmp_path, answer, code, words):
    programs.say(answer, code=code)

    with pytest.raises(Unprocessable, match=words):
        await make(shop, tmp_path, photos.mp4())


async def test_a_film_in_which_nothing_can_be_seen_is_taken_without_a_picture(shop, programs, tmp_path):
    (programs.folder / "frame_code").write_text("1")

    made = await make(shop, tmp_path, photos.mp4())

    assert (made.kind, made.preview_path, made.duration) == ("video", "", 12.48)


@pytest.mark.parametrize("duration", ["N/A", "-3", "nan", "999999999", ""])
async def test_a_duration_nobody_can_believe_is_not_known(shop, programs, tmp_path, duration):
    programs.say({**FILM, "format": {"duration": duration}})

    assert (await make(shop, tmp_path, photos.mp4())).duration is None
