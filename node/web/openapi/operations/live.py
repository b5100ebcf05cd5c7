"""Streams and web push."""

from dataclasses import replace
from typing import Final

from node.web.openapi.operation import Operation, Operations, act, get
from node.web.openapi.schema import DIGITS, FLAG, TEXT, Schema, entity, text

_STREAMING: Final = "/api/v1/streaming"
_PUSH: Final = "/api/v1/push/subscription"
_KINDS: Final = (
    "mention status reblog follow follow_request favourite poll update quote quoted_update added_to_collection"
    " collection_update admin.sign_up admin.report"
)
_WHOSE: Final = text(among={"all", "followed", "follower", "none"})
_ALERTS: Final[dict[str, Schema]] = {
    "data": entity({}, alerts=entity({}, **dict.fromkeys(_KINDS.split(), FLAG)), policy=_WHOSE),
    "policy": _WHOSE,
}


def _stream(summary: str, scope: str = "read:statuses", **query: Schema) -> Operation:
    return replace(get(summary, scope).by(access_token=TEXT, **query), content="text/event-stream")


OPERATIONS: Final[Operations] = {
    ("GET", _STREAMING): get("All streams over one websocket", "read").by(
        access_token=TEXT, stream=TEXT, list=DIGITS, tag=TEXT
    ),
    ("GET", f"{_STREAMING}/health"): replace(get("Whether streams work", public=True), content="text/plain"),
    ("GET", f"{_STREAMING}/user"): _stream("What happens at home, and what one is told", "read"),
    ("GET", f"{_STREAMING}/user/notification"): _stream("What one is told", "read:notifications"),
    ("GET", f"{_STREAMING}/public"): _stream("What everybody posts").by(only_media=FLAG),
    ("GET", f"{_STREAMING}/public/local"): _stream("What is posted here").by(only_media=FLAG),
    ("GET", f"{_STREAMING}/public/remote"): _stream("What is posted elsewhere").by(only_media=FLAG),
    ("GET", f"{_STREAMING}/hashtag"): _stream("Posts with a hashtag").by(tag=TEXT),
    ("GET", f"{_STREAMING}/hashtag/local"): _stream("Those from here").by(tag=TEXT),
    ("GET", f"{_STREAMING}/list"): _stream("What those on a list post", "read:lists").by(list=DIGITS),
    ("GET", f"{_STREAMING}/direct"): _stream("Private posts"),
    ("POST", _PUSH): act("Be told by web push", "push", required=("subscription",)).by(
        subscription=entity({"endpoint": TEXT, "keys": entity({"p256dh": TEXT, "auth": TEXT})}, standard=FLAG),
        **_ALERTS,
    ),
    ("GET", _PUSH): get("How this program is told", "push"),
    ("PUT", _PUSH): act("Of what it is told", "push").by(**_ALERTS),
    ("DELETE", _PUSH): act("Be told no longer", "push"),
}
