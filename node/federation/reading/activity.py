"""What happened and who did it: the outside of an activity. What it is about is read by whoever handles its kind."""

from dataclasses import dataclass
from typing import Any, Final

from node.errors import Invalid
from node.federation.reading.values import is_web, kinds_of, uris_of, web_of

KINDS: Final = frozenset(
    {
        "Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "EmojiReact", "Flag",
        "Follow", "Ignore", "Invite", "Join", "Leave", "Like", "Listen", "Lock", "Move", "Offer", "Question",
        "QuoteRequest", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo",
        "Update", "View", "LikeRequest", "ReplyRequest", "AnnounceRequest", "FeatureRequest", "ApproveReply",
        "RejectReply", "Ping", "Pong",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    """`id` is None when it has none (Misskey's Accept) or none that could be fetched; `body` is all of it."""

    id: str | None
    kind: str
    actor: str
    body: dict[str, Any]


def read_activity(body: dict[str, Any]) -> Activity:
    """Raises Invalid when it names no type, no actor, or more actors than one."""
    kinds = kinds_of(body)
    if not kinds:
        raise Invalid("The activity names no type.")
    actors = uris_of(body.get("actor"), 8)
    if not actors or not is_web(actors[0]):
        raise Invalid("The activity names no actor.")
    if len(actors) > 1:
        raise Invalid("The activity names more than one actor.")  # one may not act for another by standing beside it
    kind = next((each for each in kinds if each in KINDS), kinds[0])
    return Activity(web_of(body.get("id") or body.get("@id")), kind, actors[0], body)
