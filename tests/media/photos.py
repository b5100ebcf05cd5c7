"""Pictures as phones, cameras, screens and attackers make them."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

GPS = "53.5511"
SECRET = b"Musterkamera 4711"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description photoshop:City="Geheimstadt"/></x:xmpmeta>'
_GPS_FOLDER = 0x8825


def scene(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Something to see: the left is red, the right is blue, above it gets lighter."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    up = Image.linear_gradient("L").resize((width, height))
    rgb = Image.merge("RGB", (across.point(lambda value: 255 - value), up.point(lambda value: value // 2), across))
    return rgb if mode == "RGB" else rgb.convert(mode)


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **more)
    return into.getvalue()


def jpeg(width: int = 640, height: int = 480, **more: Any) -> bytes:
    return encoded(scene(width, height), "JPEG", **more)


def telling_jpeg(orientation: int = 1) -> bytes:
    """As a phone takes it: with place, camera, comment and an edit history."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.ImageDescription] = "Zuhause"
    gps = exif.get_ifd(_GPS_FOLDER)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (53.0, 33.0, 3.96)
    return jpeg(exif=exif, xmp=XMP, comment=SECRET, icc_profile=_profile())


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(scene(), "PNG", pnginfo=info)


def grey16_png() -> bytes:
    """Sixteen bits, half as light as can be."""
    return encoded(Image.new("I;16", (64, 64), 0x8000), "PNG")


def moving(kind: str, frames: int = 4, *, loop: int = 0, comment: bytes = SECRET) -> bytes:
    pictures = [Image.new("RGB", (48, 32), (60 * number, 20, 200)) for number in range(frames)]
    more = {"comment": comment} if kind == "GIF" else {"xmp": XMP} if kind == "WEBP" else {}
    return encoded(
        pictures[0], kind, save_all=True, append_images=pictures[1:], duration=[500, 250, 350, 400][:frames], loop=loop,
        **more,
    )  # fmt: skip


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *chunks: bytes, rows: bytes | None = None) -> bytes:
    """A picture that says it has that size, with whatever chunks before its pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes(width)) * height if rows is None else rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pixel_bomb() -> bytes:
    """Some kilobytes that say they are 40,000 pixels wide and high."""
    return png_of(40_000, 40_000, rows=bytes(1000))


def text_bomb() -> bytes:
    """A small picture with a compressed text of 200 megabytes."""
    packer = zlib.compressobj(9)
    piece = b"A" * 1_048_576
    packed = b"".join(packer.compress(piece) for _ in range(200)) + packer.flush()
    return png_of(8, 8, chunk(b"zTXt", b"Comment\0\0" + packed))


def polyglot() -> bytes:
    """A picture to one, a page to another."""
    return jpeg(comment=b"<html><script>alert(1)</script>") + b"<html><script>alert(document.cookie)</script></html>"


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def box(name: bytes, *contents: bytes) -> bytes:
    data = b"".join(contents)
    return struct.pack(">I", len(data) + 8) + name + data


def mp4(width: int = 640, height: int = 360, seconds: float = 2.5, *, upright: bool = False) -> bytes:
    """A film's head, with nothing to see behind it."""
    brands = box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso2mp41")
    movie = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, round(seconds * 1000)), bytes(80))
    one = 1 << 16
    matrix = (0, one, 0, -one, 0, 0, 0, 0, 1 << 30) if upright else (one, 0, 0, 0, one, 0, 0, 0, 1 << 30)
    head = box(b"tkhd", bytes(40), struct.pack(">9i", *matrix), struct.pack(">II", width << 16, height << 16))
    return brands + box(b"mdat", bytes(64)) + box(b"moov", movie, box(b"trak", head))


def element(kind: str, data: bytes) -> bytes:
    return bytes.fromhex(kind) + struct.pack(">I", 0x10000000 | len(data)) + data


def webm(width: int = 320, height: int = 240, seconds: float = 1.5) -> bytes:
    head = bytes.fromhex("1a45dfa387") + b"\x42\x82\x84webm"
    info = element(
        "1549a966", element("2ad7b1", struct.pack(">I", 1_000_000)) + element("4489", struct.pack(">d", seconds * 1000))
    )
    video = element("e0", element("b0", struct.pack(">H", width)) + element("ba", struct.pack(">H", height)))
    return head + element("18538067", info + element("1654ae6b", element("ae", video)))


def wav(seconds: int = 3) -> bytes:
    sound = bytes(8000 * seconds)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(sound))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", len(sound))
        + sound
    )


def flac(seconds: int = 4) -> bytes:
    rate = 44_100
    bits = (rate << 44) | (15 << 36) | (rate * seconds)
    return b"fLaC" + b"\x80\x00\x00\x22" + bytes(10) + bits.to_bytes(8, "big") + bytes(16)


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return frame * 4


def ogg() -> bytes:
    return b"OggS\0\2" + bytes(8) + bytes(12) + b"\x01\x13" + b"OpusHead\x01\x02" + bytes(64)


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
