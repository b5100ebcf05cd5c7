"""What is answered about notifications in groups, their policy and their requests."""

from typing import Final

from node.web.openapi.answers.entities import (
    ACCOUNT,
    ACCOUNT_WARNING,
    COLLECTION,
    FALLBACK,
    NOTIFICATION_TYPE,
    REPORT,
    SEVERANCE,
    STATUS,
)
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import (
    COUNT,
    DIGITS,
    FLAG,
    ID,
    NOTHING,
    TEXT,
    TIME,
    URL,
    each,
    entity,
    maybe,
    text,
)

GROUP_KEY: Final = text(r"ungrouped-[1-9][0-9]*|(favourite|reblog)-[1-9][0-9]*-[0-9]+|(follow|admin\.sign_up)-[0-9]+")
GROUP: Final = entity(
    {
        "group_key": GROUP_KEY,
        "notifications_count": COUNT,
        "type": NOTIFICATION_TYPE,
        "most_recent_notification_id": COUNT,
        "sample_account_ids": each(ID),
    },
    page_min_id=ID,
    page_max_id=ID,
    latest_page_notification_at=TIME,
    status_id=ID,
    report=REPORT,
    event=SEVERANCE,
    moderation_warning=ACCOUNT_WARNING,
    collection=COLLECTION,
    fallback=FALLBACK,
    emoji=TEXT,
)
PARTIAL_ACCOUNT: Final = entity(
    {
        "id": ID,
        "acct": TEXT,
        "url": URL,
        "avatar": URL,
        "avatar_static": URL,
        "avatar_description": TEXT,
        "locked": FLAG,
        "bot": FLAG,
    }
)
GROUPS: Final = entity(
    {"accounts": each(ACCOUNT), "statuses": each(STATUS), "notification_groups": each(GROUP)},
    partial_accounts=each(PARTIAL_ACCOUNT),
)
_SUMMARY: Final = entity({"pending_requests_count": COUNT, "pending_notifications_count": COUNT})
_TREATMENT: Final = text(among={"accept", "filter", "drop"})
POLICY: Final = entity(
    {
        "for_not_following": _TREATMENT,
        "for_not_followers": _TREATMENT,
        "for_new_accounts": _TREATMENT,
        "for_private_mentions": _TREATMENT,
        "for_limited_accounts": _TREATMENT,
        "for_bots": _TREATMENT,
        "summary": _SUMMARY,
    }
)
POLICY_V1: Final = entity(
    {
        "filter_not_following": FLAG,
        "filter_not_followers": FLAG,
        "filter_new_accounts": FLAG,
        "filter_private_mentions": FLAG,
        "summary": _SUMMARY,
    }
)
REQUEST: Final = entity(
    {
        "id": ID,
        "created_at": TIME,
        "updated_at": TIME,
        "notifications_count": DIGITS,
        "account": ACCOUNT,
        "last_status": maybe(STATUS),
    }
)

ANSWERS: Final[Answers] = {
    ("GET", "/api/v2/notifications"): GROUPS,
    ("GET", "/api/v2/notifications/{}"): GROUPS,
    ("GET", "/api/v2/notifications/{}/accounts"): each(ACCOUNT),
    ("POST", "/api/v2/notifications/{}/dismiss"): NOTHING,
    ("GET", "/api/v2/notifications/unread_count"): entity({"count": COUNT}),
    ("GET", "/api/v2/notifications/policy"): POLICY,
    ("PATCH", "/api/v2/notifications/policy"): POLICY,
    ("PUT", "/api/v2/notifications/policy"): POLICY,
    ("GET", "/api/v1/notifications/policy"): POLICY_V1,
    ("PUT", "/api/v1/notifications/policy"): POLICY_V1,
    ("PATCH", "/api/v1/notifications/policy"): POLICY_V1,
    ("GET", "/api/v1/notifications/requests"): each(REQUEST),
    ("GET", "/api/v1/notifications/requests/merged"): entity({"merged": FLAG}),
    ("POST", "/api/v1/notifications/requests/accept"): NOTHING,
    ("POST", "/api/v1/notifications/requests/dismiss"): NOTHING,
    ("GET", "/api/v1/notifications/requests/{}"): REQUEST,
    ("POST", "/api/v1/notifications/requests/{}/accept"): NOTHING,
    ("POST", "/api/v1/notifications/requests/{}/dismiss"): NOTHING,
}
