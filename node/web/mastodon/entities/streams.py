"""What a stream sends, in Mastodon's words: names of events, the frames of a websocket, the lines of an event stream."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from node.model.stream import What

EVENTS: Mapping[What, str] = MappingProxyType(
    {
        What.POSTED: "update",
        What.EDITED: "status.update",
        What.DELETED: "delete",
        What.TOLD: "notification",
        What.MERGED: "notifications_merged",
        What.CONVERSATION: "conversation",
        What.FILTERS: "filters_changed",
        What.ANNOUNCED: "announcement",
        What.ANNOUNCEMENT_REACTION: "announcement.reaction",
        What.ANNOUNCEMENT_GONE: "announcement.delete",
    }
)
WITHOUT_PAYLOAD: Final = frozenset({What.FILTERS})

OPENING: Final = b":)\n"
HEARTBEAT: Final = b":thump\n"


def frame(stream: Sequence[str], what: What, payload: str) -> str:
    """For a websocket: the payload is JSON in a text within JSON."""
    made: dict[str, object] = {"stream": stream, "event": EVENTS[what]}
    if what not in WITHOUT_PAYLOAD:
        made["payload"] = payload
    return msgspec.json.encode(made).decode()


def lines(what: What, payload: str) -> bytes:
    """For an event stream. JSON has no line breaks of its own."""
    data = "undefined" if what in WITHOUT_PAYLOAD else payload
    return f"event: {EVENTS[what]}\ndata: {data}\n\n".encode()


def refusal(message: str, status: int) -> str:
    return msgspec.json.encode({"error": message, "status": status}).decode()
