"""The entities of the client API as Mastodon documents them."""

from typing import Final

from node.web.openapi.schema import (
    ANYTHING,
    COUNT,
    DAY,
    DIGITS,
    FLAG,
    ID,
    LANGUAGE,
    NUMBER,
    TEXT,
    TIME,
    URL,
    VISIBILITY,
    Schema,
    each,
    entity,
    mapping,
    maybe,
    ref,
    text,
)

EMOJI: Final = entity(
    {"shortcode": TEXT, "url": URL, "static_url": URL, "visible_in_picker": FLAG}, category=maybe(TEXT)
)
FIELD: Final = entity({"name": TEXT, "value": TEXT, "verified_at": maybe(TIME)})
_ACCOUNT: Final = {
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
    "locked": FLAG,
    "fields": each(FIELD),
    "emojis": each(EMOJI),
    "bot": FLAG,
    "group": FLAG,
    "discoverable": maybe(FLAG),
    "indexable": FLAG,
    "created_at": text(r"\d{4}-\d\d-\d\dT00:00:00\.000Z"),
    "last_status_at": maybe(DAY),
    "statuses_count": COUNT,
    "followers_count": COUNT,
    "following_count": COUNT,
    "hide_collections": maybe(FLAG),
}
_ACCOUNT_MORE: Final = {
    "noindex": FLAG,
    "roles": each(entity({"id": TEXT, "name": TEXT, "color": TEXT})),
    "moved": ref("Account"),
    "suspended": FLAG,
    "limited": FLAG,
    "email_subscriptions": FLAG,
    "feature_approval": entity(
        {
            "automatic": each(text(among={"public", "followers", "following", "unsupported_policy"})),
            "manual": each(text(among={"public", "followers", "following", "unsupported_policy"})),
            "current_user": text(among={"automatic", "manual", "denied", "unknown", "missing"}),
        }
    ),
}
ACCOUNT: Final = entity(_ACCOUNT, **_ACCOUNT_MORE)
MUTED_ACCOUNT: Final = entity({**_ACCOUNT, "mute_expires_at": maybe(TIME)}, **_ACCOUNT_MORE)
ROLE: Final = entity(
    {"id": text("-?[0-9]+"), "name": TEXT, "color": TEXT, "permissions": text("[0-9]+"), "highlighted": FLAG}
)
CREDENTIAL_ACCOUNT: Final = entity(
    {
        **_ACCOUNT,
        "role": ROLE,
        "source": entity(
            {
                "privacy": VISIBILITY,
                "sensitive": FLAG,
                "language": maybe(LANGUAGE),
                "quote_policy": text(among={"public", "followers", "nobody"}),
                "note": TEXT,
                "fields": each(FIELD),
                "follow_requests_count": COUNT,
                "hide_collections": maybe(FLAG),
                "discoverable": maybe(FLAG),
                "indexable": FLAG,
                "attribution_domains": each(TEXT),
            }
        ),
    },
    **_ACCOUNT_MORE,
)
PROFILE: Final = entity(
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
        "locked": FLAG,
        "bot": FLAG,
        "hide_collections": maybe(FLAG),
        "discoverable": maybe(FLAG),
        "indexable": FLAG,
        "show_media": FLAG,
        "show_media_replies": FLAG,
        "show_featured": FLAG,
        "attribution_domains": each(TEXT),
        "featured_tags": each(ANYTHING),
    }
)
RELATIONSHIP: Final = entity(
    {
        "id": ID,
        "following": FLAG,
        "showing_reblogs": FLAG,
        "notifying": FLAG,
        "languages": maybe(each(LANGUAGE)),
        "followed_by": FLAG,
        "blocking": FLAG,
        "blocked_by": FLAG,
        "muting": FLAG,
        "muting_notifications": FLAG,
        "muting_expires_at": maybe(TIME),
        "requested": FLAG,
        "requested_by": FLAG,
        "domain_blocking": FLAG,
        "endorsed": FLAG,
        "note": TEXT,
    }
)
_POLL: Final = {
    "id": ID,
    "expires_at": maybe(TIME),
    "expired": FLAG,
    "multiple": FLAG,
    "votes_count": COUNT,
    "voters_count": maybe(COUNT),
    "options": each(entity({"title": TEXT, "votes_count": maybe(COUNT)})),
    "emojis": each(EMOJI),
}
POLL: Final = entity(_POLL, voted=FLAG, own_votes=each(COUNT))
SIZE: Final = entity({"width": COUNT, "height": COUNT, "size": text(r"\d+x\d+"), "aspect": NUMBER})
ORIGINAL: Final = entity({}, width=COUNT, height=COUNT, size=text(r"\d+x\d+"), aspect=NUMBER, duration=NUMBER)
_COLOUR: Final = text(r"#[0-9a-f]{6}")
ATTACHMENT: Final = entity(
    {
        "id": ID,
        "type": text(among={"unknown", "image", "gifv", "video", "audio"}),
        "url": maybe(URL),
        "preview_url": maybe(URL),
        "remote_url": maybe(URL),
        "preview_remote_url": maybe(URL),
        "text_url": maybe(URL),
        "meta": maybe(
            entity(
                {},
                original=ORIGINAL,
                small=SIZE,
                focus=entity({"x": NUMBER, "y": NUMBER}),
                colors=entity({"background": _COLOUR, "foreground": _COLOUR, "accent": _COLOUR}),
            )
        ),
        "description": maybe(TEXT),
        "blurhash": maybe(TEXT),
    },
    credit=TEXT,
    licence=TEXT,
    ai=text(among={"assisted", "generated", "modified"}),
)
_CARD: Final[dict[str, Schema]] = {
    "url": URL,
    "title": TEXT,
    "description": TEXT,
    "language": maybe(LANGUAGE),
    "type": text(among={"link"}),
    "author_name": TEXT,
    "author_url": TEXT,
    "authors": each(entity({"name": TEXT, "url": TEXT, "account": maybe(ACCOUNT)})),
    "provider_name": TEXT,
    "provider_url": URL,
    "html": TEXT,
    "width": COUNT,
    "height": COUNT,
    "image": maybe(URL),
    "image_description": TEXT,
    "embed_url": TEXT,
    "blurhash": maybe(TEXT),
    "published_at": maybe(TIME),
}
CARD: Final = entity(_CARD)
POLICIES: Final = text(among={"public", "followers", "following", "unsupported_policy"})
_STATUS: Final = {
    "id": ID,
    "uri": URL,
    "url": maybe(URL),
    "created_at": TIME,
    "edited_at": maybe(TIME),
    "account": ACCOUNT,
    "content": TEXT,
    "visibility": VISIBILITY,
    "local_only": FLAG,
    "ai": text(among={"none", "assisted", "generated", "modified"}),
    "automated": FLAG,
    "sensitive": FLAG,
    "spoiler_text": TEXT,
    "media_attachments": each(ATTACHMENT),
    "application": maybe(entity({"name": TEXT, "website": maybe(URL)})),
    "mentions": each(entity({"id": ID, "username": TEXT, "acct": TEXT, "url": URL})),
    "tags": each(entity({"name": TEXT, "url": URL})),
    "emojis": each(EMOJI),
    "reblogs_count": COUNT,
    "favourites_count": COUNT,
    "replies_count": COUNT,
    "quotes_count": COUNT,
    "quote": maybe(ref("Quote")),
    "quote_approval": entity(
        {
            "automatic": each(POLICIES),
            "manual": each(POLICIES),
            "current_user": text(among={"automatic", "manual", "denied", "unknown"}),
        }
    ),
    "in_reply_to_id": maybe(ID),
    "in_reply_to_account_id": maybe(ID),
    "reblog": maybe(ref("Status")),
    "poll": maybe(POLL),
    "card": maybe(CARD),
    "language": maybe(LANGUAGE),
}
CONTEXTS: Final = each(text(among={"home", "notifications", "public", "thread", "account"}))
FILTER_OUTLINE: Final = {
    "id": ID,
    "title": TEXT,
    "context": CONTEXTS,
    "expires_at": maybe(TIME),
    "filter_action": text(among={"warn", "hide", "blur"}),
}
FILTER_RESULT: Final = entity(
    {"filter": entity(FILTER_OUTLINE), "keyword_matches": maybe(each(TEXT)), "status_matches": maybe(each(ID))}
)
_STATUS_OWN: Final = {
    "favourited": FLAG,
    "reblogged": FLAG,
    "muted": FLAG,
    "bookmarked": FLAG,
    "pinned": FLAG,
    "filtered": each(FILTER_RESULT),
}
STATUS: Final = entity(_STATUS, **_STATUS_OWN)
QUOTE: Final = entity(
    {
        "state": text(
            among={
                "pending",
                "accepted",
                "rejected",
                "revoked",
                "deleted",
                "unauthorized",
                "blocked_account",
                "blocked_domain",
                "muted_account",
            }
        )
    },
    quoted_status=maybe(ref("Status")),
    quoted_status_id=maybe(ID),
)
DELETED_STATUS: Final = entity({**_STATUS, "text": TEXT}, **_STATUS_OWN)
STATUS_EDIT: Final = entity(
    {
        "content": TEXT,
        "spoiler_text": TEXT,
        "sensitive": FLAG,
        "created_at": TIME,
        "account": ACCOUNT,
        "media_attachments": each(ATTACHMENT),
        "emojis": each(EMOJI),
        "quote": maybe(ANYTHING),
    },
    poll=entity({"options": each(entity({"title": TEXT}))}),
)
REPORT: Final = entity(
    {
        "id": ID,
        "action_taken": FLAG,
        "action_taken_at": maybe(TIME),
        "category": text(among={"spam", "legal", "violation", "other"}),
        "comment": TEXT,
        "forwarded": FLAG,
        "created_at": TIME,
        "status_ids": maybe(each(ID)),
        "rule_ids": maybe(each(ID)),
        "collection_ids": maybe(each(ID)),
        "target_account": ACCOUNT,
    }
)
NOTIFICATION_TYPES: Final = (
    "mention",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quote",
    "quoted_update",
    "added_to_collection",
    "collection_update",
    "severed_relationships",
    "moderation_warning",
    "admin.sign_up",
    "admin.report",
)
NOTIFICATION_TYPE: Final = text(among=NOTIFICATION_TYPES)
SEVERANCE: Final = entity(
    {
        "id": ID,
        "type": text(among={"domain_block", "user_domain_block", "account_suspension"}),
        "purged": FLAG,
        "target_name": TEXT,
        "followers_count": COUNT,
        "following_count": COUNT,
        "created_at": TIME,
    }
)
ACCOUNT_WARNING: Final = entity(
    {
        "id": ID,
        "action": text(
            among={
                "none",
                "disable",
                "mark_statuses_as_sensitive",
                "delete_statuses",
                "sensitive",
                "silence",
                "suspend",
            }
        ),
        "text": TEXT,
        "status_ids": maybe(each(ID)),
        "target_account": ACCOUNT,
        "appeal": maybe(entity({"text": TEXT, "state": text(among={"approved", "rejected", "pending"})})),
        "created_at": TIME,
    }
)
FALLBACK: Final = entity({"title": text(".+"), "summary": maybe(TEXT), "details": maybe(TEXT)})
COLLECTION_ITEM: Final = entity(
    {
        "id": ID,
        "account_id": ID,
        "state": text(among={"pending", "accepted", "rejected", "revoked"}),
        "created_at": TIME,
    }
)
COLLECTION: Final = entity(
    {
        "id": ID,
        "uri": URL,
        "url": URL,
        "account_id": ID,
        "name": TEXT,
        "description": TEXT,
        "language": maybe(LANGUAGE),
        "local": FLAG,
        "sensitive": FLAG,
        "discoverable": FLAG,
        "tag": maybe(entity({"name": TEXT, "url": URL})),
        "item_count": COUNT,
        "items": each(COLLECTION_ITEM),
        "created_at": TIME,
        "updated_at": TIME,
    }
)
NOTIFICATION: Final = entity(
    {
        "id": ID,
        "type": NOTIFICATION_TYPE,
        "group_key": TEXT,
        "created_at": TIME,
        "account": ACCOUNT,
    },
    status=STATUS,
    report=REPORT,
    event=SEVERANCE,
    moderation_warning=ACCOUNT_WARNING,
    collection=COLLECTION,
    fallback=FALLBACK,
    filtered=FLAG,
    emoji=TEXT,
)
_HISTORY: Final = each(entity({"day": DIGITS, "uses": DIGITS, "accounts": DIGITS}))
TRENDING_LINK: Final = entity({**_CARD, "history": _HISTORY})
ADMIN_LINK: Final = entity({**_CARD, "history": _HISTORY, "id": ID, "requires_review": FLAG})
PUBLISHER: Final = entity({"id": ID, "domain": TEXT, "trendable": FLAG, "requires_review": FLAG})
_TAG: Final[dict[str, Schema]] = {
    "id": ID,
    "name": TEXT,
    "url": URL,
    "history": _HISTORY,
}
_TAG_MORE: Final[dict[str, Schema]] = {"following": FLAG, "featuring": FLAG}
TAG: Final = entity(_TAG, **_TAG_MORE)
MARKER: Final = entity({"last_read_id": DIGITS, "version": COUNT, "updated_at": TIME})
RULE: Final = entity({"id": TEXT, "text": TEXT, "hint": TEXT, "translations": mapping(ANYTHING)})
_CONFIGURATION: Final = {
    "statuses": entity(
        {
            "max_characters": COUNT,
            "max_media_attachments": COUNT,
            "characters_reserved_per_url": COUNT,
            "supported_mime_types": each(TEXT),
        }
    ),
    "media_attachments": entity(
        {
            "supported_mime_types": each(TEXT),
            "description_limit": COUNT,
            "image_size_limit": COUNT,
            "image_matrix_limit": COUNT,
            "video_size_limit": COUNT,
            "video_frame_rate_limit": COUNT,
            "video_matrix_limit": COUNT,
        }
    ),
    "polls": entity(
        {
            "max_options": COUNT,
            "max_characters_per_option": COUNT,
            "min_expiration": COUNT,
            "max_expiration": COUNT,
        }
    ),
}
_ACCESS: Final = text(among={"public"})
INSTANCE: Final = entity(
    {
        "domain": TEXT,
        "title": TEXT,
        "version": text(r"\d+\.\d+\.\d+ \(compatible; Allmende .+\)"),
        "source_url": URL,
        "description": TEXT,
        "usage": entity({"users": entity({"active_month": COUNT})}),
        "thumbnail": entity(
            {"url": URL, "blurhash": maybe(TEXT), "description": maybe(TEXT), "versions": mapping(URL)}
        ),
        "icon": each(entity({"src": URL, "size": text(r"any|\d+x\d+")})),
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
                "accounts": mapping(COUNT),
                "translation": entity({"enabled": FLAG}),
                "timelines_access": mapping(entity({"local": _ACCESS, "remote": _ACCESS})),
                "limited_federation": FLAG,
            }
        ),
        "registrations": entity(
            {
                "enabled": FLAG,
                "approval_required": FLAG,
                "reason_required": FLAG,
                "message": maybe(TEXT),
                "url": maybe(URL),
                "min_age": maybe(COUNT),
            }
        ),
        "api_versions": entity({"mastodon": COUNT}),
        "contact": entity({"email": TEXT, "account": maybe(ACCOUNT)}),
        "rules": each(RULE),
    }
)
INSTANCE_V1: Final = entity(
    {
        "uri": TEXT,
        "title": TEXT,
        "short_description": TEXT,
        "description": TEXT,
        "email": TEXT,
        "version": TEXT,
        "urls": entity({"streaming_api": URL}),
        "stats": entity({"user_count": COUNT, "status_count": COUNT, "domain_count": COUNT}),
        "thumbnail": URL,
        "languages": each(LANGUAGE),
        "registrations": FLAG,
        "approval_required": FLAG,
        "invites_enabled": FLAG,
        "configuration": entity({**_CONFIGURATION, "accounts": mapping(COUNT)}),
        "contact_account": maybe(ACCOUNT),
        "rules": each(RULE),
    }
)
DESCRIBED: Final = entity({"content": TEXT, "updated_at": TIME})
OEMBED: Final = entity(
    {
        "type": text(among={"rich"}),
        "version": text(among={"1.0"}),
        "title": TEXT,
        "author_name": TEXT,
        "author_url": URL,
        "provider_name": TEXT,
        "provider_url": URL,
        "cache_age": COUNT,
        "html": TEXT,
        "width": COUNT,
        "height": maybe(COUNT),
    }
)
PREFERENCES: Final = entity(
    {
        "posting:default:visibility": VISIBILITY,
        "posting:default:sensitive": FLAG,
        "posting:default:language": maybe(LANGUAGE),
        "posting:default:quote_policy": text(among={"public", "followers", "nobody"}),
        "reading:expand:media": text(among={"default", "show_all", "hide_all"}),
        "reading:expand:spoilers": FLAG,
        "reading:autoplay:gifs": FLAG,
    }
)
ERROR: Final = entity(
    {"error": text(".+")},
    type=TEXT,
    title=TEXT,
    status=COUNT,
    detail=TEXT,
    error_description=TEXT,
    details=ANYTHING,
    gates=each(TEXT),
    missing=each(TEXT),
    existing_domain_block=ANYTHING,
)
