"""Web Push."""

from typing import Final

from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import FLAG, ID, NOTHING, URL, entity, text

SUBSCRIPTION: Final = entity(
    {
        "id": ID,
        "endpoint": URL,
        "standard": FLAG,
        "alerts": entity(
            dict.fromkeys(
                (
                    "mention",
                    "status",
                    "reblog",
                    "follow",
                    "follow_request",
                    "favourite",
                    "poll",
                    "update",
                    "quote",
                    "quoted_update",
                    "added_to_collection",
                    "collection_update",
                    "severed_relationships",
                    "moderation_warning",
                    "admin.sign_up",
                    "admin.report",
                ),
                FLAG,
            )
        ),
        "policy": text(among={"all", "followed", "follower", "none"}),
        "server_key": text("[A-Za-z0-9_-]{87}"),
    }
)

ANSWERS: Final[Answers] = {
    ("POST", "/api/v1/push/subscription"): SUBSCRIPTION,
    ("GET", "/api/v1/push/subscription"): SUBSCRIPTION,
    ("PUT", "/api/v1/push/subscription"): SUBSCRIPTION,
    ("DELETE", "/api/v1/push/subscription"): NOTHING,
}
