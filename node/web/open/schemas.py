"""What each address of the open interface answers, as JSON Schemas. The tests hold every answer against them, and a list of
all names against the last release: a name that goes has to be deprecated before (`docs/developers/open-api.en.md`)."""

from typing import Any, Final

from node.web.open.motion_schemas import MINUTES, MOTION, MOTION_ALONE
from node.web.open.sheets import REGISTER, SHEET
from node.web.open.shown import LEGAL_FIELDS
from node.web.openapi.operation import Key
from node.web.openapi.schema import (
    COUNT,
    DAY,
    DIGITS,
    FLAG,
    NUMBER,
    TEXT,
    URL,
    Schema,
    each,
    entity,
    mapping,
    maybe,
    text,
)

MOMENT: Final[Schema] = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z") | {"format": "date-time"}
_WORD: Final = maybe(TEXT)
_IRI: Final = maybe(URL)
_NAMES: Final = each(TEXT)
_CONTEXT: Final = {"@context": URL}

LEGAL: Final = entity(dict.fromkeys(LEGAL_FIELDS, _WORD) | {"contact_languages": _NAMES})
_ORGANIZATION: Final[dict[str, Schema]] = {
    "id": TEXT,
    "type": text(among=("GovernmentOrganization", "Organization")),
    "name": TEXT,
    "parent": _WORD,
    "kind": TEXT,
    "channels": _NAMES,
    "description": TEXT,
    "homepage": _IRI,
    "ars": maybe(text(r"\d{12}")),
    "ags": maybe(text(r"\d{8}")),
    "legal": LEGAL,
    "license": URL,
}
ORGANIZATION: Final = entity(_ORGANIZATION)
ORGANIZATION_ALONE: Final = entity(_CONTEXT | _ORGANIZATION | {"children": _NAMES})

_CHANNEL: Final[dict[str, Schema]] = {
    "id": DIGITS,
    "type": text(among=("ProfilePage",)),
    "uri": URL,
    "url": URL,
    "name": TEXT,
    "handle": TEXT,
    "title": TEXT,
    "kind": text(among=("Person", "Service", "Group", "Organization")),
    "organization": _WORD,
    "description": TEXT,
    "posts": COUNT,
    "followers": COUNT,
    "created": MOMENT,
    "license": URL,
    "picture": _IRI,
    "imprint": URL,
    "profile": URL,
    "feeds": each(URL),
    "calendar": URL,
    "links": mapping(_IRI),
}
CHANNEL: Final = entity(_CHANNEL)
CHANNEL_ALONE: Final = entity(_CONTEXT | _CHANNEL, responsible=ORGANIZATION)

