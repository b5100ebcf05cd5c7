"""What somebody is told."""

from node.web.mastodon import notifications
from node.web.mastodon.routes.table import Routes

ROUTES: Routes = (
    ("GET", "/api/v1/notifications", notifications.show_notifications),
    ("GET", "/api/v1/notifications/unread_count", notifications.show_unread_count),
    ("POST", "/api/v1/notifications/clear", notifications.clear_notifications),
    # Numbers only: other words in this place are addresses of their own
    ("GET", "/api/v1/notifications/{id:[0-9]+}", notifications.show_notification),
    ("POST", "/api/v1/notifications/{id:[0-9]+}/dismiss", notifications.dismiss_notification),
)
