"""The node itself, and what it shows to everybody."""

from typing import Final

from node.web.table import Routes, later_in

_INSTANCE: Final = "/api/v1/instance"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("GET", "/api/v2/instance", _later("instance.show_instance")),
    ("GET", _INSTANCE, _later("instance.show_instance_v1")),
    ("GET", f"{_INSTANCE}/rules", _later("instance.show_rules")),
    ("GET", f"{_INSTANCE}/peers", _later("instance.show_peers")),
    ("GET", f"{_INSTANCE}/activity", _later("instance.show_activity")),
    ("GET", f"{_INSTANCE}/domain_blocks", _later("instance.show_domain_blocks")),
    ("GET", f"{_INSTANCE}/extended_description", _later("instance.show_extended_description")),
    ("GET", f"{_INSTANCE}/privacy_policy", _later("instance.show_privacy_policy")),
    ("GET", f"{_INSTANCE}/terms_of_service", _later("instance.show_terms_of_service")),
    ("GET", f"{_INSTANCE}/terms_of_service/{{date}}", _later("instance.show_terms_of_service")),
    ("GET", f"{_INSTANCE}/translation_languages", _later("instance.show_translation_languages")),
    ("GET", f"{_INSTANCE}/languages", _later("instance.show_languages")),
    ("GET", "/api/v1/directory", _later("discover.show_directory")),
    ("GET", "/api/v1/trends", _later("discover.show_trending_tags")),  # its old name
    ("GET", "/api/v1/trends/tags", _later("discover.show_trending_tags")),
    ("GET", "/api/v1/trends/statuses", _later("discover.show_trending_statuses")),
    ("GET", "/api/v1/trends/links", _later("discover.show_trending_links")),
    ("GET", "/api/v2/search", _later("search.search")),
    ("POST", "/api/v1/reports", _later("reports.create_report")),
    ("GET", "/api/oembed", _later("oembed.show_oembed")),
    ("GET", "/health", _later("instance.show_health")),
)
