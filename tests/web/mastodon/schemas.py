"""The entities of the client API as Mastodon documents them, and a checker small enough to trust.

A schema is a function that complains: it returns what is wrong, as sentences with the place. `ANSWERS` says which one
holds for each operation; `OPERATIONS` are those of the published description, checked as well where a copy is at hand.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "mastodon-openapi" / "schema.json"


def text(pattern: str = "", *, among: set[str] | None = None) -> Check:
    compiled = re.compile(pattern, re.DOTALL)

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{place}: {value!r} is no text"
        elif pattern and not compiled.fullmatch(value):
            yield f"{place}: {value!r} is not like {pattern}"
        elif among is not None and value not in among:
            yield f"{place}: {value!r} is none of {sorted(among)}"

    return check


def flag(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{place}: {value!r} is no boolean"


def count(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield f"{place}: {value!r} is no count"


def number(value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{place}: {value!r} is no number"


def nothing(value: Any, place: str) -> Iterator[str]:
    if value != {}:
        yield f"{place}: {value!r} should be empty"


def maybe(check: Check) -> Check:
    return lambda value, place: iter(()) if value is None else check(value, place)


def each(check: Check) -> Check:
    def all_of(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list"
            return
        for index, one in enumerate(value):
            yield from check(one, f"{place}[{index}]")

    return all_of


def entity(required: dict[str, Check], /, **optional: Check) -> Check:
    """Exactly these keys: what nobody documented must not slip in."""

    def check(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
            return
        for name in required.keys() - value.keys():
            yield f"{place}: {name} is missing"
        for name, one in value.items():
            known = required.get(name) or optional.get(name)
            if known is None:
                yield f"{place}: {name} is not documented"
            else:
                yield from known(one, f"{place}.{name}")

    return check


def mapping(check: Check) -> Check:
    def all_of(value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
            return
        for name, one in value.items():
            yield from check(one, f"{place}.{name}")

    return all_of


def anything(_value: Any, _place: str) -> Iterator[str]:
    return iter(())


def later(name: str) -> Check:
    return lambda value, place: globals()[name](value, place)


ID = text(r"[1-9][0-9]{0,18}")
DIGITS = text(r"[0-9]+")
TIME = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DAY = text(r"\d{4}-\d\d-\d\d")
URL = text(r"(https?|wss?)://[^\s]+")
TEXT = text()
VISIBILITY = text(among={"public", "unlisted", "private", "direct"})
LANGUAGE = text(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")

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
    "moved": later("ACCOUNT"),
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
    "reblog": maybe(later("STATUS")),
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

ANSWERS: dict[tuple[str, str], Check] = {
    ("GET", "/api/v1/accounts"): each(ACCOUNT),
    ("GET", "/api/v1/accounts/verify_credentials"): CREDENTIAL_ACCOUNT,
    ("PATCH", "/api/v1/accounts/update_credentials"): CREDENTIAL_ACCOUNT,
    ("GET", "/api/v1/accounts/lookup"): ACCOUNT,
    ("GET", "/api/v1/accounts/search"): each(ACCOUNT),
    ("GET", "/api/v1/accounts/relationships"): each(RELATIONSHIP),
    ("GET", "/api/v1/accounts/familiar_followers"): each(entity({"id": ID, "accounts": each(ACCOUNT)})),
    ("GET", "/api/v1/accounts/{}"): ACCOUNT,
    ("GET", "/api/v1/accounts/{}/statuses"): each(STATUS),
    ("GET", "/api/v1/accounts/{}/followers"): each(ACCOUNT),
    ("GET", "/api/v1/accounts/{}/following"): each(ACCOUNT),
    ("GET", "/api/v1/accounts/{}/endorsements"): each(ACCOUNT),
    ("GET", "/api/v1/accounts/{}/identity_proofs"): each(anything),
    ("POST", "/api/v1/accounts/{}/follow"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/unfollow"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/remove_from_followers"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/block"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/unblock"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/mute"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/unmute"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/note"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/endorse"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/unendorse"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/pin"): RELATIONSHIP,
    ("POST", "/api/v1/accounts/{}/unpin"): RELATIONSHIP,
    ("GET", "/api/v1/endorsements"): each(ACCOUNT),
    ("GET", "/api/v1/blocks"): each(ACCOUNT),
    ("GET", "/api/v1/mutes"): each(MUTED_ACCOUNT),
    ("GET", "/api/v1/follow_requests"): each(ACCOUNT),
    ("POST", "/api/v1/follow_requests/{}/authorize"): RELATIONSHIP,
    ("POST", "/api/v1/follow_requests/{}/reject"): RELATIONSHIP,
    ("GET", "/api/v1/domain_blocks"): each(TEXT),
    ("POST", "/api/v1/domain_blocks"): nothing,
    ("DELETE", "/api/v1/domain_blocks"): nothing,
    ("GET", "/api/v1/profile"): PROFILE,
    ("PATCH", "/api/v1/profile"): PROFILE,
    ("DELETE", "/api/v1/profile/avatar"): CREDENTIAL_ACCOUNT,
    ("DELETE", "/api/v1/profile/header"): CREDENTIAL_ACCOUNT,
    ("GET", "/api/v1/preferences"): PREFERENCES,
    ("POST", "/api/v1/statuses"): STATUS,
    ("GET", "/api/v1/statuses"): each(STATUS),
    ("GET", "/api/v1/statuses/{}"): STATUS,
    ("PUT", "/api/v1/statuses/{}"): STATUS,
    ("DELETE", "/api/v1/statuses/{}"): DELETED_STATUS,
    ("GET", "/api/v1/statuses/{}/context"): entity({"ancestors": each(STATUS), "descendants": each(STATUS)}),
    ("GET", "/api/v1/statuses/{}/history"): each(STATUS_EDIT),
    ("GET", "/api/v1/statuses/{}/source"): entity(
        {"id": ID, "text": TEXT, "spoiler_text": TEXT, "content_type": text("text/(plain|markdown)")}
    ),
    ("GET", "/api/v1/statuses/{}/reblogged_by"): each(ACCOUNT),
    ("GET", "/api/v1/statuses/{}/favourited_by"): each(ACCOUNT),
    ("GET", "/api/v1/statuses/{}/quotes"): each(STATUS),
    ("PUT", "/api/v1/statuses/{}/interaction_policy"): STATUS,
    ("POST", "/api/v1/statuses/{}/reblog"): STATUS,
    ("POST", "/api/v1/statuses/{}/unreblog"): STATUS,
    ("POST", "/api/v1/statuses/{}/favourite"): STATUS,
    ("POST", "/api/v1/statuses/{}/unfavourite"): STATUS,
    ("POST", "/api/v1/statuses/{}/bookmark"): STATUS,
    ("POST", "/api/v1/statuses/{}/unbookmark"): STATUS,
    ("POST", "/api/v1/statuses/{}/mute"): STATUS,
    ("POST", "/api/v1/statuses/{}/unmute"): STATUS,
    ("POST", "/api/v1/statuses/{}/pin"): STATUS,
    ("POST", "/api/v1/statuses/{}/unpin"): STATUS,
    ("GET", "/api/v1/polls/{}"): POLL,
    ("POST", "/api/v1/polls/{}/votes"): POLL,
    ("GET", "/api/v1/favourites"): each(STATUS),
    ("GET", "/api/v1/bookmarks"): each(STATUS),
    ("GET", "/api/v1/timelines/home"): each(STATUS),
    ("GET", "/api/v1/timelines/public"): each(STATUS),
    ("GET", "/api/v1/timelines/tag/{}"): each(STATUS),
    ("GET", "/api/v1/markers"): mapping(MARKER),
    ("POST", "/api/v1/markers"): mapping(MARKER),
    ("GET", "/api/v1/notifications"): each(NOTIFICATION),
    ("GET", "/api/v1/notifications/{}"): NOTIFICATION,
    ("GET", "/api/v1/notifications/unread_count"): entity({"count": count}),
    ("POST", "/api/v1/notifications/clear"): nothing,
    ("POST", "/api/v1/notifications/{}/dismiss"): nothing,
    ("GET", "/api/v2/instance"): INSTANCE,
    ("GET", "/api/v1/instance"): INSTANCE_V1,
    ("GET", "/api/v1/instance/rules"): each(RULE),
    ("GET", "/api/v1/instance/peers"): each(TEXT),
    ("GET", "/api/v1/instance/activity"): each(
        entity({"week": DIGITS, "statuses": DIGITS, "logins": DIGITS, "registrations": DIGITS})
    ),
    ("GET", "/api/v1/instance/domain_blocks"): each(
        entity(
            {
                "domain": TEXT,
                "digest": text("[0-9a-f]{64}"),
                "severity": text(among={"silence", "suspend"}),
                "comment": maybe(TEXT),
            }
        )
    ),
    ("GET", "/api/v1/instance/extended_description"): DESCRIBED,
    ("GET", "/api/v1/instance/privacy_policy"): DESCRIBED,
    ("GET", "/api/v1/instance/terms_of_service"): entity(
        {"content": TEXT, "effective": flag, "effective_date": DAY, "succeeded_by": maybe(DAY)}
    ),
    ("GET", "/api/v1/instance/terms_of_service/{}"): entity(
        {"content": TEXT, "effective": flag, "effective_date": DAY, "succeeded_by": maybe(DAY)}
    ),
    ("GET", "/api/v1/instance/translation_languages"): nothing,
    ("GET", "/api/v1/instance/languages"): each(entity({"code": LANGUAGE, "name": TEXT})),
    ("GET", "/api/v1/custom_emojis"): each(EMOJI),
    ("GET", "/api/v1/directory"): each(ACCOUNT),
    ("GET", "/api/v1/trends"): each(TAG),
    ("GET", "/api/v1/trends/tags"): each(TAG),
    ("GET", "/api/v1/trends/statuses"): each(STATUS),
    ("GET", "/api/v1/trends/links"): each(anything),
    ("GET", "/api/v2/search"): entity(
        {"accounts": each(ACCOUNT), "statuses": each(STATUS), "hashtags": each(TAG), "collections": each(anything)}
    ),
    ("POST", "/api/v1/reports"): REPORT,
    ("GET", "/api/oembed"): OEMBED,
    ("GET", "/health"): entity({"status": text(among={"OK"})}),
}


def operation(method: str, path: str) -> str:
    """The address as tables name it: `/api/v1/accounts/17/follow` is `/api/v1/accounts/{}/follow`."""
    from node.web.mastodon import ROUTES

    for known, pattern, _ in ROUTES:
        shape = re.sub(r"\{[^{}:]*(?::([^{}]*))?\}", lambda match: match[1] or "[^/]+", pattern)
        if known == method and re.fullmatch(shape, path):
            return re.sub(r"\{[^}]*\}", "{}", pattern)
    raise AssertionError(f"{method} {path} is not in the table")


def complaints(method: str, path: str, status: int, body: Any) -> list[str]:
    """What is wrong with an answer, by our schemas and by the published ones."""
    if status >= 400:
        return list(ERROR(body, "error"))
    name = operation(method, path)
    return [*ANSWERS[method, name](body, "answer"), *_published_complaints(method, name, status, body)]


# The published description


@cache
def _published() -> dict[str, Any] | None:
    return json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.exists() else None


def _published_complaints(method: str, name: str, status: int, body: Any) -> Iterator[str]:
    document = _published()
    if document is None:
        return
    for path, methods in document["paths"].items():
        if re.sub(r"\{[^}]*\}", "{}", path) == name and method.lower() in methods:
            answer = methods[method.lower()]["responses"].get(str(status), {})
            for content in answer.get("content", {}).values():
                yield from _against(content["schema"], body, "published answer", document)


_KINDS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
_FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "uri": re.compile(r"[a-z]+:\S+"),
}


def _is_kind(value: Any, kind: str) -> bool:
    if kind in {"integer", "number"} and isinstance(value, bool):
        return False
    return isinstance(value, _KINDS[kind])


def _against(schema: dict[str, Any], value: Any, place: str, document: dict[str, Any]) -> Iterator[str]:
    """The part of JSON Schema that the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from _against(document["components"]["schemas"][name], value, place, document)
        return
    for word in ("oneOf", "anyOf"):
        if word in schema:
            tried = [list(_against(each, value, place, document)) for each in schema[word]]
            if all(tried):
                yield min(tried, key=len)[0]
            return
    for part in schema.get("allOf", ()):
        yield from _against(part, value, place, document)
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is_kind(value, kind) for kind in kinds):
        yield f"{place}: {value!r} is no {' or '.join(kinds)}"
        return
    if value is not None and "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    form = _FORMATS.get(schema.get("format", ""))
    if isinstance(value, str) and form and value and not form.fullmatch(value):
        yield f"{place}: {value!r} is no {schema['format']}"
    if isinstance(value, list) and "items" in schema:
        for index, one in enumerate(value):
            yield from _against(schema["items"], one, f"{place}[{index}]", document)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}: {name} is missing"
        for name, one in value.items():
            if name in schema.get("properties", {}):
                yield from _against(schema["properties"][name], one, f"{place}.{name}", document)
