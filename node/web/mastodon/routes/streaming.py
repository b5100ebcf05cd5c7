"""Streams, as websockets and as event streams."""

from node.web.mastodon.channels import PATHS
from node.web.table import Routes, later_in

_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("GET", "/api/v1/streaming", _later("streaming.open_socket")),
    ("GET", "/api/v1/streaming/health", _later("streaming.show_health")),
    *(("GET", f"/api/v1/streaming/{path}", _later("streaming.stream_events")) for path in PATHS),
)
