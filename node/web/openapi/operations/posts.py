"""Files, what is published later, conversations, announcements, suggestions, and more that has to do with posts."""

from typing import Final

from node.web.openapi.operation import LIMIT, Operations, act, get
from node.web.openapi.operations.statuses import AI
from node.web.openapi.schema import FLAG, TEXT, TIME, Schema, text

_SCHEDULED: Final = "/api/v1/scheduled_statuses"
_ANNOUNCEMENT: Final = "/api/v1/announcements/{}"
_REPORT: Final = "/api/v1/annual_reports/{}"
_MEDIA: Final[dict[str, Schema]] = {
    "description": text(most=10000),
    "focus": TEXT,
    "credit": TEXT,
    "licence": TEXT,
    "ai": AI,
}
_FILE: Final = text() | {"contentMediaType": "application/octet-stream"}
OPERATIONS: Final[Operations] = {
    ("POST", "/api/v2/media"): act(
        "Upload a file; 202 while it is worked on",
        "write:media",
        required=("file",),
        files=("file", "thumbnail"),
        success=(200, 202),
    ).by(file=_FILE, thumbnail=_FILE, **_MEDIA),
    ("POST", "/api/v1/media"): act(
        "Upload a file and wait until it is ready", "write:media", required=("file",), files=("file", "thumbnail")
    ).by(file=_FILE, thumbnail=_FILE, **_MEDIA),
    ("GET", "/api/v1/media/{}"): act("An upload; 206 while it is worked on", "write:media", success=(200, 206)),
    ("PUT", "/api/v1/media/{}"): act("Describe it", "write:media").by(**_MEDIA),
    ("DELETE", "/api/v1/media/{}"): act("Take an upload back that no post has", "write:media"),
    ("GET", _SCHEDULED): get("What will be published", "read:statuses", paged=True),
    ("GET", f"{_SCHEDULED}/{{}}"): get("A post that waits", "read:statuses"),
    ("PUT", f"{_SCHEDULED}/{{}}"): act("Publish it at another time", "write:statuses").by(scheduled_at=TIME),
    ("DELETE", f"{_SCHEDULED}/{{}}"): act("Do not publish it", "write:statuses"),
    ("GET", "/api/v1/conversations"): get("Private conversations", "read:statuses", paged=True),
    ("DELETE", "/api/v1/conversations/{}"): act("Put one away", "write:conversations"),
    ("POST", "/api/v1/conversations/{}/read"): act("It has been read", "write:conversations"),
    ("POST", "/api/v1/conversations/{}/unread"): act("It has not been read", "write:conversations"),
    ("GET", "/api/v1/timelines/direct"): get("Private posts, in the old form", "read:statuses", paged=True),
    ("GET", "/api/v1/announcements"): get("What the node announces", "read").by(with_dismissed=FLAG),
    ("POST", f"{_ANNOUNCEMENT}/dismiss"): act("It has been read", "write:accounts"),
    ("PUT", f"{_ANNOUNCEMENT}/reactions/{{}}"): act("React with an emoji", "write:favourites"),
    ("DELETE", f"{_ANNOUNCEMENT}/reactions/{{}}"): act("Take it back", "write:favourites"),
    ("GET", "/api/v2/suggestions"): get("Whom one might follow", "read:accounts").by(**LIMIT),
    ("GET", "/api/v1/suggestions"): get("The same in the old form", "read:accounts").by(**LIMIT),
    ("DELETE", "/api/v1/suggestions/{}"): act("Do not suggest it again", "write:accounts"),
    ("GET", "/api/v1_alpha/async_refreshes/{}"): get("Whether what was begun is done", "read"),
    ("GET", "/api/v1/annual_reports"): get("Always empty: no reports of a year are made", "read:accounts"),
    ("GET", _REPORT): get("Always 404", "read:accounts"),
    ("GET", f"{_REPORT}/state"): get("Whether there is one", "read:accounts"),
    ("POST", f"{_REPORT}/generate"): act("Nothing is made", "write:accounts"),
    ("POST", f"{_REPORT}/read"): act("Always 404", "write:accounts"),
    ("POST", "/api/v1/emails/confirmations"): act("Send the mail that confirms an address again", "write:accounts").by(
        email=TEXT
    ),
}
