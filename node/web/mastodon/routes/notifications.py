"""What somebody is told, single and in groups, and whose they want to be told of."""

from typing import Final

from node.web.table import Routes, later_in

_V1: Final = "/api/v1/notifications"
_V2: Final = "/api/v2/notifications"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("GET", _V1, _later("notifications.show_notifications")),
    ("GET", f"{_V1}/unread_count", _later("notifications.show_unread_count")),
    ("POST", f"{_V1}/clear", _later("notifications.clear_notifications")),
    ("GET", f"{_V1}/policy", _later("notification_rules.show_policy_v1")),
    ("PUT", f"{_V1}/policy", _later("notification_rules.update_policy_v1")),
    ("PATCH", f"{_V1}/policy", _later("notification_rules.update_policy_v1")),
    ("GET", f"{_V1}/requests", _later("notification_rules.show_requests")),
    ("GET", f"{_V1}/requests/merged", _later("notification_rules.show_merged")),
    ("POST", f"{_V1}/requests/accept", _later("notification_rules.accept_several")),
    ("POST", f"{_V1}/requests/dismiss", _later("notification_rules.dismiss_several")),
    ("GET", f"{_V1}/requests/{{id}}", _later("notification_rules.show_request")),
    ("POST", f"{_V1}/requests/{{id}}/accept", _later("notification_rules.accept_one")),
    ("POST", f"{_V1}/requests/{{id}}/dismiss", _later("notification_rules.dismiss_one")),
    # Numbers only: other words in this place are addresses of their own
    ("GET", f"{_V1}/{{id:[0-9]+}}", _later("notifications.show_notification")),
    ("POST", f"{_V1}/{{id:[0-9]+}}/dismiss", _later("notifications.dismiss_notification")),
    ("GET", _V2, _later("notification_groups.show_groups")),
    ("GET", f"{_V2}/unread_count", _later("notification_groups.show_unread_groups")),
    ("GET", f"{_V2}/policy", _later("notification_rules.show_policy")),
    ("PATCH", f"{_V2}/policy", _later("notification_rules.update_policy")),
    ("PUT", f"{_V2}/policy", _later("notification_rules.update_policy")),  # masto.js
    ("GET", f"{_V2}/{{group_key}}", _later("notification_groups.show_group")),
    ("GET", f"{_V2}/{{group_key}}/accounts", _later("notification_groups.show_group_accounts")),
    ("POST", f"{_V2}/{{group_key}}/dismiss", _later("notification_groups.dismiss_group")),
)
