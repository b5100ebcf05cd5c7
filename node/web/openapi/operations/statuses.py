"""Posts, polls, and the lists they stand in."""

from typing import Final

from node.web.openapi.operation import IDS, Operation, Operations, act, get
from node.web.openapi.schema import COUNT, DIGITS, FLAG, LANGUAGE, TEXT, TIME, VISIBILITY, Schema, each, entity, text

AI: Final = text(among={"none", "assisted", "generated", "modified"})
_STATUS: Final = "/api/v1/statuses/{}"
_READ: Final = "read:statuses"
_WRITE: Final = "write:statuses"
_TIMELINE: Final[dict[str, Schema]] = {"local": FLAG, "remote": FLAG, "only_media": FLAG}
_POLL: Final = entity({"options": each(text(most=200)), "expires_in": COUNT}, multiple=FLAG, hide_totals=FLAG)
_WORDS: Final[dict[str, Schema]] = {
    "status": TEXT,
    "spoiler_text": TEXT,
    "sensitive": FLAG,
    "language": LANGUAGE,
    "content_type": text(among={"text/plain", "text/markdown"}),
    "media_ids": IDS,
    "media_attributes": each(entity({"id": DIGITS}, description=TEXT, focus=TEXT, credit=TEXT, licence=TEXT, ai=AI)),
    "ai": AI,
    "poll": _POLL,
    "quote_approval_policy": text(among={"public", "followers", "nobody"}),
}
_ANY_VISIBILITY: Final = VISIBILITY | {"enum": [*VISIBILITY["enum"], "local"]}


def _on(summary: str, scope: str = _WRITE) -> Operation:
    return act(summary, scope)


OPERATIONS: Final[Operations] = {
    ("POST", "/api/v1/statuses"): act("Publish a post, now or later (`scheduled_at`)", _WRITE).by(
        visibility=_ANY_VISIBILITY,
        local_only=FLAG,
        automated=FLAG,
        in_reply_to_id=DIGITS,
        quoted_status_id=DIGITS,
        scheduled_at=TIME,
        **_WORDS,
    ),
    ("GET", "/api/v1/statuses"): get("Several posts by their ids", _READ, public=True).by(id=IDS),
    ("GET", _STATUS): get("A post", _READ, public=True),
    ("PUT", _STATUS): act("Edit a post of one's own; what is left out is taken away", _WRITE).by(**_WORDS),
    ("DELETE", _STATUS): act("Delete a post of one's own; answers with what was typed", _WRITE).by(delete_media=FLAG),
    ("GET", f"{_STATUS}/context"): get("The thread around it", _READ, public=True),
    ("GET", f"{_STATUS}/history"): get("What it said before it was edited", _READ, public=True),
    ("GET", f"{_STATUS}/source"): get("What was typed", _READ),
    ("GET", f"{_STATUS}/reblogged_by"): get("Who boosted it", "read:accounts", public=True, paged=True),
    ("GET", f"{_STATUS}/favourited_by"): get("Who likes it", "read:accounts", public=True, paged=True),
    ("GET", f"{_STATUS}/quotes"): get("Posts that quote it", _READ, public=True, paged=True),
    ("POST", f"{_STATUS}/quotes/{{}}/revoke"): _on("Be quoted there no longer"),
    ("PUT", f"{_STATUS}/interaction_policy"): act("Say who may quote it", _WRITE).by(
        quote_approval_policy=text(among={"public", "followers", "nobody"})
    ),
    ("POST", f"{_STATUS}/translate"): act("Always 404: no translation service is connected", _READ).by(lang=LANGUAGE),
    ("POST", f"{_STATUS}/reblog"): act("Boost", _WRITE).by(visibility=VISIBILITY),
    ("POST", f"{_STATUS}/unreblog"): _on("Boost no longer"),
    ("POST", f"{_STATUS}/favourite"): _on("Like", "write:favourites"),
    ("POST", f"{_STATUS}/unfavourite"): _on("Like no longer", "write:favourites"),
    ("POST", f"{_STATUS}/bookmark"): _on("Keep for oneself", "write:bookmarks"),
    ("POST", f"{_STATUS}/unbookmark"): _on("Keep no longer", "write:bookmarks"),
    ("POST", f"{_STATUS}/mute"): _on("Be told nothing more of its thread", "write:mutes"),
    ("POST", f"{_STATUS}/unmute"): _on("Be told of it again", "write:mutes"),
    ("POST", f"{_STATUS}/pin"): _on("Put on top of one's profile", "write:accounts"),
    ("POST", f"{_STATUS}/unpin"): _on("Take off the top", "write:accounts"),
    ("GET", "/api/v1/polls/{}"): get("A poll", _READ, public=True),
    ("POST", "/api/v1/polls/{}/votes"): act("Vote", _WRITE, required=("choices",)).by(choices=each(COUNT)),
    ("GET", "/api/v1/favourites"): get("What one likes", "read:favourites", paged=True),
    ("GET", "/api/v1/bookmarks"): get("What one keeps", "read:bookmarks", paged=True),
    ("GET", "/api/v1/timelines/home"): get("What those one follows post", _READ, paged=True),
    ("GET", "/api/v1/timelines/public"): get("What everybody posts", _READ, public=True, paged=True).by(**_TIMELINE),
    ("GET", "/api/v1/timelines/tag/{}"): get("Posts with a hashtag", _READ, public=True, paged=True).by(
        any=each(TEXT), all=each(TEXT), none=each(TEXT), **_TIMELINE
    ),
    ("GET", "/api/v1/timelines/link"): get("Posts with a link that trends", _READ, public=True, paged=True).by(
        url=TEXT
    ),
    ("GET", "/api/v1/markers"): get("How far one has read", _READ).by(
        timeline=each(text(among={"home", "notifications"}))
    ),
    ("POST", "/api/v1/markers"): act("Say how far one has read", _WRITE).by(
        home=entity({}, last_read_id=DIGITS), notifications=entity({}, last_read_id=DIGITS)
    ),
}
