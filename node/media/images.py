"""Pictures made anew: nothing of the file that was sent survives but its pixels, the right way up and in sRGB. No place
where it was taken, no camera, no comment, no second file behind the first.

Only the worker imports this: whatever a broken file does to the decoder, it does it there (T-265).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import Any, Final

import msgspec
from PIL import ExifTags, GifImagePlugin, Image, ImageCms, ImageOps

from node.media import blurhash, colours
from node.media.types import AVIF, GIF, HEIC, JPEG, PNG, WEBP, FileType
from node.media.work import Limits, Made, Refused

PREVIEW_PIXELS: Final = 360_000
_SMALL: Final = 32  # a side of what blurhash and colours are made from
_MAIN_COLOURS: Final = 8
_MOST_FRAMES: Final = 1_000
_MOST_PIXELS_MOVING: Final = 200_000_000
_MOST_PIXELS_HELD: Final = 50_000_000
_USUAL_DURATION: Final = 100  # milliseconds a frame, where none is given
_MOVING: Final = (GIF, PNG, WEBP)
_SAVING: Final[dict[str, dict[str, Any]]] = {
    JPEG.format: {"quality": 88},
    PNG.format: {"compress_level": 6},
    WEBP.format: {"quality": 85, "method": 2},
    GIF.format: {},
}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a picture of a profile is cut to, and never made larger than."""

    width: int
    height: int


AVATAR: Final = Shape(400, 400)
HEADER: Final = Shape(1500, 500)


def set_up() -> None:
    """How Pillow works in this process: our own limits (`_opened`), and the whole colours of each frame."""
    Image.MAX_IMAGE_PIXELS = None
    GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_ALWAYS


def picture(source: Path, found: FileType, stem: Path, limits: Limits) -> Made:
    """The picture and a preview of it, as files beside `stem`. Raises Refused."""
    with _opened(source, found, limits) as image:
        if found in _MOVING and getattr(image, "n_frames", 1) > 1:
            return _moving(image, found, stem, limits)
        still = _still(image, limits.kept_pixels)
    return _with_preview(still, _saved(still, stem, _kept_as(found, still)), stem)


def cropped(source: Path, found: FileType, stem: Path, limits: Limits, shape: Shape) -> Made:
    """A still picture of that shape, cut from the middle; of one that moves, its first frame. Raises Refused."""
    with _opened(source, found, limits) as image:
        still = _still(image, 16 * shape.width * shape.height)
    scale = min(1.0, still.width / shape.width, still.height / shape.height)
    size = (max(1, round(shape.width * scale)), max(1, round(shape.height * scale)))
    fitted = ImageOps.fit(still, size, Image.Resampling.BICUBIC)
    return _saved(fitted, stem, _kept_as(found, fitted))


def cover(source: Path, found: FileType, stem: Path, limits: Limits) -> Made:
    """Only the preview: what somebody chose to be shown in place of a film or a sound. Raises Refused."""
    with _opened(source, found, limits) as image:
        still = _still(image, 4 * PREVIEW_PIXELS)
    return _with_preview(still, Made(mime="", kind=""), stem)


def _opened(source: Path, found: FileType, limits: Limits) -> Image.Image:
    """Its head only; no pixel is decoded yet."""
    if found is HEIC:
        import pillow_heif  # type: ignore[import-not-found]  # noqa: PLC0415  # only where somebody installed it

        pillow_heif.register_heif_opener()
    image = Image.open(source, formats=[found.format])
    width, height = image.size
    if width * height > limits.image_pixels or max(width, height) > limits.longest_side:
        raise Refused(f"the picture has {width} x {height} pixels, which is more than is taken here")
    return image


