"""`/staff/v1`: what programs of those who run channels, or the node, may know beside the client API. With a bearer token."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_FOLLOWERS: Final = "/staff/v1/stats/followers"

ROUTES: Routes = (
    ("GET", _FOLLOWERS, _later("followers.show_followers")),
    ("GET", f"{_FOLLOWERS}.{{ending:json|csv}}", _later("followers.show_followers")),
)
