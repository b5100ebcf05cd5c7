"""How large and how long films and sounds are, where no ffmpeg says it."""

import pytest

from node.media.headers import Told, read
from node.media.types import HEAD, sniff
from tests.media import photos

KNOWN = {
    "mp4": (photos.mp4(640, 360, 2.5), Told(640, 360, 2.5)),
    "mp4 filmed upright": (photos.mp4(640, 360, upright=True), Told(360, 640, 2.5)),
    "mov": (photos.mp4().replace(b"isom", b"qt  ", 1), Told(640, 360, 2.5)),
    "webm": (photos.webm(320, 240, 1.5), Told(320, 240, 1.5)),
    "wav": (photos.wav(3), Told(duration=3.0)),
    "flac": (photos.flac(4), Told(duration=4.0)),
    "mp3": (photos.mp3(), Told()),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_head_of_a_film_or_sound_tells_its_size_and_duration(tmp_path, name):
    data, expected = KNOWN[name]
    path = tmp_path / "file"
    path.write_bytes(data)

    assert read(path, sniff(data[:HEAD])) == expected


@pytest.mark.parametrize("name", KNOWN)
def test_a_file_cut_anywhere_or_with_any_byte_changed_tells_less_but_breaks_nothing(tmp_path, name):
    data, _ = KNOWN[name]
    found, path = sniff(data[:HEAD]), tmp_path / "file"

    for place in range(min(len(data), 400)):
        path.write_bytes(data[:place])
        assert isinstance(read(path, found), Told)
        path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        assert isinstance(read(path, found), Told)
