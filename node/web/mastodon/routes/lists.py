"""How people sort what they read: lists, filters, hashtags."""

from typing import Final

from node.web.mastodon import filters, filters_v1, lists, tags
from node.web.mastodon.routes.table import Routes

_LIST: Final = "/api/v1/lists/{id}"
_FILTERS: Final = "/api/v2/filters"
_TAG: Final = "/api/v1/tags/{name}"
_FEATURED: Final = "/api/v1/featured_tags"

ROUTES: Routes = (
    ("GET", "/api/v1/lists", lists.show_lists),
    ("POST", "/api/v1/lists", lists.create_list),
    ("GET", _LIST, lists.show_list),
    ("PUT", _LIST, lists.change_list),
    ("DELETE", _LIST, lists.delete_list),
    ("GET", f"{_LIST}/accounts", lists.show_members),
    ("POST", f"{_LIST}/accounts", lists.add_members),
    ("DELETE", f"{_LIST}/accounts", lists.remove_members),
    ("GET", "/api/v1/accounts/{id}/lists", lists.show_lists_of_account),
    ("GET", "/api/v1/timelines/list/{list_id}", lists.show_list_timeline),
    ("GET", _FILTERS, filters.show_filters),
    ("POST", _FILTERS, filters.create_filter),
    ("GET", f"{_FILTERS}/{{id}}", filters.show_filter),
    ("PUT", f"{_FILTERS}/{{id}}", filters.change_filter),
    ("DELETE", f"{_FILTERS}/{{id}}", filters.delete_filter),
    ("GET", f"{_FILTERS}/{{filter_id:[0-9]+}}/keywords", filters.show_keywords),
    ("POST", f"{_FILTERS}/{{filter_id:[0-9]+}}/keywords", filters.add_keyword),
    ("GET", f"{_FILTERS}/{{filter_id:[0-9]+}}/statuses", filters.show_statuses),
    ("POST", f"{_FILTERS}/{{filter_id:[0-9]+}}/statuses", filters.add_status),
    ("GET", f"{_FILTERS}/keywords/{{id}}", filters.show_keyword),
    ("PUT", f"{_FILTERS}/keywords/{{id}}", filters.change_keyword),
    ("DELETE", f"{_FILTERS}/keywords/{{id}}", filters.delete_keyword),
    ("GET", f"{_FILTERS}/statuses/{{id}}", filters.show_status),
    ("DELETE", f"{_FILTERS}/statuses/{{id}}", filters.delete_status),
    ("GET", "/api/v1/filters", filters_v1.show_filters),
    ("POST", "/api/v1/filters", filters_v1.create_filter),
    ("GET", "/api/v1/filters/{id}", filters_v1.show_filter),
    ("PUT", "/api/v1/filters/{id}", filters_v1.change_filter),
    ("DELETE", "/api/v1/filters/{id}", filters_v1.delete_filter),
    ("GET", _TAG, tags.show_tag),
    ("POST", f"{_TAG}/follow", tags.follow_tag),
    ("POST", f"{_TAG}/unfollow", tags.unfollow_tag),
    ("POST", f"{_TAG}/feature", tags.feature_tag),
    ("POST", f"{_TAG}/unfeature", tags.unfeature_tag),
    ("GET", "/api/v1/followed_tags", tags.show_followed_tags),
    ("GET", _FEATURED, tags.show_featured_tags),
    ("POST", _FEATURED, tags.create_featured_tag),
    ("GET", f"{_FEATURED}/suggestions", tags.show_featured_tag_suggestions),
    ("DELETE", f"{_FEATURED}/{{id}}", tags.delete_featured_tag),
    ("GET", "/api/v1/accounts/{id}/featured_tags", tags.show_featured_tags_of),
)