def _still(image: Image.Image, most: int) -> Image.Image:
    """Decoded once, of at most `most` pixels, upright, in one of the modes L, RGB and RGBA, without anything else."""
    image.draft(None, _size_within(image.size, most))  # JPEG: whole halves cost nothing
    image.load()
    turn, profile = _turn(image), image.info.get("icc_profile")
    made = image if image.mode == "CMYK" else _plain(image)
    if made.width * made.height > most:
        made = made.resize(_size_within(made.size, most), Image.Resampling.HAMMING)
    if turn is not None:
        made = made.transpose(turn)
    made = _plain(_in_srgb(made, profile))
    made.info = {}
    return made


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How it has to be turned to stand upright. Where that cannot be read it is taken as it lies."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, TypeError, struct.error):
        return None


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # grey of 16 bits
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        return whole.convert("RGB") if whole.getchannel("A").getextrema() == (255, 255) else whole
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take pictures in wider colours and say so in a profile; as that goes, the colours are converted."""
    if not profile or image.mode == "L":
        return image
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(theirs):
            return image
        ours = ImageCms.createProfile("sRGB")
        mode = "RGB" if image.mode == "CMYK" else image.mode
        return ImageCms.profileToProfile(image, theirs, ours, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile nobody can read, or that is for another kind of picture


def _size_within(size: tuple[int, int], most: int) -> tuple[int, int]:
    """The same shape, of at most `most` pixels."""
    width, height = size
    if width * height <= most:
        return size
    scale = sqrt(most / (width * height))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _kept_as(found: FileType, image: Image.Image) -> FileType:
    """What every browser and app shows: new formats become old ones."""
    if found in {AVIF, HEIC}:
        return WEBP if image.mode == "RGBA" else JPEG
    return PNG if found is GIF else found


def _saved(image: Image.Image, stem: Path, kept: FileType) -> Made:
    path = stem.with_suffix(f".{kept.ending}")
    image.save(path, kept.format, **_SAVING[kept.format])
    return Made(
        mime=kept.mime,
        kind=kept.family,
        path=str(path),
        ending=kept.ending,
        width=image.width,
        height=image.height,
    )


def _moving(image: Image.Image, found: FileType, stem: Path, limits: Limits) -> Made:
    """Frame by frame, in the format it came in."""
    count = getattr(image, "n_frames", 1)
    most = _MOST_PIXELS_HELD if found is PNG else _MOST_PIXELS_MOVING
    if count > _MOST_FRAMES or count * image.width * image.height > most:
        raise Refused(f"the picture moves through {count} frames, which is more than is taken here")
    loop = image.info.get("loop")
    durations: list[int] = []
    frames = _frames(image, count, limits.kept_pixels, durations)
    first = next(frames)
    path = stem.with_suffix(f".{found.ending}")
    extra = {} if loop is None and found is GIF else {"loop": loop or 0}
    if found is GIF and first.mode == "RGBA":
        extra["disposal"] = 2
    first.save(
        path,
        found.format,
        save_all=True,
        append_images=list(frames) if found is PNG else frames,  # which goes through them twice
        duration=durations,
        **extra,
        **_SAVING[found.format],
    )
    made = Made(
        mime=found.mime,
        kind=found.family,
        path=str(path),
        ending=found.ending,
        width=first.width,
        height=first.height,
        duration=sum(durations) / 1000,
    )
    return _with_preview(_plain(first), made, stem)


def _frames(image: Image.Image, count: int, most: int, durations: list[int]) -> Iterator[Image.Image]:
    """One at a time, so that only few are held; how long each is shown is added to `durations`."""
    for place in range(count):
        image.seek(place)
        told = image.info.get("duration")  # PNG forgets it once the frame is decoded, WebP knows it only then
        frame = image.convert("RGBA" if image.has_transparency_data else "RGB")
        durations.append(int(image.info.get("duration", told) or _USUAL_DURATION))
        if frame.width * frame.height > most:
            frame = frame.resize(_size_within(frame.size, most), Image.Resampling.HAMMING)
        frame.info = {}
        yield frame


def _with_preview(still: Image.Image, made: Made, stem: Path) -> Made:
    """Small enough for a page with many pictures; with it the colours to be shown until it is there."""
    small = still.copy()
    small.thumbnail(_size_within(still.size, PREVIEW_PIXELS), Image.Resampling.HAMMING, reducing_gap=2.0)
    kept = WEBP if small.mode == "RGBA" else JPEG
    path = stem.with_name(f"{stem.name}-small.{kept.ending}")
    small.save(path, kept.format, quality=80)
    tiny = _on_white(small).resize(_tiny_size(small.size), Image.Resampling.BOX)
    return msgspec.structs.replace(
        made,
        blurhash=blurhash.encode(_pixels(tiny), tiny.width, tiny.height),
        colours=_main_colours(tiny),
        preview_path=str(path),
        preview_ending=kept.ending,
        preview_mime=kept.mime,
        preview_width=small.width,
        preview_height=small.height,
    )


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _tiny_size(size: tuple[int, int]) -> tuple[int, int]:
    longest = max(size)
    return max(4, size[0] * _SMALL // longest), max(4, size[1] * _SMALL // longest)


def _pixels(image: Image.Image) -> list[tuple[int, int, int]]:
    flat = image.tobytes()
    return [(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]


def _main_colours(image: Image.Image) -> tuple[str, ...]:
    reduced = image.quantize(_MAIN_COLOURS)
    palette = reduced.getpalette() or []
    counted = reduced.getcolors() or []
    return colours.matching([(count, _colour(palette, index)) for count, index in counted if isinstance(index, int)])


def _colour(palette: list[int], index: int) -> colours.Colour:
    return palette[3 * index], palette[3 * index + 1], palette[3 * index + 2]
