"""MediaAttachment."""

from typing import Final

from node.model.addresses import MISSING_HEADER, Addresses
from node.model.media import Media
from node.web.mastodon.entities.reader import Json

_TYPES: Final = frozenset({"image", "gifv", "video", "audio"})
_COLOURS: Final = ("background", "foreground", "accent")


def attachment(media: Media, addresses: Addresses) -> Json:
    """Of an upload that is still being worked on, `url` is null. `credit`, `licence` and `ai` are ours: apps that do not know
    them leave them alone."""
    shown = addresses.shown(media) or None
    remote = None if shown in {None, media.url} else media.url
    made: Json = {
        "id": str(media.id),
        "type": media.kind if media.kind in _TYPES else "unknown",
        "url": shown,
        "preview_url": _preview(media, addresses),
        "remote_url": remote,
        "preview_remote_url": None,
        "text_url": None,
        "meta": _meta(media),
        "description": media.description or None,
        "blurhash": media.blurhash,
    }
    return made | {
        name: value
        for name, value in (
            ("credit", media.credit),
            ("licence", media.licence),
            ("ai", media.ai.source_type and media.ai.value),
        )
        if value
    }


def _preview(media: Media, addresses: Addresses) -> str | None:
    if media.preview_name is not None:
        return addresses.media(media.preview_name)
    if media.kind == "image":
        return addresses.shown(media) or None
    # Mastodon's app for Android shows no page with a film that has none
    return addresses.base + MISSING_HEADER if media.kind in {"video", "gifv"} and media.is_ready else None


def _meta(media: Media) -> Json:
    original = _size(media.width, media.height)
    if media.duration is not None:
        original["duration"] = media.duration
    small = _size(media.preview_width, media.preview_height)
    meta: Json = {name: value for name, value in (("original", original), ("small", small)) if value}
    if media.focus is not None:
        meta["focus"] = {"x": media.focus[0], "y": media.focus[1]}
    if media.colours:
        meta["colors"] = dict(zip(_COLOURS, media.colours, strict=False))
    return meta


def _size(width: int | None, height: int | None) -> Json:
    if not width or not height:
        return {}
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}
