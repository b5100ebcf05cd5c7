"""Addresses of uploads."""

from typing import Final

from node.web.mastodon import media
from node.web.mastodon.routes.table import Routes

ROUTES: Final[Routes] = (
    ("POST", "/api/v2/media", media.upload_media),
    ("POST", "/api/v1/media", media.upload_and_wait),
    ("GET", "/api/v1/media/{id}", media.show_media),
    ("PUT", "/api/v1/media/{id}", media.update_media),
    ("DELETE", "/api/v1/media/{id}", media.delete_media),
)
