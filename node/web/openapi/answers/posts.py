"""What is answered about scheduled posts, quotes, conversations, announcements and suggestions."""

from typing import Final

from node.web.openapi.answers.entities import ACCOUNT, ATTACHMENT, EMOJI, STATUS
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import (
    ANYTHING,
    COUNT,
    FLAG,
    ID,
    TEXT,
    TIME,
    URL,
    VISIBILITY,
    each,
    either,
    entity,
    maybe,
    text,
)

SCHEDULED: Final = entity(
    {
        "id": ID,
        "scheduled_at": TIME,
        "params": entity(
            {
                "text": TEXT,
                "poll": maybe(
                    entity({"options": each(TEXT), "expires_in": COUNT, "multiple": FLAG, "hide_totals": FLAG})
                ),
                "media_ids": maybe(each(ID)),
                "sensitive": maybe(FLAG),
                "spoiler_text": maybe(TEXT),
                "visibility": VISIBILITY,
                "in_reply_to_id": maybe(COUNT),
                "quoted_status_id": maybe(ID),
                "quote_approval_policy": maybe(text(among={"public", "followers", "nobody"})),
                "language": maybe(TEXT),
                "application_id": COUNT,
                "scheduled_at": maybe(TIME),
                "idempotency": maybe(TEXT),
                "with_rate_limit": FLAG,
            }
        ),
        "media_attachments": each(ATTACHMENT),
        "failure": maybe(TEXT),
        "failed_at": maybe(TIME),
    }
)

CONVERSATION: Final = entity({"id": ID, "unread": FLAG, "accounts": each(ACCOUNT), "last_status": maybe(STATUS)})

ANNOUNCEMENT: Final = entity(
    {
        "id": ID,
        "content": TEXT,
        "starts_at": maybe(TIME),
        "ends_at": maybe(TIME),
        "all_day": FLAG,
        "published_at": TIME,
        "updated_at": TIME,
        "read": FLAG,
        "mentions": each(entity({"id": ID, "username": TEXT, "url": URL, "acct": TEXT})),
        "statuses": each(entity({"id": ID, "url": URL})),
        "tags": each(entity({"name": TEXT, "url": URL})),
        "emojis": each(EMOJI),
        "reactions": each(entity({"name": TEXT, "count": COUNT, "me": FLAG}, url=URL, static_url=URL)),
    }
)


ANSWERS: Final[Answers] = {
    ("POST", "/api/v1/statuses"): either(SCHEDULED, STATUS),
    ("GET", "/api/v1/scheduled_statuses"): each(SCHEDULED),
    ("GET", "/api/v1/scheduled_statuses/{}"): SCHEDULED,
    ("PUT", "/api/v1/scheduled_statuses/{}"): SCHEDULED,
    ("DELETE", "/api/v1/scheduled_statuses/{}"): entity({}),
    ("GET", "/api/v1/announcements"): each(ANNOUNCEMENT),
    ("POST", "/api/v1/announcements/{}/dismiss"): entity({}),
    ("PUT", "/api/v1/announcements/{}/reactions/{}"): entity({}),
    ("DELETE", "/api/v1/announcements/{}/reactions/{}"): entity({}),
    ("GET", "/api/v1/suggestions"): each(ACCOUNT),
    ("GET", "/api/v2/suggestions"): each(
        entity(
            {
                "account": ACCOUNT,
                "source": text(among={"staff", "past_interactions", "global"}),
                "sources": each(text(among={"featured", "friends_of_friends"})),
            }
        )
    ),
    ("DELETE", "/api/v1/suggestions/{}"): entity({}),
    ("GET", "/api/v1/annual_reports"): entity(
        {"annual_reports": each(ANYTHING), "accounts": each(ACCOUNT), "statuses": each(STATUS)}
    ),
    ("POST", "/api/v1/annual_reports/{}/generate"): entity({}),
    ("GET", "/api/v1/annual_reports/{}/state"): entity(
        {"state": text(among={"available", "generating", "eligible", "ineligible"})}
    ),
    ("GET", "/api/v1_alpha/async_refreshes/{}"): entity(
        {
            "async_refresh": entity(
                {"id": TEXT, "status": text(among={"running", "finished"})}, result_count=maybe(COUNT)
            )
        }
    ),
    ("GET", "/api/v1/conversations"): each(CONVERSATION),
    ("DELETE", "/api/v1/conversations/{}"): entity({}),
    ("POST", "/api/v1/conversations/{}/read"): CONVERSATION,
    ("POST", "/api/v1/conversations/{}/unread"): CONVERSATION,
    ("GET", "/api/v1/timelines/direct"): each(STATUS),
    ("GET", "/api/v1/statuses/{}/quotes"): each(STATUS),
    ("POST", "/api/v1/statuses/{}/quotes/{}/revoke"): STATUS,
}
