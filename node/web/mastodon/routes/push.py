"""Being told of things while the app is not open (Web Push)."""

from node.web.mastodon import push
from node.web.mastodon.routes.table import Routes

ROUTES: Routes = (
    ("POST", "/api/v1/push/subscription", push.subscribe),
    ("GET", "/api/v1/push/subscription", push.show_subscription),
    ("PUT", "/api/v1/push/subscription", push.change_subscription),
    ("DELETE", "/api/v1/push/subscription", push.unsubscribe),
)
