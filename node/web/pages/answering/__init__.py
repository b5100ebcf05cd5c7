"""Answering without friction: with one's own account elsewhere, with none, from a notice on the wall; and the way in for our
own people from other servers (issue 4, C1, C3, A11)."""

from node.web.table import Routes, later_in

_later = later_in(__name__)

ROUTES: Routes = (
    # For visitors who have an account elsewhere
    ("GET", r"/beitrag/{id:\d+}/anderswo", _later("elsewhere.show_post_elsewhere")),
    ("POST", r"/beitrag/{id:\d+}/anderswo", _later("elsewhere.save_post_elsewhere")),
    ("GET", r"/kanal/{id:\d+}/anderswo", _later("elsewhere.show_account_elsewhere")),
    ("POST", r"/kanal/{id:\d+}/anderswo", _later("elsewhere.save_account_elsewhere")),
    # For our people, sent here by another server; the names are Mastodon's, because others guess those
    ("GET", "/authorize_interaction", _later("interact.show_interaction")),
    ("GET", "/teilen", _later("interact.show_share")),
    ("GET", "/share", _later("interact.show_share")),
    # For the wall
    ("GET", r"/@{name:[a-z0-9_]+}.qr.svg", _later("qr.show_qr_picture")),
    ("GET", r"/@{name:[a-z0-9_]+}/qr", _later("qr.show_qr")),
    # For visitors who have none
    ("GET", r"/beitrag/{id:\d+}/gastantwort", _later("guest_form.show_guest_form")),
    ("POST", r"/beitrag/{id:\d+}/gastantwort", _later("guest_form.save_guest_form")),
    ("GET", "/gastantwort", _later("guest_link.show_guest_link")),
    ("POST", "/gastantwort", _later("guest_link.save_guest_link")),
    ("GET", "/gaeste", _later("guest_desk.show_guests")),
    ("POST", r"/gaeste/{id:\d+}", _later("guest_desk.save_guest")),
)