_SIDE: Final = maybe(COUNT)
_MEDIA: Final[dict[str, Schema]] = {
    "url": URL,
    "type": TEXT,
    "description": TEXT,
    "credit": _WORD,
    "license": _WORD,
    "ai": _WORD,
    "width": _SIDE,
    "height": _SIDE,
    "preview": maybe(entity({"url": URL, "width": _SIDE, "height": _SIDE})),
}
MEDIA: Final = entity(_MEDIA)
PICTURE: Final = entity(
    _MEDIA | {"id": DIGITS, "uri": URL, "post": URL, "published": MOMENT, "language": _WORD, "sensitive": FLAG}
)
_ALBUM: Final[dict[str, Schema]] = {
    "id": DIGITS,
    "type": text(among=("ImageGallery",)),
    "uri": URL,
    "url": URL,
    "channel": TEXT,
    "title": TEXT,
    "description": TEXT,
    "language": _WORD,
    "created": MOMENT,
    "updated": MOMENT,
    "pictures": COUNT,
    "cover": maybe(MEDIA),
    "license": URL,
}
ALBUM: Final = entity(_ALBUM)
ALBUM_ALONE: Final = entity(_CONTEXT | _ALBUM | {"items": each(PICTURE), "next": _IRI})
POLL: Final = entity(
    {
        "id": DIGITS,
        "type": text(among=("Question",)),
        "uri": URL,
        "channel": TEXT,
        "question": TEXT,
        "multiple": FLAG,
        "closes": maybe(MOMENT),
        "closed": maybe(MOMENT),
        "voters": COUNT,
        "options": each(entity({"title": TEXT, "votes": maybe(COUNT)})),
        "license": URL,
    }
)
PARTICIPATION: Final = entity(
    {
        "id": DIGITS,
        "type": text(among=("Question",)),
        "kind": text(among=("poll",)),
        "uri": URL,
        "url": URL,
        "title": TEXT,
        "channel": TEXT,
        "organization": _WORD,
        "phase": text(among=("running", "ended")),
        "phases": each(entity({"name": text(among=("vote",)), "begins": MOMENT, "ends": maybe(MOMENT)})),
        "participants": COUNT,
        "representative": FLAG,
        "result": each(entity({"title": TEXT, "votes": maybe(COUNT)})),
        "license": URL,
    }
)
SYNDICATION: Final = entity(
    {
        "connector": TEXT,
        "platform": TEXT,
        "url": _IRI,
        "at": maybe(MOMENT),
        "lag": maybe(NUMBER),
        "early": FLAG,
        "state": TEXT,
    }
)
_SAID: Final[dict[str, Schema]] = {
    "id": DIGITS,
    "type": text(among=("Article", "SocialMediaPosting")),
    "uri": URL,
    "url": URL,
    "published": MOMENT,
    "updated": maybe(MOMENT),
    "language": _WORD,
    "title": _WORD,
    "warning": _WORD,
    "text": TEXT,
    "html": TEXT,
    "translations": mapping(TEXT),
    "correction": maybe(entity({"note": TEXT, "at": MOMENT})),
    "location": maybe(
        entity(
            {
                "type": text(among=("Place",)),
                "name": _WORD,
                "address": _WORD,
                "latitude": maybe(NUMBER),
                "longitude": maybe(NUMBER),
            }
        )
    ),
    "event": maybe(
        entity(
            {
                "type": text(among=("Event",)),
                "start": TEXT,
                "end": _WORD,
                "timezone": TEXT,
                "all_day": FLAG,
                "status": text(among=("confirmed", "tentative", "cancelled")),
                "seats": maybe(COUNT),
                "online": _IRI,
            }
        )
    ),
    "tags": _NAMES,
    "in_reply_to": _WORD,
    "thread": DIGITS,
}
_POST: Final[dict[str, Schema]] = _SAID | {
    "channel": TEXT,
    "media": each(MEDIA),
    "replies": COUNT,
    "likes": COUNT,
    "boosts": COUNT,
    "ai": _WORD,
    "automated": FLAG,
    "license": URL,
    "kind": text(among=("post", "reply", "poll", "article", "event")),
    "organization": _WORD,
    "poll": maybe(POLL),
    "link": maybe(entity({"url": URL, "title": TEXT, "description": _WORD, "language": _WORD})),
}
POST: Final = entity(_POST, syndications=each(SYNDICATION))
POST_ALONE: Final = entity(_CONTEXT | _POST, syndications=each(SYNDICATION))
BOOST: Final = entity(
    {
        "id": DIGITS,
        "type": text(among=("ShareAction",)),
        "uri": URL,
        "channel": TEXT,
        "published": MOMENT,
        "object": entity({"uri": URL, "url": TEXT, "author": entity({"uri": URL, "handle": TEXT})}),
        "license": URL,
        "kind": text(among=("boost",)),
        "organization": _WORD,
    }
)
_CONTRIBUTION: Final[dict[str, Schema]] = _SAID | {
    "channels": _NAMES,
    "author": entity({"uri": URL, "url": TEXT, "name": TEXT, "handle": TEXT, "guest": FLAG}),
    "origin": TEXT,
    "license": {"type": "null"},
    "rights": TEXT,
    "official": maybe(text(among=("confirmed", "claimed"))),
    "state": text(among=("received", "in_progress", "passed_on", "answered", "closed")),
    "passed_on_to": maybe(URL),
    "answer": maybe(URL),
}
CONTRIBUTION: Final = entity(_CONTRIBUTION)
CONTRIBUTION_ALONE: Final = entity(_CONTEXT | _CONTRIBUTION)
FIGURES: Final = entity(
    {
        "period": text(r"\d{4}-\d\d(-\d\d)?"),
        "channel": TEXT,
        "posts": COUNT,
        "answers": COUNT,
        "contributions": COUNT,
        "people": maybe({"type": "integer", "minimum": 5}),
    }
)
NODE: Final = entity(
    _CONTEXT
    | {
        "id": URL,
        "type": text(among=("WebAPI",)),
        "name": TEXT,
        "description": TEXT,
        "language": TEXT,
        "operator": maybe(ORGANIZATION),
        "contact": maybe(entity({"email": _WORD, "languages": _NAMES})),
        "rules": _NAMES,
        "warning": maybe(
            entity(
                {
                    "level": text(among=("information", "warning", "danger")),
                    "text": mapping(TEXT),
                    "url": _IRI,
                    "since": MOMENT,
                    "until": maybe(MOMENT),
                    "cap": _IRI,
                }
            )
        ),
        "rules_version": maybe(COUNT),
        "software": entity({"name": TEXT, "version": TEXT, "license": URL}),
        "limits": entity(
            {"requests_per_minute": maybe(COUNT), "whole_lists_per_minute": maybe(COUNT), "items_per_page": COUNT}
        ),
        "standards": each(entity({"name": TEXT, "url": URL})),
        "documentation": URL,
        "openapi": URL,
        "register": URL,
        "stream": URL,
        "deletions": URL,
        "license": URL,
    }
)
DELETION: Final = entity(
    {"id": DIGITS, "type": text(among=("Tombstone",)), "uri": URL, "channels": _NAMES, "deleted": MOMENT}
)
DELETIONS: Final = entity({"items": each(DELETION), "keptDays": COUNT, "next": _IRI})
DUMPS: Final = entity(
    {
        "dumps": each(
            entity(
                {
                    "day": DAY,
                    "began": MOMENT,
                    "finished": MOMENT,
                    "files": each(
                        entity(
                            {
                                "name": TEXT,
                                "url": URL,
                                "objects": COUNT,
                                "bytes": COUNT,
                                "sha256": TEXT,
                                "license": _IRI,
                            }
                        )
                    ),
                }
            )
        ),
        "deletions": URL,
        "catalog": URL,
        "license": URL,
    }
)
ERROR: Final = entity({"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT, "error": TEXT})


def _list(item: Schema, **more: Schema) -> Schema:
    return entity(_CONTEXT | {"id": URL, "type": text(among=("ItemList",)), "items": each(item), **more})


_SAID_OR_POSTED: Final[Schema] = {"anyOf": [POST, CONTRIBUTION]}

ANSWERS: Final[dict[Key, Schema]] = {
    ("GET", "/open/v1/organizations"): _list(ORGANIZATION),
    ("GET", "/open/v1/organizations/{}"): ORGANIZATION_ALONE,
    ("GET", "/open/v1/channels"): _list(CHANNEL, next=_IRI),
    ("GET", "/open/v1/channels/{}"): CHANNEL_ALONE,
    ("GET", "/open/v1/channels/{}/rueckkanal"): _list(CONTRIBUTION, next=_IRI, previous=_IRI, deletions=URL),
    ("GET", "/open/v1/channels/{}/albums"): _list(ALBUM, next=_IRI),
    ("GET", "/open/v1/channels/{}/albums/{}"): ALBUM_ALONE,
    ("GET", "/open/v1/posts"): _list({"anyOf": [POST, BOOST]}, next=_IRI, previous=_IRI),
    ("GET", "/open/v1/posts/{}"): {"anyOf": [POST_ALONE, CONTRIBUTION_ALONE]},
    ("GET", "/open/v1/posts/{}/thread"): _list(_SAID_OR_POSTED, thread=DIGITS, next=_IRI),
    ("GET", "/open/v1/polls"): _list(POLL, next=_IRI, previous=_IRI),
    ("GET", "/open/v1/participations"): _list(PARTICIPATION, next=_IRI, previous=_IRI),
    ("GET", "/open/v1/motions"): _list(MOTION, next=_IRI, members=entity({"persons": COUNT, "bodies": COUNT})),
    ("GET", "/open/v1/motions/{}"): MOTION_ALONE,
    ("GET", "/open/v1/motions/{}/minutes"): MINUTES,
    ("GET", "/open/v1/statistics"): _list(FIGURES, period=text(among=("day", "month")), fewest=COUNT),
    ("GET", "/open/v1/node"): NODE,
    ("GET", "/open/v1/stream"): TEXT,
    ("GET", "/open/v1/register.jsonld"): REGISTER,
    ("GET", "/open/v1/deletions"): DELETIONS,
    ("GET", "/open/v1/dumps/"): DUMPS,
}
COMPONENTS: Final[dict[str, Schema]] = {
    "Organization": ORGANIZATION,
    "Legal": LEGAL,
    "Channel": CHANNEL,
    "Media": MEDIA,
    "Album": ALBUM,
    "Picture": PICTURE,
    "Post": POST,
    "Boost": BOOST,
    "Poll": POLL,
    "Participation": PARTICIPATION,
    "Motion": MOTION,
    "Minutes": MINUTES,
    "Syndication": SYNDICATION,
    "Contribution": CONTRIBUTION,
    "Figures": FIGURES,
    "Sheet": SHEET,
    "Deletion": DELETION,
    "Node": NODE,
    "Error": ERROR,
}


def surface() -> list[str]:
    """Every name of the interface, one a line: what a release promises."""
    return sorted({*_names("", {name: ANSWERS[name] for name in ANSWERS})})


def _names(place: str, schema: Any) -> set[str]:
    found: set[str] = set()
    for name, inner in schema.items():
        if isinstance(name, tuple):
            found |= {" ".join(name)} | _names(" ".join(name), inner)
        elif name == "properties":
            found |= {f"{place}.{each}" for each in inner}
            for each_name, value in inner.items():
                found |= _names(f"{place}.{each_name}", value)
        elif name == "items":
            found |= _names(f"{place}[]", inner)
        elif name == "anyOf":
            for value in inner:
                found |= _names(place, value)
    return found
