"""Web Push."""

from typing import Final

from node.web.openapi.answers.entities import NOTIFICATION_TYPES
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import COUNT, FLAG, NOTHING, URL, entity, text

SUBSCRIPTION: Final = entity(
    {
        "id": COUNT,
        "endpoint": URL,
        "standard": FLAG,
        "alerts": entity(dict.fromkeys(NOTIFICATION_TYPES, FLAG)),
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
