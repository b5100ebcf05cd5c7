"""What somebody is told, single and in groups, and whose they want to be told of."""

from typing import Final

from node.web.mastodon import notification_groups, notification_rules, notifications
from node.web.mastodon.routes.table import Routes

_V1: Final = "/api/v1/notifications"
_V2: Final = "/api/v2/notifications"

ROUTES: Routes = (
    ("GET", _V1, notifications.show_notifications),
    ("GET", f"{_V1}/unread_count", notifications.show_unread_count),
    ("POST", f"{_V1}/clear", notifications.clear_notifications),
    ("GET", f"{_V1}/policy", notification_rules.show_policy_v1),
    ("PUT", f"{_V1}/policy", notification_rules.update_policy_v1),
    ("PATCH", f"{_V1}/policy", notification_rules.update_policy_v1),
    ("GET", f"{_V1}/requests", notification_rules.show_requests),
    ("GET", f"{_V1}/requests/merged", notification_rules.show_merged),
    ("POST", f"{_V1}/requests/accept", notification_rules.accept_several),
    ("POST", f"{_V1}/requests/dismiss", notification_rules.dismiss_several),
    ("GET", f"{_V1}/requests/{{id}}", notification_rules.show_request),
    ("POST", f"{_V1}/requests/{{id}}/accept", notification_rules.accept_one),
    ("POST", f"{_V1}/requests/{{id}}/dismiss", notification_rules.dismiss_one),
    # Numbers only: other words in this place are addresses of their own
    ("GET", f"{_V1}/{{id:[0-9]+}}", notifications.show_notification),
    ("POST", f"{_V1}/{{id:[0-9]+}}/dismiss", notifications.dismiss_notification),
    ("GET", _V2, notification_groups.show_groups),
    ("GET", f"{_V2}/unread_count", notification_groups.show_unread_groups),
    ("GET", f"{_V2}/policy", notification_rules.show_policy),
    ("PATCH", f"{_V2}/policy", notification_rules.update_policy),
    ("PUT", f"{_V2}/policy", notification_rules.update_policy),  # masto.js
    ("GET", f"{_V2}/{{group_key}}", notification_groups.show_group),
    ("GET", f"{_V2}/{{group_key}}/accounts", notification_groups.show_group_accounts),
    ("POST", f"{_V2}/{{group_key}}/dismiss", notification_groups.dismiss_group),
)
