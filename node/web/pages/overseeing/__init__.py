"""For those who moderate: people's own accounts here, how each stands, and what is decided about it; and which servers
somebody proposes to block."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_ALL: Final = "/verwaltung/konten"
_ACCOUNT: Final = f"{_ALL}/{{name:[a-z0-9_]+}}"

ROUTES: Routes = (
    ("GET", _ALL, _later("list.show_accounts")),
    ("GET", _ACCOUNT, _later("account.show_account")),
    ("POST", f"{_ACCOUNT}/entscheiden", _later("account.save_decision")),
    ("POST", f"{_ACCOUNT}/aufheben", _later("account.save_lifting")),
    ("GET", "/verwaltung/blockvorschlaege", _later("proposals.show_proposals")),
    ("POST", "/verwaltung/blockvorschlaege", _later("proposals.save_proposal")),
)
