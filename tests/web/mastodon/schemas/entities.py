"""The entities of the client API as Mastodon documents them."""

from tests.web.mastodon.schemas.checks import (
    DAY,
    DIGITS,
    ID,
    LANGUAGE,
    TEXT,
    TIME,
    URL,
    VISIBILITY,
    anything,
    count,
    each,
    entity,
    flag,
    later,
    mapping,
    maybe,
    number,
    text,
)

EMOJI = entity({"shortcode": TEXT, "url": URL, "static_url": URL, "visible_in_picker": flag}, category=maybe(TEXT))
FIELD = entity({"name": TEXT, "value": TEXT, "verified_at": maybe(TIME)})
_ACCOUNT = {
    "id": ID,
    "username": TEXT,
    "acct": text(r"[^@\s]+(@[^@\s]+)?"),
    "url": URL,
    "uri": URL,
    "display_name": TEXT,
    "note": TEXT,
    "avatar": URL,
    "avatar_static": URL,
    "avatar_description": TEXT,
    "header": URL,
    "header_static": URL,
    "header_description": TEXT,
    "locked": flag,
    "fields": each(FIELD),
    "emojis": each(EMOJI),
    "bot": flag,
    "group": flag,
    "discoverable": maybe(flag),
    "indexable": flag,
    "created_at": text(r"\d{4}-\d\d-\d\dT00:00:00\.000Z"),
    "last_status_at": maybe(DAY),
    "statuses_count": count,
    "followers_count": count,
    "following_count": count,
    "hide_collections": maybe(flag),
}
_ACCOUNT_MORE = {
    "noindex": flag,
    "roles": each(entity({"id": TEXT, "name": TEXT, "color": TEXT})),
    "moved": later(lambda: ACCOUNT),
    "suspended": flag,
    "limited": flag,
}
ACCOUNT = entity(_ACCOUNT, **_ACCOUNT_MORE)
MUTED_ACCOUNT = entity({**_ACCOUNT, "mute_expires_at": maybe(TIME)}, **_ACCOUNT_MORE)
ROLE = entity({"id": text("-?[0-9]+"), "name": TEXT, "color": TEXT, "permissions": text("[0-9]+"), "highlighted": flag})
CREDENTIAL_ACCOUNT = entity(
    {
        **_ACCOUNT,
        "role": ROLE,
        "source": entity(
            {
                "privacy": VISIBILITY,
                "sensitive": flag,
                "language": maybe(LANGUAGE),
                "quote_policy": text(among={"public", "followers", "nobody"}),
                "note": TEXT,
                "fields": each(FIELD),
                "follow_requests_count": count,
                "hide_collections": maybe(flag),
                "discoverable": maybe(flag),
                "indexable": flag,
                "attribution_domains": each(TEXT),
            }
        ),
    },
    **_ACCOUNT_MORE,
)
PROFILE = entity(
    {
        "id": ID,
        "display_name": TEXT,
        "note": TEXT,
        "fields": each(FIELD),
        "avatar": maybe(URL),
        "avatar_static": maybe(URL),
        "avatar_description": TEXT,
        "header": maybe(URL),
        "header_static": maybe(URL),
        "header_description": TEXT,
        "locked": flag,
        "bot": flag,
        "hide_collections": maybe(flag),
        "discoverable": maybe(flag),
        "indexable": flag,
        "show_media": flag,
        "show_media_replies": flag,
        "show_featured": flag,
        "attribution_domains": each(TEXT),
        "featured_tags": each(anything),
    }
)
RELATIONSHIP = entity(
    {
        "id": ID,
        "following": flag,
        "showing_reblogs": flag,
        "notifying": flag,
        "languages": maybe(each(LANGUAGE)),
        "followed_by": flag,
        "blocking": flag,
        "blocked_by": flag,
        "muting": flag,
        "muting_notifications": flag,
        "muting_expires_at": maybe(TIME),
        "requested": flag,
        "requested_by": flag,
        "domain_blocking": flag,
        "endorsed": flag,
        "note": TEXT,
    }
)
_POLL = {
    "id": ID,
    "expires_at": maybe(TIME),
    "expired": flag,
    "multiple": flag,
    "votes_count": count,
    "voters_count": maybe(count),
    "options": each(entity({"title": TEXT, "votes_count": maybe(count)})),
    "emojis": each(EMOJI),
}
POLL = entity(_POLL, voted=flag, own_votes=each(count))
SIZE = entity({"width": count, "height": count, "size": text(r"\d+x\d+"), "aspect": number})
ATTACHMENT = entity(
    {
        "id": ID,
        "type": text(among={"unknown", "image", "gifv", "video", "audio"}),
        "url": maybe(URL),
        "preview_url": maybe(URL),
        "remote_url": maybe(URL),
        "preview_remote_url": maybe(URL),
        "text_url": maybe(URL),
        "meta": maybe(entity({}, original=SIZE, small=SIZE, focus=entity({"x": number, "y": number}))),
        "description": maybe(TEXT),
        "blurhash": maybe(TEXT),
    }
)
POLICIES = text(among={"public", "followers", "following", "unsupported_policy"})
_STATUS = {
    "id": ID,
    "uri": URL,
    "url": maybe(URL),
    "created_at": TIME,
    "edited_at": maybe(TIME),
    "account": ACCOUNT,
    "content": TEXT,
    "visibility": VISIBILITY,
    "local_only": flag,
    "sensitive": flag,
    "spoiler_text": TEXT,
    "media_attachments": each(ATTACHMENT),
    "application": maybe(entity({"name": TEXT, "website": maybe(URL)})),
    "mentions": each(entity({"id": ID, "username": TEXT, "acct": TEXT, "url": URL})),
    "tags": each(entity({"name": TEXT, "url": URL})),
    "emojis": each(EMOJI),
    "reblogs_count": count,
    "favourites_count": count,
    "replies_count": count,
    "quotes_count": count,
    "quote": maybe(anything),
    "quote_approval": entity(
        {
            "automatic": each(POLICIES),
            "manual": each(POLICIES),
            "current_user": text(among={"automatic", "manual", "denied", "unknown"}),
        }
    ),
    "in_reply_to_id": maybe(ID),
    "in_reply_to_account_id": maybe(ID),
    "reblog": maybe(later(lambda: STATUS)),
    "poll": maybe(POLL),
    "card": maybe(anything),
    "language": maybe(LANGUAGE),
}
_STATUS_OWN = {
    "favourited": flag,
    "reblogged": flag,
    "muted": flag,
    "bookmarked": flag,
    "pinned": flag,
    "filtered": each(anything),
}
STATUS = entity(_STATUS, **_STATUS_OWN)
DELETED_STATUS = entity({**_STATUS, "text": TEXT}, **_STATUS_OWN)
STATUS_EDIT = entity(
    {
        "content": TEXT,
        "spoiler_text": TEXT,
        "sensitive": flag,
        "created_at": TIME,
        "account": ACCOUNT,
        "media_attachments": each(ATTACHMENT),
        "emojis": each(EMOJI),
        "quote": maybe(anything),
    },
    poll=entity({"options": each(entity({"title": TEXT}))}),
)
REPORT = entity(
    {
        "id": ID,
        "action_taken": flag,
        "action_taken_at": maybe(TIME),
        "category": text(among={"spam", "legal", "violation", "other"}),
        "comment": TEXT,
        "forwarded": flag,
        "created_at": TIME,
        "status_ids": maybe(each(ID)),
        "rule_ids": maybe(each(ID)),
        "collection_ids": maybe(each(ID)),
        "target_account": ACCOUNT,
    }
)
NOTIFICATION = entity(
    {
        "id": ID,
        "type": text(
            among={
                "mention",
                "status",
                "reblog",
                "follow",
                "follow_request",
                "favourite",
                "poll",
                "update",
                "quote",
                "admin.report",
            }
        ),
        "group_key": TEXT,
        "created_at": TIME,
        "account": ACCOUNT,
    },
    status=STATUS,
    report=REPORT,
    emoji=TEXT,
)
TAG = entity(
    {
        "id": ID,
        "name": TEXT,
        "url": URL,
        "history": each(entity({"day": DIGITS, "uses": DIGITS, "accounts": DIGITS})),
    },
    following=flag,
    featuring=flag,
)
MARKER = entity({"last_read_id": DIGITS, "version": count, "updated_at": TIME})
RULE = entity({"id": TEXT, "text": TEXT, "hint": TEXT, "translations": mapping(anything)})
_CONFIGURATION = {
    "statuses": entity(
        {
            "max_characters": count,
            "max_media_attachments": count,
            "characters_reserved_per_url": count,
            "supported_mime_types": each(TEXT),
        }
    ),
    "media_attachments": entity(
        {
            "supported_mime_types": each(TEXT),
            "description_limit": count,
            "image_size_limit": count,
            "image_matrix_limit": count,
            "video_size_limit": count,
            "video_frame_rate_limit": count,
            "video_matrix_limit": count,
        }
    ),
    "polls": entity(
        {
            "max_options": count,
            "max_characters_per_option": count,
            "min_expiration": count,
            "max_expiration": count,
        }
    ),
}
INSTANCE = entity(
    {
        "domain": TEXT,
        "title": TEXT,
        "version": text(r"\d+\.\d+\.\d+ \(compatible; Allmende .+\)"),
        "source_url": URL,
        "description": TEXT,
        "usage": entity({"users": entity({"active_month": count})}),
        "thumbnail": entity(
            {"url": URL, "blurhash": maybe(TEXT), "description": maybe(TEXT), "versions": mapping(URL)}
        ),
        "icon": each(anything),
        "languages": each(LANGUAGE),
        "configuration": entity(
            {
                "urls": entity(
                    {
                        "streaming": URL,
                        "status": maybe(URL),
                        "about": maybe(URL),
                        "privacy_policy": maybe(URL),
                        "terms_of_service": maybe(URL),
                    }
                ),
                "vapid": entity({"public_key": TEXT}),
                **_CONFIGURATION,
                "accounts": mapping(count),
                "translation": entity({"enabled": flag}),
                "limited_federation": flag,
            }
        ),
        "registrations": entity(
            {
                "enabled": flag,
                "approval_required": flag,
                "reason_required": flag,
                "message": maybe(TEXT),
                "url": maybe(URL),
                "min_age": maybe(count),
            }
        ),
        "api_versions": entity({"mastodon": count}),
        "contact": entity({"email": TEXT, "account": maybe(ACCOUNT)}),
        "rules": each(RULE),
    }
)
INSTANCE_V1 = entity(
    {
        "uri": TEXT,
        "title": TEXT,
        "short_description": TEXT,
        "description": TEXT,
        "email": TEXT,
        "version": TEXT,
        "urls": entity({"streaming_api": URL}),
        "stats": entity({"user_count": count, "status_count": count, "domain_count": count}),
        "thumbnail": URL,
        "languages": each(LANGUAGE),
        "registrations": flag,
        "approval_required": flag,
        "invites_enabled": flag,
        "configuration": entity({**_CONFIGURATION, "accounts": mapping(count)}),
        "contact_account": maybe(ACCOUNT),
        "rules": each(RULE),
    }
)
DESCRIBED = entity({"content": TEXT, "updated_at": TIME})
OEMBED = entity(
    {
        "type": text(among={"rich"}),
        "version": text(among={"1.0"}),
        "title": TEXT,
        "author_name": TEXT,
        "author_url": URL,
        "provider_name": TEXT,
        "provider_url": URL,
        "cache_age": count,
        "html": TEXT,
        "width": count,
        "height": maybe(count),
    }
)
PREFERENCES = entity(
    {
        "posting:default:visibility": VISIBILITY,
        "posting:default:sensitive": flag,
        "posting:default:language": maybe(LANGUAGE),
        "posting:default:quote_policy": text(among={"public", "followers", "nobody"}),
        "reading:expand:media": text(among={"default", "show_all", "hide_all"}),
        "reading:expand:spoilers": flag,
        "reading:autoplay:gifs": flag,
    }
)
ERROR = entity(
    {"error": text(".+")}, type=TEXT, title=TEXT, status=count, detail=TEXT, error_description=TEXT, details=anything
)
