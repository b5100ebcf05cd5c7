"""Instance (v2) and V1Instance: what this node is, and what an app may offer on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from node import __version__
from node.config import Config
from node.media.types import accepted
from node.model.addresses import MISSING_HEADER
from node.model.tags import MOST_FEATURED
from node.outbox.drafts import MOST_MEDIA, MOST_OPTIONS, OPTION_CHARACTERS
from node.outbox.pin import MOST as MOST_PINNED
from node.outbox.profile import FIELD_CHARACTERS, MOST_FIELDS, NAME_CHARACTERS, TEXT_CHARACTERS
from node.outbox.upload import DESCRIPTION_CHARACTERS
from node.web.mastodon.compose import LONGEST_POLL, SHORTEST_POLL
from node.web.mastodon.entities.reader import Json

VERSION: Final = f"4.7.0 (compatible; Allmende {__version__})"
"""Apps read from the beginning which features of Mastodon there are."""
API_VERSION: Final = 10
"""Of Mastodon's `api_versions`. 2: grouped notifications; 3: attribution; 4: deleting media; 5: filters that blur; 7: quotes;
8: annual reports and the profile; 9: descriptions of its pictures; 10: collections and words for unknown notifications."""
_FILM_PIXELS: Final = 8_192 * 8_192
_OPEN: Final = {"local": "public", "remote": "public"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    users: int
    active_month: int
    posts: int
    peers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Itself:
    """What a node says of itself beside its settings and figures: its rules, whom to ask (an Account), and its pictures as
    pairs of address and size."""

    rules: list[Json]
    contact: Json | None
    icons: Sequence[tuple[str, str]]


def instance(config: Config, figures: Figures, itself: Itself, *, vapid: str) -> Json:
    """`vapid` is the key by which push services know this node."""
    base = config.origin
    return {
        "domain": config.account_domain,
        "title": config.node.title,
        "version": VERSION,
        "source_url": config.node.source_url or base,
        "description": config.node.description,
        "usage": {"users": {"active_month": figures.active_month}},
        "thumbnail": {"url": base + MISSING_HEADER, "blurhash": None, "description": "", "versions": {}},
        "icon": [{"src": base + path, "size": size} for path, size in itself.icons],
        "languages": _languages(config),
        "configuration": {
            "urls": {
                "streaming": _streaming(config),
                "status": None,
                "about": f"{base}/ueber",
                "privacy_policy": f"{base}/datenschutz",
                "terms_of_service": f"{base}/nutzungsbedingungen",
            },
            "vapid": {"public_key": vapid},
            **_configuration(config),
            "accounts": {
                "max_featured_tags": MOST_FEATURED,
                "max_pinned_statuses": MOST_PINNED,
                "max_display_name_length": NAME_CHARACTERS,
                "max_note_length": TEXT_CHARACTERS,
                "max_profile_fields": MOST_FIELDS,
                "profile_field_name_limit": FIELD_CHARACTERS,
                "profile_field_value_limit": FIELD_CHARACTERS,
            },
            "translation": {"enabled": False},
            "timelines_access": dict.fromkeys(("live_feeds", "hashtag_feeds", "trending_link_feeds"), _OPEN),
            "limited_federation": bool(config.federation.allowed_hosts),
        },
        "registrations": {
            "enabled": False,
            "approval_required": False,
            "reason_required": False,
            "message": None,
            "url": None,
            "min_age": None,
        },
        "api_versions": {"mastodon": API_VERSION},
        "contact": {"email": config.node.contact_email, "account": itself.contact},
        "rules": itself.rules,
    }


def instance_v1(config: Config, figures: Figures, itself: Itself) -> Json:
    return {
        "uri": config.account_domain,
        "title": config.node.title,
        "short_description": config.node.description,
        "description": config.node.description,
        "email": config.node.contact_email,
        "version": VERSION,
        "urls": {"streaming_api": _streaming(config)},
        "stats": {"user_count": figures.users, "status_count": figures.posts, "domain_count": figures.peers},
        "thumbnail": config.origin + MISSING_HEADER,
        "languages": _languages(config),
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": {**_configuration(config), "accounts": {"max_featured_tags": MOST_FEATURED}},
        "contact_account": itself.contact,
        "rules": itself.rules,
    }


def _configuration(config: Config) -> Json:
    limits: dict[str, Any] = {
        "statuses": {
            "max_characters": config.limits.post_characters,
            "max_media_attachments": MOST_MEDIA,
            "characters_reserved_per_url": 23,
            "supported_mime_types": ["text/plain", "text/markdown"],
        },
        "media_attachments": {
            "supported_mime_types": [each.mime for each in accepted()],
            "description_limit": DESCRIPTION_CHARACTERS,
            "image_size_limit": config.media.image_bytes,
            "image_matrix_limit": config.media.image_pixels,
            "video_size_limit": config.media.file_bytes,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": _FILM_PIXELS,
        },
        "polls": {
            "max_options": MOST_OPTIONS,
            "max_characters_per_option": OPTION_CHARACTERS,
            "min_expiration": SHORTEST_POLL,
            "max_expiration": LONGEST_POLL,
        },
    }
    return limits


def _languages(config: Config) -> list[str]:
    return [config.node.language]


def _streaming(config: Config) -> str:
    """With the scheme that goes with the one the node is reached by."""
    return f"{'wss' if config.is_https else 'ws'}://{urlsplit(config.origin).netloc}"
