"""Pictures, films, sounds and documents of a post, from all the places where servers put them."""

import re
from dataclasses import replace
from math import isfinite
from typing import Any, Final

from node.federation.reading.labels import read_ai_use
from node.federation.reading.values import href_of, is_kind, is_web, listed, number_of, text_of
from node.model.media import Media
from node.text.html import clean_name, tidy

MOST_MEDIA: Final = 16
LONGEST_DESCRIPTION: Final = 10_000
LONGEST_CREDIT: Final = 500
LARGEST_SIDE: Final = 65_535

_BASE83: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_BLURHASH: Final = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,166}")
_MIME: Final = re.compile(r"([a-z]{1,20})/[a-z0-9][a-z0-9.+-]{0,80}")
_CARRIERS: Final = ("Image", "Video", "Audio", "Document", "Page")
_KIND_OF_TYPE: Final = {"Image": "image", "Video": "video", "Audio": "audio"}
_MIME_OF_ENDING: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml", "tiff": "image/tiff", "eps": "application/postscript",
    "mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime", "ogv": "video/ogg",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/opus", "flac": "audio/flac", "m4a": "audio/mp4",
    "wav": "audio/wav", "pdf": "application/pdf", "txt": "text/plain",
}  # fmt: skip
_MIME_OF_KIND: Final = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mpeg"}
_BEST_HEIGHT: Final = 720  # a film this high is good to watch; the next smaller one is better than the next larger


def read_media(document: dict[str, Any], kind: str) -> tuple[Media, ...]:
    """At most `MOST_MEDIA`, each address once, `id` 0. Films, sounds and pictures that *are* the object come first."""
    found: list[Media | None] = []
    if kind in _KIND_OF_TYPE or kind == "Document":
        found.append(_own_file(document, kind))
    found += [_attached(each) for each in listed(document.get("attachment"), 2 * MOST_MEDIA)]
    media = {each.url: each for each in reversed(found) if each is not None}  # of equal ones the first stays
    if not media and kind not in ("Note", "Question"):
        cover = _cover(document)
        return () if cover is None else (cover,)
    return tuple(reversed(media.values()))[:MOST_MEDIA]


