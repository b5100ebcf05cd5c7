"""Drafts that are kept: one's own, those on which one is asked for advice, and who may be asked (row 44)."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_OWN: Final = r"/entwuerfe/{id:\d+}"
_ASKED: Final = r"/beratung/{id:\d+}"

ROUTES: Routes = (
    ("GET", "/entwuerfe", _later("own.show_drafts")),
    ("GET", _OWN, _later("own.show_draft")),
    ("POST", f"{_OWN}/loeschen", _later("own.save_gone")),
    ("POST", f"{_OWN}/rat", _later("own.save_question")),
    ("GET", "/beratung", _later("asked.show_asked")),
    ("GET", _ASKED, _later("asked.show_one")),
    ("POST", _ASKED, _later("asked.save_advice")),
    ("GET", "/verwaltung/ratgeber", _later("advisers.show_advisers")),
    ("POST", "/verwaltung/ratgeber", _later("advisers.save_adviser")),
)
