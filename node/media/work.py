"""What the node asks of the worker, and what it answers: one line of JSON each."""

from typing import Literal, TypeAlias

import msgspec

Use: TypeAlias = Literal["post", "cover", "avatar", "header"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`kept_pixels` is what a picture is made smaller to; `longest_side` what no picture's side may exceed.

    `seconds` of processor time; with `ffmpeg` films and sounds go through it where it is installed.
    """

    image_pixels: int = 50_000_000
    kept_pixels: int = 8_294_400
    longest_side: int = 65_535
    megabytes: int = 1024
    seconds: int = 60
    ffmpeg: bool = True


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Make of the file `source` what it is to be used as; files made begin with the path `stem`."""

    source: str
    stem: str
    use: Use = "post"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """`path` is where the file lies now: `source` itself when it is kept as it was. Empty for a mere cover."""

    mime: str
    kind: str
    path: str = ""
    ending: str = ""
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    blurhash: str | None = None
    colours: tuple[str, ...] = ()
    preview_path: str = ""
    preview_ending: str = ""
    preview_mime: str = ""
    preview_width: int | None = None
    preview_height: int | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Either what was made, or why nothing was, in words for whoever sent the file; or how the disk fails, which is no
    fault of the file."""

    made: Made | None = None
    refused: str = ""
    disk: str = ""


class Refused(Exception):  # noqa: N818  # not an error of ours: the file is not taken
    """The worker does not take the file. Its text is for whoever sent it."""
