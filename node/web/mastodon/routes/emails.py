"""E-mail: a person's own address, and channels that others have by mail."""

from node.web.table import Routes, later_in

_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("POST", "/api/v1/emails/confirmations", _later("emails.send_confirmation")),
    ("POST", "/api/v1/accounts/{id}/email_subscriptions", _later("subscriptions.create_subscription")),
)
