"""What a file is, is told by its first bytes alone (T-265)."""

import pytest

from node.media.types import HEAD, accepted, sniff
from tests.media import photos
from tests.media.photos import encoded, scene

TAKEN = {
    "image/jpeg": photos.jpeg(),
    "image/png": photos.telling_png(),
    "image/gif": photos.moving("GIF"),
    "image/webp": encoded(scene(), "WEBP"),
    "image/avif": encoded(scene(64, 64), "AVIF"),
    "video/mp4": photos.mp4(),
    "video/quicktime": photos.mp4().replace(b"isom", b"qt  ", 1),
    "video/webm": photos.webm(),
    "audio/mpeg": photos.mp3(),
    "audio/ogg": photos.ogg(),
    "audio/wav": photos.wav(),
    "audio/flac": photos.flac(),
    "application/pdf": photos.pdf(),
}
NOT_TAKEN = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg with declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nhttp://127.0.0.1/\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "zip": b"PK\x03\x04" + bytes(60),
    "program": b"\x7fELF" + bytes(60),
    "tiff": encoded(scene(8, 8), "TIFF"),
    "bmp": encoded(scene(8, 8), "BMP"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "matroska": photos.webm().replace(b"webm", b"mkvx", 1),
    "theora": photos.ogg().replace(b"OpusHead", b"\x80theora\0"),
    "avi": b"RIFF\0\0\0\0AVI " + bytes(60),
    "unknown brand": photos.mp4().replace(b"isom", b"abcd", 1),
    "one frame of mp3 and then a page": photos.mp3()[:417] + b"<html>" + bytes(60),
    "text": "Guten Tag".encode("utf-16"),
}


@pytest.mark.parametrize("mime", TAKEN)
def test_a_file_is_known_by_its_first_bytes(mime):
    found = sniff(TAKEN[mime][:HEAD])

    assert found is not None
    assert found.mime == mime
    assert found in accepted()


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_is_not_on_the_list_is_not_taken(name):
    assert sniff(NOT_TAKEN[name][:HEAD]) is None


def test_every_beginning_of_a_file_is_looked_at_without_an_error():
    for data in (*TAKEN.values(), *NOT_TAKEN.values()):
        for length in range(80):
            sniff(data[:length])
