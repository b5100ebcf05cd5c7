"""For those who administer: the templates of the node, and packs of them that come from elsewhere or go there (row 48)."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_ALL: Final = "/verwaltung/vorlagen"
_ONE: Final = f"{_ALL}/bearbeiten/{{key:[a-z0-9-]+}}"
_OFFER: Final = rf"{_ALL}/angebot/{{id:\d+}}"

ROUTES: Routes = (
    ("GET", _ALL, _later("list.show_templates")),
    ("GET", f"{_ALL}/neu", _later("edit.show_new")),
    ("POST", f"{_ALL}/neu", _later("edit.save_new")),
    ("GET", _ONE, _later("edit.show_template")),
    ("POST", _ONE, _later("edit.save_template")),
    ("GET", f"{_ALL}/paket.json", _later("pack.give_pack")),
    ("POST", f"{_ALL}/paket", _later("pack.read_sent_pack")),
    ("GET", f"{_ALL}/mitgeliefert", _later("pack.show_our_pack")),
    ("POST", f"{_ALL}/uebernehmen", _later("pack.save_pack")),
    ("GET", _OFFER, _later("offer.show_offer")),
    ("POST", _OFFER, _later("offer.save_offer")),
)
