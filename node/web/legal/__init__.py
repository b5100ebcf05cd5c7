"""What the law wants to be found: imprint, privacy, terms, netiquette, accessibility, contact points, transparency. Each page
is there for the node and once more for each of its channels, whose organisation may be another one."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)


_CHANNEL: Final = r"/@{handle:[^/@]+}"
_PAGES: Final[Routes] = (
    ("GET", "/impressum", _later("imprint.show_imprint")),
    ("GET", "/datenschutz", _later("privacy.show_privacy")),
    ("GET", "/nutzungsbedingungen", _later("versioned.show_terms")),
    ("GET", "/nutzungsbedingungen/versionen", _later("versioned.list_terms_versions")),
    ("GET", "/nutzungsbedingungen/aenderungen", _later("versioned.show_terms_changes")),
    ("GET", "/netiquette", _later("versioned.show_netiquette")),
    ("GET", "/netiquette/versionen", _later("versioned.list_netiquette_versions")),
    ("GET", "/netiquette/aenderungen", _later("versioned.show_netiquette_changes")),
    ("GET", "/barrierefreiheit", _later("accessibility.show_accessibility")),
    ("GET", "/barriere-melden", _later("hindrance.show_hindrance")),
    ("POST", "/barriere-melden", _later("hindrance.save_hindrance")),
    ("GET", "/leichte-sprache", _later("easy.show_easy")),
    ("GET", "/gebaerdensprache", _later("sign.show_sign")),
    ("GET", "/gebaerdensprache/film.{ending:mp4|webm}", _later("sign.show_film")),
    ("GET", "/kontakt", _later("contact.show_contact")),
    ("GET", "/transparenz", _later("transparency.show_transparency")),
    ("GET", "/ueber", _later("about.show_about")),
)
ROUTES: Routes = (
    *_PAGES,
    *((method, _CHANNEL + path, handler) for method, path, handler in _PAGES),
    ("GET", f"{_CHANNEL}/steckbrief", _later("sheet.show_sheet")),
    ("GET", f"{_CHANNEL}/steckbrief.jsonld", _later("sheet.give_sheet")),
    ("GET", f"{_CHANNEL}/steckbrief.json", _later("sheet_api.give_whole_sheet")),
    ("PUT", f"{_CHANNEL}/steckbrief.json", _later("sheet_api.put_sheet")),
    ("GET", "/open/v1/register.jsonld", _later("register.give_register")),
    ("GET", "/.well-known/change-password", _later("password.lead_to_password")),
)
