"""WebPushSubscription."""

from node.model.push import PushSubscription
from node.web.mastodon.entities.notifications import EVENTS_OF
from node.web.mastodon.entities.reader import Json


def push_subscription(found: PushSubscription, server_key: str) -> Json:
    return {
        "id": str(found.id),
        "endpoint": found.endpoint,
        "standard": found.standard,
        "alerts": {name: any(found.alerts.get(each) for each in events) for name, events in EVENTS_OF.items()},
        "policy": found.policy.value,
        "server_key": server_key,
    }
