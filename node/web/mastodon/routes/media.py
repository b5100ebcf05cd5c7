"""Addresses of uploads."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in("node.web.mastodon")

ROUTES: Final[Routes] = (
    ("POST", "/api/v2/media", _later("media.upload_media")),
    ("POST", "/api/v1/media", _later("media.upload_and_wait")),
    ("GET", "/api/v1/media/{id}", _later("media.show_media")),
    ("PUT", "/api/v1/media/{id}", _later("media.update_media")),
    ("DELETE", "/api/v1/media/{id}", _later("media.delete_media")),
)
