"""Streams, as websockets and as event streams."""

from node.web.mastodon import streaming
from node.web.mastodon.channels import PATHS
from node.web.mastodon.routes.table import Routes

ROUTES: Routes = (
    ("GET", "/api/v1/streaming", streaming.open_socket),
    ("GET", "/api/v1/streaming/health", streaming.show_health),
    *(("GET", f"/api/v1/streaming/{path}", streaming.stream_events) for path in PATHS),
)
