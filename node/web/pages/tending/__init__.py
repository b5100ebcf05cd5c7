"""For those who look after channels: which there are, a new one, its people, its phases, its sheet."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_ALL: Final = "/verwaltung/kanaele"
_CHANNEL: Final = f"{_ALL}/{{name:[a-z0-9_]+}}"

ROUTES: Routes = (
    ("GET", _ALL, _later("list.show_list")),
    ("GET", "/verwaltung/neuer-kanal", _later("found.show_founding")),
    ("POST", "/verwaltung/neuer-kanal", _later("found.save_founding")),
    ("GET", _CHANNEL, _later("channel.show_channel")),
    ("POST", f"{_CHANNEL}/phase", _later("channel.save_phase")),
    ("POST", f"{_CHANNEL}/personen", _later("channel.save_member")),
    ("GET", f"{_CHANNEL}/steckbrief", _later("sheet.show_sheet_form")),
    ("POST", f"{_CHANNEL}/steckbrief", _later("sheet.save_sheet_form")),
    ("POST", f"{_CHANNEL}/steckbrief/vorlage", _later("sheet.save_as_template")),
    ("GET", f"{_CHANNEL}/steckbrief/versionen", _later("versions.show_versions")),
)
