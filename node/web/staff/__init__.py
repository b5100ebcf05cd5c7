"""`/staff/v1`: what programs of those who run channels, or the node, may know beside the client API. With a bearer token;
`coordination` and `operation` with one of the installation (`node/web/granted.py`)."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_CASES: Final = "/staff/v1/cases"
_FOLLOWERS: Final = "/staff/v1/stats/followers"
_DISCLOSURES: Final = "/staff/v1/disclosures"
_ONE: Final = rf"{_DISCLOSURES}/{{id:\d+}}"

ROUTES: Routes = (
    ("GET", _FOLLOWERS, _later("followers.show_followers")),
    ("GET", _DISCLOSURES, _later("disclosures.show_disclosures")),
    ("POST", _DISCLOSURES, _later("disclosures.add_disclosure")),
    ("GET", _ONE, _later("disclosures.show_disclosure")),
    ("POST", f"{_ONE}/proposal", _later("disclosures.add_proposal")),
    ("POST", f"{_ONE}/review", _later("disclosures.add_review")),
    ("POST", f"{_ONE}/extract", _later("disclosures.make_extract")),
    ("GET", f"{_ONE}/extract", _later("disclosures.show_extract")),
    ("DELETE", f"{_ONE}/extract", _later("disclosures.remove_extract")),
    ("PUT", f"{_ONE}/telling", _later("disclosures.save_telling")),
    ("POST", f"{_ONE}/told", _later("disclosures.note_told")),
    ("POST", f"{_ONE}/close", _later("disclosures.end_disclosure")),
    ("GET", f"{_FOLLOWERS}.{{ending:json|csv}}", _later("followers.show_followers")),
    ("GET", _CASES, _later("cases.list_cases")),
    ("POST", _CASES, _later("cases.open_case")),
    ("GET", rf"{_CASES}/{{id:\d+}}", _later("cases.show_case")),
    ("POST", rf"{_CASES}/{{id:\d+}}/{{act:take|decline|close|answer|pass_on}}", _later("cases.act_on_case")),
    ("GET", "/staff/v1/coordination/nodes", _later("coordination.show_nodes")),
    ("GET", "/staff/v1/coordination/channels", _later("coordination.show_channels")),
    ("GET", "/staff/v1/coordination/channels/{name:[a-z0-9_]+}", _later("coordination.show_channel")),
    ("GET", "/staff/v1/coordination/block_proposals", _later("proposals.show_proposals")),
    ("POST", "/staff/v1/coordination/block_proposals", _later("proposals.create_proposal")),
    ("GET", "/staff/v1/coordination/template_packs", _later("packs.show_offers")),
    ("POST", "/staff/v1/coordination/template_packs", _later("packs.create_offer")),
    ("GET", "/staff/v1/coordination/drafts", _later("drafts.show_drafts")),
    ("GET", r"/staff/v1/coordination/drafts/{id:\d+}", _later("drafts.show_draft")),
    ("POST", r"/staff/v1/coordination/drafts/{id:\d+}/comments", _later("drafts.add_comment")),
    ("GET", "/staff/v1/operation/nodes", _later("operation.show_nodes")),
    ("GET", "/staff/v1/operation/node", _later("operation.show_node")),
)
