"""For those who administer: what authorities ask for, and how two persons answer (row 90, S28)."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_ALL: Final = "/verwaltung/ersuchen"
_ONE: Final = rf"{_ALL}/{{id:\d+}}"

ROUTES: Routes = (
    ("GET", _ALL, _later("list.show_list")),
    ("GET", "/verwaltung/neues-ersuchen", _later("record.show_record")),
    ("POST", "/verwaltung/neues-ersuchen", _later("record.save_record")),
    ("GET", _ONE, _later("one.show_request")),
    ("GET", f"{_ONE}/vorschlag", _later("propose.show_proposal")),
    ("POST", f"{_ONE}/vorschlag", _later("propose.save_proposal")),
    ("POST", f"{_ONE}/pruefung", _later("acts.save_review")),
    ("POST", f"{_ONE}/auszug", _later("acts.save_extract")),
    ("POST", f"{_ONE}/unterrichtung", _later("acts.save_silence")),
    ("POST", f"{_ONE}/abschluss", _later("acts.save_end")),
)
