"""The node itself, and what it shows to everybody."""

from typing import Final

from node.web.mastodon import discover, instance, oembed, reports, search
from node.web.mastodon.routes.table import Routes

_INSTANCE: Final = "/api/v1/instance"

ROUTES: Routes = (
    ("GET", "/api/v2/instance", instance.show_instance),
    ("GET", _INSTANCE, instance.show_instance_v1),
    ("GET", f"{_INSTANCE}/rules", instance.show_rules),
    ("GET", f"{_INSTANCE}/peers", instance.show_peers),
    ("GET", f"{_INSTANCE}/activity", instance.show_activity),
    ("GET", f"{_INSTANCE}/domain_blocks", instance.show_domain_blocks),
    ("GET", f"{_INSTANCE}/extended_description", instance.show_extended_description),
    ("GET", f"{_INSTANCE}/privacy_policy", instance.show_privacy_policy),
    ("GET", f"{_INSTANCE}/terms_of_service", instance.show_terms_of_service),
    ("GET", f"{_INSTANCE}/terms_of_service/{{date}}", instance.show_terms_of_service),
    ("GET", f"{_INSTANCE}/translation_languages", instance.show_translation_languages),
    ("GET", f"{_INSTANCE}/languages", instance.show_languages),
    ("GET", "/api/v1/directory", discover.show_directory),
    ("GET", "/api/v1/trends", discover.show_trending_tags),  # its old name
    ("GET", "/api/v1/trends/tags", discover.show_trending_tags),
    ("GET", "/api/v1/trends/statuses", discover.show_trending_statuses),
    ("GET", "/api/v1/trends/links", discover.show_trending_links),
    ("GET", "/api/v2/search", search.search),
    ("POST", "/api/v1/reports", reports.create_report),
    ("GET", "/api/oembed", oembed.show_oembed),
    ("GET", "/health", instance.show_health),
)
