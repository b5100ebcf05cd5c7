"""What the worker makes of pictures, and what it makes of what is none: in its own process, with its own limits."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.config import MediaSettings
from node.errors import Unprocessable
from node.media.work import Made, Use
from node.media.workshop import Workshop
from tests.media import photos
from tests.media.photos import SECRET, XMP, encoded, opened, scene


class Bench:
    """A workshop with a folder to work in."""

    def __init__(self, folder: Path, settings: MediaSettings) -> None:
        self.folder = folder
        self.shop = Workshop(settings)

    async def make(self, data: bytes, use: Use = "post", name: str = "sent") -> Made:
        source = self.folder / name
        source.write_bytes(data)
        return await self.shop.make(source, self.folder / "made", use)

    async def picture(self, data: bytes, use: Use = "post") -> bytes:
        return Path((await self.make(data, use)).path).read_bytes()

    async def refusal(self, data: bytes, use: Use = "post") -> str:
        with pytest.raises(Unprocessable) as refused:
            await self.make(data, use)
        return str(refused.value)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path, MediaSettings(image_pixels=1_000_000, kept_pixels=1_000_000))
    yield made
    await made.shop.close()


async def test_nothing_but_the_pixels_of_a_photo_survives(bench):
    data = await bench.picture(photos.telling_jpeg())

    for telling in (SECRET, b"Geheimstadt", b"Exif", b"photoshop", b"Zuhause", b"http"):
        assert telling not in data
    kept = opened(data)
    assert (kept.format, kept.size) == ("JPEG", (640, 480))
    assert dict(kept.getexif()) == {}
    assert not {"icc_profile", "comment", "xmp", "exif"} & kept.info.keys()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("PNG", photos.telling_png()),
        ("WEBP", encoded(scene(), "WEBP", xmp=XMP, exif=b"Exif\0\0" + SECRET)),
        ("GIF", photos.moving("GIF")),
        ("WEBP", photos.moving("WEBP")),
    ],
)
async def test_other_formats_are_made_anew_as_well(bench, kind, data):
    kept = await bench.picture(data)

    assert opened(kept).format == kind
    assert any(telling in data for telling in (SECRET, XMP))
    assert not any(telling in kept for telling in (SECRET, XMP, b"adobe"))


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_picture_stands_upright(bench, orientation):
    made = await bench.make(photos.telling_jpeg(orientation))

    kept = opened(Path(made.path).read_bytes())
    assert kept.size == (made.width, made.height) == ((640, 480) if orientation < 5 else (480, 640))
    turned = {
        1: (0.05, 0.5), 2: (0.95, 0.5), 3: (0.95, 0.5), 4: (0.05, 0.5),
        5: (0.5, 0.05), 6: (0.5, 0.05), 7: (0.5, 0.95), 8: (0.5, 0.95),
    }  # fmt: skip
    across, down = turned[orientation]
    red, _, blue = kept.getpixel((int(across * kept.width), int(down * kept.height)))
    assert red > 200
    assert blue < 60


async def test_a_preview_comes_with_its_blurhash_and_colours(bench):
    made = await bench.make(photos.jpeg(1600, 600))

    preview = opened(Path(made.preview_path).read_bytes())
    assert preview.size == (made.preview_width, made.preview_height)
    assert preview.width * preview.height <= 360_000
    assert abs(preview.width / preview.height - 1600 / 600) < 0.02
    assert len(made.blurhash) == 36
    assert len(made.colours) == 3
    assert all(colour.startswith("#") and len(colour) == 7 for colour in made.colours)


async def test_what_has_more_pixels_than_are_kept_is_made_smaller(tmp_path):
    bench = Bench(tmp_path, MediaSettings(kept_pixels=1_000_000))

    made = await bench.make(photos.jpeg(3000, 2000))

    await bench.shop.close()
    assert made.width * made.height <= 1_000_000
    assert abs(made.width / made.height - 1.5) < 0.01
    assert opened(Path(made.path).read_bytes()).size == (made.width, made.height)


@pytest.mark.parametrize(
    ("name", "data", "pixel"),
    [
        ("cmyk", encoded(scene(mode="CMYK"), "JPEG"), None),
        ("sixteen bits", photos.grey16_png(), 127),
        ("palette", encoded(scene().quantize(16), "PNG"), None),
        ("grey", encoded(scene(mode="L"), "JPEG"), None),
        ("black and white", encoded(scene(mode="1"), "PNG"), None),
        ("avif", encoded(scene(64, 64), "AVIF"), None),
        ("one by one", encoded(scene(1, 1), "PNG"), None),
        ("very wide", encoded(scene(4000, 2), "PNG"), None),
    ],
)
async def test_every_kind_of_pixels_is_read(bench, name, data, pixel):
    made = await bench.make(data)

    kept = opened(Path(made.path).read_bytes())
    assert kept.size == opened(data).size
    assert kept.mode in {"L", "RGB"}
    if pixel is not None:
        assert kept.getpixel((3, 3)) == pixel


async def test_what_can_be_seen_through_stays_so(bench):
    glass = scene(mode="RGBA")
    half = scene(mode="L")
    glass.putalpha(half)

    made = await bench.make(encoded(glass, "PNG"))

    kept = opened(Path(made.path).read_bytes())
    assert kept.mode == "RGBA"
    assert kept.getchannel("A").tobytes() == half.tobytes()
    assert opened(Path(made.preview_path).read_bytes()).mode == "RGBA"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
async def test_what_moves_still_moves_as_fast(bench, kind):
    made = await bench.make(photos.moving(kind))

    durations = []
    with photos.Image.open(made.path) as kept:
        for place in range(kept.n_frames):
            kept.seek(place)
            told = kept.info.get("duration")
            kept.load()
            durations.append(round(kept.info.get("duration", told)))
    assert (made.kind, made.duration) == ("image", 1.5)
    assert durations == [500, 250, 350, 400]
    assert kept.info.get("loop", 0) == 0


async def test_a_second_file_behind_the_picture_goes(bench):
    data = await bench.picture(photos.polyglot())

    assert b"script" in photos.polyglot()
    assert b"script" not in data
    assert b"html" not in data


async def test_the_pictures_of_a_profile_are_cut_to_their_shape(bench):
    avatar = opened(await bench.picture(photos.telling_jpeg(6), "avatar"))
    header = opened(await bench.picture(photos.jpeg(1600, 600), "header"))
    small = opened(await bench.picture(photos.jpeg(90, 120), "avatar"))

    assert (avatar.size, header.size, small.size) == ((400, 400), (1500, 500), (90, 90))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (photos.pixel_bomb(), "40000 x 40000 pixels"),
        (photos.png_of(1001, 1000), "1001 x 1000 pixels"),
        (photos.text_bomb(), "cannot be read"),
        (photos.jpeg()[:3000], "cannot be read"),
        (photos.telling_png()[:300], "cannot be read"),
        (photos.moving("GIF", 4)[:200], "cannot be read"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "cannot be read"),
        (b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08\0;", "65535 x 65535"),
        (b"<svg/>", "type"),
    ],
    ids=["pixel bomb", "a little too large", "text bomb", "half a jpeg", "half a png", "half a gif", "no jpeg", "gif bomb",
         "svg"],
)  # fmt: skip
async def test_what_is_broken_or_too_large_is_refused_and_the_next_file_is_not(bench, data, reason):
    """T-265"""
    refusal = await bench.refusal(data)
    worker = bench.shop.pid

    assert reason in refusal
    assert (await bench.make(photos.jpeg())).width == 640
    assert bench.shop.pid == worker  # none of these had to kill it


async def test_a_picture_that_moves_too_long_is_refused(tmp_path):
    bench = Bench(tmp_path, MediaSettings())
    frames = [scene(8, 8), scene(8, 8).rotate(90)]
    long = encoded(frames[0], "GIF", save_all=True, append_images=[frames[1], frames[0]] * 500)

    refusal = await bench.refusal(long)

    await bench.shop.close()
    assert "1001 frames" in refusal


async def test_what_needs_more_memory_than_it_is_given_kills_nothing_else(tmp_path):
    """T-265"""
    bench = Bench(tmp_path, MediaSettings(worker_megabytes=512, image_pixels=400_000_000))

    refusal = await bench.refusal(encoded(photos.Image.new("L", (19_000, 19_000)), "PNG"))

    assert "memory" in refusal or "ended" in refusal
    assert (await bench.make(photos.jpeg())).width == 640
    await bench.shop.close()


async def test_a_worker_that_is_killed_fails_that_file_and_is_started_anew(bench):
    await bench.make(photos.jpeg())
    worker = bench.shop.pid
    os.kill(worker, signal.SIGSTOP)
    making = asyncio.create_task(bench.refusal(photos.jpeg()))
    await asyncio.sleep(0)

    os.kill(worker, signal.SIGKILL)

    assert "ended" in await making
    assert (await bench.make(photos.jpeg())).width == 640
    assert bench.shop.pid not in {None, worker}


async def test_a_worker_that_does_not_come_back_is_ended(tmp_path):
    bench = Bench(tmp_path, MediaSettings(worker_seconds=5))
    bench.shop._patience = 0.05
    await bench.shop._started()
    worker = bench.shop.pid
    os.kill(worker, signal.SIGSTOP)

    refusal = await bench.refusal(photos.jpeg())

    assert "too long" in refusal
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    await bench.shop.close()


async def test_a_worker_is_let_go_when_there_is_nothing_to_do(bench):
    await bench.make(photos.jpeg())
    process = bench.shop._process

    bench.shop._let_go()

    assert bench.shop.pid is None
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert (await bench.make(photos.jpeg())).width == 640


async def test_the_worker_sees_none_of_our_secrets(bench, monkeypatch):
    monkeypatch.setenv("ALLMENDE_DATABASE_URL", "postgresql://geheim@host/name")

    await bench.make(photos.jpeg())

    environment = Path(f"/proc/{bench.shop.pid}/environ").read_bytes()
    assert b"geheim" not in environment
    assert b"ALLMENDE" not in environment


async def test_films_sounds_and_documents_are_kept_as_they_are_without_ffmpeg(tmp_path):
    bench = Bench(tmp_path, MediaSettings(ffmpeg=False))

    film, sound, paper = await bench.make(photos.mp4()), await bench.make(photos.wav()), await bench.make(photos.pdf())

    await bench.shop.close()
    assert (film.kind, film.mime, film.width, film.height, film.duration) == ("video", "video/mp4", 640, 360, 2.5)
    assert (sound.kind, sound.mime, sound.duration) == ("audio", "audio/wav", 3.0)
    assert (paper.kind, paper.mime) == ("document", "application/pdf")
    assert film.path == str(tmp_path / "sent")
