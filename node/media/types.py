"""What a file is, by its first bytes. What its name or its sender says does not count (T-265), and what is not on this
list is not taken: no SVG, no HTML, no archives."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, Literal, TypeAlias

HEAD: Final = 4096
"""How many bytes `sniff` wants to see."""

Family: TypeAlias = Literal["image", "video", "audio", "document"]


@dataclass(frozen=True, slots=True)
class FileType:
    """`ending` is what the name of a file of this type ends in; `format` is Pillow's word, for pictures."""

    mime: str
    ending: str
    family: Family
    format: str = ""


JPEG: Final = FileType("image/jpeg", "jpg", "image", "JPEG")
PNG: Final = FileType("image/png", "png", "image", "PNG")
GIF: Final = FileType("image/gif", "gif", "image", "GIF")
WEBP: Final = FileType("image/webp", "webp", "image", "WEBP")
AVIF: Final = FileType("image/avif", "avif", "image", "AVIF")
HEIC: Final = FileType("image/heic", "heic", "image", "HEIF")
MP4: Final = FileType("video/mp4", "mp4", "video")
MOV: Final = FileType("video/quicktime", "mov", "video")
WEBM: Final = FileType("video/webm", "webm", "video")
MP3: Final = FileType("audio/mpeg", "mp3", "audio")
OGG: Final = FileType("audio/ogg", "ogg", "audio")
WAV: Final = FileType("audio/wav", "wav", "audio")
FLAC: Final = FileType("audio/flac", "flac", "audio")
PDF: Final = FileType("application/pdf", "pdf", "document")

ALL: Final = (JPEG, PNG, GIF, WEBP, AVIF, HEIC, MP4, MOV, WEBM, MP3, OGG, WAV, FLAC, PDF)

_STARTS: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"fLaC", FLAC),
    (b"%PDF-1.", PDF),
    (b"%PDF-2.", PDF),
    (b"ID3", MP3),
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MP4_BRANDS: Final = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso3",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"M4VP",
        b"MSNV",
        b"dash",
    }
)
_OGG_SOUNDS: Final = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def reads_heic() -> bool:
    """Only with a plugin, whose codec is encumbered by patents: whoever may use it installs it."""
    return find_spec("pillow_heif") is not None


def accepted() -> tuple[FileType, ...]:
    """What can be uploaded here."""
    return tuple(each for each in ALL if each is not HEIC or reads_heic())


def sniff(head: bytes) -> FileType | None:
    """The type of a file that begins so, None for what is not taken."""
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"\x42\x82\x84webm" in head[:64] else None  # the DocType; Matroska itself no browser plays
    if head.startswith(b"OggS"):
        return OGG if any(head[28:].startswith(sound) for sound in _OGG_SOUNDS) else None
    return MP3 if _begins_with_mp3_frame(head) else None


def _iso_media(head: bytes) -> FileType | None:
    """By its brands: the first one is what it is, the others what it can be read as."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    others = {head[at : at + 4] for at in range(16, length - 3, 4)}
    if major in _AVIF_BRANDS or (major in {b"mif1", b"msf1"} and others & _AVIF_BRANDS):
        return AVIF
    if major in _HEIC_BRANDS:
        return HEIC if reads_heic() else None
    if major == b"qt  ":
        return MOV
    return MP4 if major in _MP4_BRANDS else None


def _begins_with_mp3_frame(head: bytes) -> bool:
    """A frame of layer III with a bitrate and a sampling rate that exist, and another one behind it."""
    length = _mp3_frame(head)
    return length is not None and (len(head) < length + 4 or _mp3_frame(head[length:]) is not None)


_BITRATES: Final = (
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2 and 2.5
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1
)
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mp3_frame(head: bytes) -> int | None:
    """How long the frame is that begins here; None when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _RATES or not 0 < bitrate < 15 or rate == 3:
        return None
    first = version == 3
    return (144 if first else 72) * _BITRATES[first][bitrate] * 1000 // _RATES[version][rate] + (head[2] >> 1 & 1)
