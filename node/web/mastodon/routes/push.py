"""Being told of things while the app is not open (Web Push)."""

from node.web.table import Routes, later_in

_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("POST", "/api/v1/push/subscription", _later("push.subscribe")),
    ("GET", "/api/v1/push/subscription", _later("push.show_subscription")),
    ("PUT", "/api/v1/push/subscription", _later("push.change_subscription")),
    ("DELETE", "/api/v1/push/subscription", _later("push.unsubscribe")),
)
