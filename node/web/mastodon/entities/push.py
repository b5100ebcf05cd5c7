"""WebPushSubscription."""

from typing import Final

from node.model.push import PushSubscription
from node.web.mastodon.entities.notifications import EVENTS_OF
from node.web.mastodon.entities.reader import Json

_HIGHEST: Final = 2**31 - 1
"""Of the numbers that apps can read: Tusky and the apps of Mastodon itself know 32 bits."""


def push_subscription(found: PushSubscription, server_key: str) -> Json:
    return {
        "id": found.id & _HIGHEST,  # a number, as on Mastodon: apps cannot read the text its documentation speaks of
        "endpoint": found.endpoint,
        "standard": found.standard,
        "alerts": {name: any(found.alerts.get(each) for each in events) for name, events in EVENTS_OF.items()},
        "policy": found.policy.value,
        "server_key": server_key,
    }
