"""What each address of the open interface may be asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from node.model.ids import HIGHEST
from node.web.open.asked import KINDS, MOST
from node.web.openapi.operation import Key, Operation, Values
from node.web.openapi.schema import DIGITS, Schema, text

_ROWS: Final = ("text/csv", "application/x-ndjson")
_ALL: Final = ("application/activity+json", *_ROWS)
_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": HIGHEST}
_LIMIT: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": MOST}
_NAME: Final = text(most=60)
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_PAGING: Final[Values] = {"limit": _LIMIT, "before": _NUMBER, "after": _NUMBER}
_OF: Final[Values] = {"channel": _NAME, "organization": _NAME}
_WHEN: Final[Values] = {"since": _MOMENT, "until": _MOMENT}


def _read(summary: str, *also: str, query: Values | None = None, parts: Values | None = None) -> Operation:
    return Operation(summary=summary, in_body=False, anonymous=True, query=query or {}, parts=parts or {}, also=also)


_NAMED: Final[Values] = {"name": text("[A-Za-z0-9_]+", most=60)}
_NUMBERED: Final[Values] = {"id": DIGITS}

OPERATIONS: Final[Mapping[Key, Operation]] = {
    ("GET", "/open/v1/organizations"): _read("Who is behind the channels, as a tree.", *_ROWS),
    ("GET", "/open/v1/organizations/{}"): _read("One organisation.", parts={"key": text("[a-z0-9-]+", most=60)}),
    ("GET", "/open/v1/channels"): _read("The channels of this node.", *_ALL, query={"limit": _LIMIT, "after": _NUMBER}),
    ("GET", "/open/v1/channels/{}"): _read("One channel and who answers for it.", *_ROWS, parts=_NAMED),
    ("GET", "/open/v1/channels/{}/rueckkanal"): _read(
        "What others said publicly to a channel.", *_ALL, query={**_PAGING, **_WHEN}, parts=_NAMED
    ),
    ("GET", "/open/v1/channels/{}/albums"): _read(
        "Albums of a channel, newest first.", *_ROWS, query={"limit": _LIMIT, "before": _NUMBER}, parts=_NAMED
    ),
    ("GET", "/open/v1/channels/{}/albums/{}"): _read(
        "One album and its pictures, in their order.",
        *_ROWS,
        query={"limit": _LIMIT, "after": _NUMBER},
        parts={**_NAMED, **_NUMBERED},
    ),
    ("GET", "/open/v1/posts"): _read(
        "What the channels publish, newest first.",
        *_ALL,
        query={
            **_PAGING,
            **_OF,
            **_WHEN,
            "kind": text(among=KINDS),
            "tag": _NAME,
            "language": text("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", most=20),
            "q": text(most=200),
            "place": text(most=200),
            "from": _MOMENT,
            "to": _MOMENT,
            "bbox": text(r"-?[0-9.]+(,-?[0-9.]+){3}", most=80),
        },
    ),
    ("GET", "/open/v1/posts/{}"): _read("One post, or one contribution.", *_ALL, parts=_NUMBERED),
    ("GET", "/open/v1/posts/{}/thread"): _read(
        "The thread a post is in, oldest first.", *_ALL, query={"limit": _LIMIT, "after": _NUMBER}, parts=_NUMBERED
    ),
    ("GET", "/open/v1/polls"): _read("Polls with their results so far.", *_ROWS, query={**_PAGING, **_OF}),
    ("GET", "/open/v1/participations"): _read(
        "What the channels ask the public, running and past, with phases and results.",
        *_ROWS,
        query={**_PAGING, **_OF, "phase": text(among=("running", "ended"))},
    ),
    ("GET", "/open/v1/motions"): _read(
        "What the members of the cooperative discuss, vote on and have decided.",
        *_ROWS,
        query={"limit": _LIMIT, "before": _NUMBER},
    ),
    ("GET", "/open/v1/motions/{}"): _read("One motion; once it is decided, with every vote.", parts=_NUMBERED),
    ("GET", "/open/v1/motions/{}/minutes"): replace(
        _read("The minutes of a ballot, signed by the node.", parts=_NUMBERED),
        content="application/activity+json",
    ),
    ("GET", "/open/v1/statistics"): _read(
        "Posts, answers and contributions by channel and day or month.",
        *_ROWS,
        query={"channel": _NAME, "period": text(among=("day", "month"))},
    ),
    ("GET", "/open/v1/node"): _read("Whose node this is, its rules, standards and limits."),
    ("GET", "/open/v1/stream"): replace(
        _read("What happens, as it happens (SSE).", query={"channel": _NAME}), content="text/event-stream"
    ),
    ("GET", "/open/v1/register.jsonld"): replace(
        _read("The profile sheets of all channels, which directories collect."), content="application/ld+json"
    ),
    ("GET", "/open/v1/deletions"): _read(
        "What left the public, oldest first.",
        query={"since": _MOMENT, "after": _NUMBER, "channel": _NAME, "limit": _LIMIT | {"maximum": 500}},
    ),
    ("GET", "/open/v1/dumps/"): _read("The nightly dumps."),
}