def links_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Addresses and names of attached Links: what a Lemmy page is about, or a preview card."""
    found: dict[str, str] = {}
    for each in listed(document.get("attachment"), MOST_MEDIA):
        if isinstance(each, dict) and is_kind(each, "Link") and (href := href_of(each)) and not _is_file(each):
            found.setdefault(href, clean_name(text_of(each.get("name"))))
    return list(found.items())


def image_of(value: Any) -> str | None:
    """The address of a picture given as an object, a bare address, or a list of sizes (the last is the largest)."""
    for each in reversed(listed(value, 8)):
        if (href := href_of(each)) or (isinstance(each, dict) and (href := _first_href(each.get("url")))):
            return href
    return None


def described(value: Any) -> str:
    """What is to be seen on a picture of a profile."""
    return next((text for each in listed(value, 8) if isinstance(each, dict) and (text := _description(each))), "")


def _attached(value: Any) -> Media | None:
    if isinstance(value, str):
        mime = _mime("", value, "")
        return _media({}, value.strip(), mime) if mime and is_web(value.strip()) else None
    if not isinstance(value, dict):
        return None
    kinds = [each for each in _CARRIERS if is_kind(value, each)]
    if is_kind(value, "Link") and _is_file(value):
        kinds = ["Document"]
    if not kinds and (value.get("type") or value.get("@type") or not value.get("url")):
        return None
    link = _file_link(value, _KIND_OF_TYPE.get(kinds[0] if kinds else "", ""))
    if link is None:
        return None
    url, mime, source = link
    if mime == "text/html":  # a page, not a file
        return None
    return _media(value, url, mime or _MIME_OF_KIND.get(_KIND_OF_TYPE.get(kinds[0] if kinds else "", ""), ""), source)


def _own_file(document: dict[str, Any], kind: str) -> Media | None:
    wanted = _KIND_OF_TYPE.get(kind, "")
    link = _file_link(document, wanted)
    if link is None or not (mime := link[1]) or (wanted and not mime.startswith(f"{wanted}/")):
        return None
    # name and summary of the object are shown as the post's own
    return replace(_media(document, link[0], mime, link[2]), description="")


def _file_link(value: dict[str, Any], wanted: str) -> tuple[str, str, dict[str, Any]] | None:
    """Address, media type and the Link they stand in. `url` may be a list of Links, which may hold more in `tag`."""
    own = text_of(value.get("mediaType"))
    kind = "" if is_kind(value, "Link") else next((each for each in _KIND_OF_TYPE if is_kind(value, each)), "")
    choices: list[tuple[str, str, dict[str, Any]]] = []
    for each in _flat(value.get("url") or value.get("href")):
        href = href_of(each)
        if href:
            link = each if isinstance(each, dict) else {}
            choices.append((href, _mime(text_of(link.get("mediaType")) or own, href, kind), link))
    fitting = [each for each in choices if wanted and each[1].startswith(f"{wanted}/")]
    if len(fitting) > 1 and wanted == "video":
        return min(fitting, key=lambda each: _distance(number_of(each[2].get("height")) or 0))
    return next(iter(fitting or choices), None)


def _flat(value: Any) -> list[Any]:
    links = listed(value, MOST_MEDIA)
    nested = [deep for each in links if isinstance(each, dict) for deep in listed(each.get("tag"), MOST_MEDIA)]
    return links + [each for each in nested if isinstance(each, dict) and each.get("href")]


def _distance(height: int) -> tuple[bool, int]:
    return height > _BEST_HEIGHT, abs(height - _BEST_HEIGHT)


def _first_href(value: Any) -> str | None:
    return next((href for each in listed(value, 8) if (href := href_of(each))), None)


def _is_file(link: dict[str, Any]) -> bool:
    """A Link is a file when it says so; the address of a page may end in .mp4, too."""
    return text_of(link.get("mediaType")).startswith(("image/", "video/", "audio/"))


def _mime(given: str, url: str, kind: str) -> str:
    given = given.partition(";")[0].strip().lower()
    if given != "application/octet-stream" and _MIME.fullmatch(given):
        return given
    by_ending = _MIME_OF_ENDING.get(url.partition("?")[0].rpartition(".")[2].lower(), "")
    wanted = _KIND_OF_TYPE.get(kind, "")
    return by_ending if by_ending.startswith(wanted) else _MIME_OF_KIND.get(wanted, "")


def _media(value: dict[str, Any], url: str, mime: str, link: dict[str, Any] | None = None) -> Media:
    size = link if link and link.keys() & {"width", "height"} else value
    family = mime.partition("/")[0]
    return Media(
        id=0,
        url=url,
        mime=mime or "application/octet-stream",
        kind=family if family in _MIME_OF_KIND else "document",
        description=_description(value),
        blurhash=blurhash_of(value.get("blurhash")),
        width=number_of(size.get("width"), LARGEST_SIDE) or None,
        height=number_of(size.get("height"), LARGEST_SIDE) or None,
        focus=focus_of(value.get("focalPoint")),
        credit=clean_name(text_of(value.get("creditText")), LONGEST_CREDIT),
        licence=_licence(value),
        ai=read_ai_use(value),
    )


def _description(value: dict[str, Any]) -> str:
    for name in ("name", "summary"):
        if text := tidy(text_of(value.get(name))[: 2 * LONGEST_DESCRIPTION]).strip():
            return text[:LONGEST_DESCRIPTION]
    return ""


def _licence(value: dict[str, Any]) -> str:
    """FEP-c118 names no property; `license` is what schema.org and the web use. PeerTube's `licence` is an object."""
    given = value.get("license") or value.get("schema:license") or value.get("licence")
    if isinstance(given, dict):
        given = given.get("id") or given.get("href") or given.get("name")
    return clean_name(text_of(given), LONGEST_CREDIT)


def focus_of(value: Any) -> tuple[float, float] | None:
    """Each from -1 to 1, or nothing: they go into a style (T-185)."""
    if isinstance(value, dict):
        value = value.get("@list")
    if not isinstance(value, list) or len(value) != 2 or any(type(each) not in (int, float) for each in value):
        return None
    x, y = value
    return (float(x), float(y)) if isfinite(x) and isfinite(y) and -1 <= x <= 1 and -1 <= y <= 1 else None


def blurhash_of(value: Any) -> str | None:
    """A blurhash as long as its first sign says, or nothing (T-185)."""
    if not isinstance(value, str) or not _BLURHASH.fullmatch(value):
        return None
    rows, columns = divmod(_BASE83.index(value[0]), 9)
    return value if len(value) == 4 + 2 * (rows + 1) * (columns + 1) else None


def _cover(document: dict[str, Any]) -> Media | None:
    for name in ("image", "icon"):
        picture = next((each for each in listed(document.get(name), 8) if isinstance(each, dict)), {})
        url = image_of(document.get(name))
        if url is not None:
            mime = _mime(text_of(picture.get("mediaType")), url, "Image")
            return _media(picture, url, mime if mime.startswith("image/") else "image/jpeg")
    return None
