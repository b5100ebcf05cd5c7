"""A channel's posts by e-mail, for people without an account: the form, and where the links in the letters lead (S03)."""

from node.outbox.subscriptions import CONFIRM_PATH, STOP_PATH
from node.web.table import Routes, later_in

_later = later_in(__name__)

ROUTES: Routes = (
    ("GET", r"/@{name:[a-z0-9_]+}/mail", _later("form.show_subscription")),
    ("POST", r"/@{name:[a-z0-9_]+}/mail", _later("form.save_subscription")),
    ("GET", CONFIRM_PATH, _later("links.show_confirmation")),
    ("POST", CONFIRM_PATH, _later("links.save_confirmation")),
    ("GET", STOP_PATH, _later("links.show_stop")),
    ("POST", STOP_PATH, _later("links.save_stop")),
)
