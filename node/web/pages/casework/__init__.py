"""Questions that those who run a channel take up, pass on, give back and close (A08)."""

from node.web.table import Routes, later_in

_later = later_in(__name__)

ROUTES: Routes = (
    ("GET", "/vorgaenge", _later("desk.show_cases")),
    ("POST", "/vorgaenge", _later("desk.save_settings")),
    ("POST", r"/vorgaenge/{id:\d+}", _later("desk.save_case")),
    ("POST", r"/beitrag/{id:\d+}/vorgang", _later("desk.save_opened")),
)
