"""Films, sounds and documents. Where ffmpeg is installed, what they say of the camera and the place goes, and a film
gets a picture to be shown for it; without it they are kept as they are.

Like `images.py`, only the worker runs this, so ffmpeg is bound by the worker's limits and dies with it. It is told the
format, opens nothing but the one file (T-095), and decodes no more than the frame the picture is made of.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import msgspec

from node.media import headers, images
from node.media.types import FLAC, JPEG, MOV, MP3, MP4, OGG, WAV, WEBM, FileType
from node.media.work import Limits, Made, Refused

_DEMUXERS: Final = {MP4: "mov", MOV: "mov", WEBM: "matroska", MP3: "mp3", OGG: "ogg", WAV: "wav", FLAC: "flac"}
_MUXERS: Final = {MP4: "mp4", MOV: "mov", WEBM: "webm", MP3: "mp3", OGG: "ogg", WAV: "wav", FLAC: "flac"}
_LONGEST: Final = 24 * 3600
_LARGEST_SIDE: Final = 8_192


class _Stream(msgspec.Struct, frozen=True):
    codec_type: str = ""
    width: int = 0
    height: int = 0
    side_data_list: list[dict[str, Any]] = []  # msgspec copies it

    @property
    def is_turned(self) -> bool:
        """Filmed with the phone held upright."""
        turns = (each.get("rotation") for each in self.side_data_list)
        return any(isinstance(turn, int | float) and turn % 180 == 90 for turn in turns)


class _Format(msgspec.Struct, frozen=True):
    duration: str = ""


class _Probed(msgspec.Struct, frozen=True):
    streams: list[_Stream] = []  # msgspec copies it
    format: _Format = _Format()


def file(source: Path, found: FileType, stem: Path, limits: Limits) -> Made:
    """Raises Refused."""
    kept = Made(mime=found.mime, kind=found.family, path=str(source), ending=found.ending)
    if found.family == "document":
        return kept
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if not limits.ffmpeg or ffmpeg is None or ffprobe is None:
        return _as_told(kept, source, found)
    made = _probed(kept, found, ffprobe, source)
    target = stem.with_suffix(f".{found.ending}")
    _strip(ffmpeg, found, source, target, limits)
    made = msgspec.structs.replace(made, path=str(target))
    return _with_poster(made, found, ffmpeg, stem, limits) if found.family == "video" else made


def _as_told(kept: Made, source: Path, found: FileType) -> Made:
    """What its own head says."""
    told = headers.read(source, found)
    width, height = _checked_size(told.width, told.height)
    return msgspec.structs.replace(kept, width=width, height=height, duration=_checked_duration(told.duration))


def _probed(kept: Made, found: FileType, ffprobe: str, source: Path) -> Made:
    command = [
        ffprobe,
        *_quiet(),
        "-show_entries",
        "format=duration:stream=codec_type,width,height:stream_side_data=rotation",
    ]
    answer = _run([*command, "-of", "json", *_input(found, source)], seconds=30)
    try:
        probed = msgspec.json.decode(answer, type=_Probed)
    except msgspec.DecodeError:
        raise Refused("the file cannot be read") from None
    stream = next((each for each in probed.streams if each.codec_type == found.family), None)
    if stream is None:
        raise Refused(f"there is no {found.family} in the file")
    width, height = _checked_size(stream.width or None, stream.height or None)
    if stream.is_turned:
        width, height = height, width
    try:
        duration = _checked_duration(float(probed.format.duration))
    except ValueError:
        duration = None
    return msgspec.structs.replace(kept, width=width, height=height, duration=duration)


def _strip(ffmpeg: str, found: FileType, source: Path, target: Path, limits: Limits) -> None:
    """Pictures and sound as they are, in a new file without what was said of them."""
    streams = ["-map", "0:v:0", "-map", "0:a?"] if found.family == "video" else ["-map", "0:a:0"]
    muxing = ["-movflags", "+faststart"] if found in {MP4, MOV} else []
    without = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
    options = [*streams, "-c", "copy", *without, *muxing, "-f", _MUXERS[found]]
    _run(
        [ffmpeg, *_quiet(), "-nostdin", "-y", *_input(found, source), *options, _local(target)], seconds=limits.seconds
    )


def _with_poster(made: Made, found: FileType, ffmpeg: str, stem: Path, limits: Limits) -> Made:
    """A frame from its beginning; of a film in which nothing can be seen, none."""
    frame = stem.with_name(f"{stem.name}-frame.jpg")
    options = ["-map", "0:v:0", "-frames:v", "1", "-q:v", "3", "-f", "image2", "-update", "1"]
    try:
        _run(
            [ffmpeg, *_quiet(), "-nostdin", "-y", *_input(found, Path(made.path)), *options, _local(frame)], seconds=30
        )
        shown = images.cover(frame, JPEG, stem, limits)
    except (Refused, OSError):
        return made
    finally:
        frame.unlink(missing_ok=True)
    return msgspec.structs.replace(
        shown,
        mime=made.mime,
        kind=made.kind,
        path=made.path,
        ending=made.ending,
        width=made.width,
        height=made.height,
        duration=made.duration,
    )


def _quiet() -> list[str]:
    return ["-hide_banner", "-loglevel", "error"]


def _input(found: FileType, source: Path) -> list[str]:
    """Neither a playlist nor a list of other files can be meant by what is told its format and may open files only."""
    return ["-protocol_whitelist", "file", "-f", _DEMUXERS[found], "-i", _local(source)]


def _local(path: Path) -> str:
    return f"file:{path}"


def _run(command: list[str], *, seconds: int) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # no shell; the only file names are ours
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("the file takes too long to read") from None
    if done.returncode != 0:
        raise Refused("the file cannot be read")
    return done.stdout


def _checked_size(width: int | None, height: int | None) -> tuple[int | None, int | None]:
    if width and height and max(width, height) > _LARGEST_SIDE:
        raise Refused(f"the film has {width} x {height} pixels, which is more than is taken here")
    return width or None, height or None


def _checked_duration(seconds: float | None) -> float | None:
    return seconds if seconds is not None and 0 < seconds < _LONGEST else None
