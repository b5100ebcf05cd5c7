"""How people sort what they read: lists, filters, hashtags."""

from typing import Final

from node.web.table import Routes, later_in

_LIST: Final = "/api/v1/lists/{id}"
_FILTERS: Final = "/api/v2/filters"
_TAG: Final = "/api/v1/tags/{name}"
_FEATURED: Final = "/api/v1/featured_tags"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("GET", "/api/v1/lists", _later("lists.show_lists")),
    ("POST", "/api/v1/lists", _later("lists.create_list")),
    ("GET", _LIST, _later("lists.show_list")),
    ("PUT", _LIST, _later("lists.change_list")),
    ("DELETE", _LIST, _later("lists.delete_list")),
    ("GET", f"{_LIST}/accounts", _later("lists.show_members")),
    ("POST", f"{_LIST}/accounts", _later("lists.add_members")),
    ("DELETE", f"{_LIST}/accounts", _later("lists.remove_members")),
    ("GET", "/api/v1/accounts/{id}/lists", _later("lists.show_lists_of_account")),
    ("GET", "/api/v1/timelines/list/{list_id}", _later("lists.show_list_timeline")),
    ("GET", _FILTERS, _later("filters.show_filters")),
    ("POST", _FILTERS, _later("filters.create_filter")),
    ("GET", f"{_FILTERS}/{{id}}", _later("filters.show_filter")),
    ("PUT", f"{_FILTERS}/{{id}}", _later("filters.change_filter")),
    ("DELETE", f"{_FILTERS}/{{id}}", _later("filters.delete_filter")),
    ("GET", f"{_FILTERS}/{{filter_id:[0-9]+}}/keywords", _later("filters.show_keywords")),
    ("POST", f"{_FILTERS}/{{filter_id:[0-9]+}}/keywords", _later("filters.add_keyword")),
    ("GET", f"{_FILTERS}/{{filter_id:[0-9]+}}/statuses", _later("filters.show_statuses")),
    ("POST", f"{_FILTERS}/{{filter_id:[0-9]+}}/statuses", _later("filters.add_status")),
    ("GET", f"{_FILTERS}/keywords/{{id}}", _later("filters.show_keyword")),
    ("PUT", f"{_FILTERS}/keywords/{{id}}", _later("filters.change_keyword")),
    ("DELETE", f"{_FILTERS}/keywords/{{id}}", _later("filters.delete_keyword")),
    ("GET", f"{_FILTERS}/statuses/{{id}}", _later("filters.show_status")),
    ("DELETE", f"{_FILTERS}/statuses/{{id}}", _later("filters.delete_status")),
    ("GET", "/api/v1/filters", _later("filters_v1.show_filters")),
    ("POST", "/api/v1/filters", _later("filters_v1.create_filter")),
    ("GET", "/api/v1/filters/{id}", _later("filters_v1.show_filter")),
    ("PUT", "/api/v1/filters/{id}", _later("filters_v1.change_filter")),
    ("DELETE", "/api/v1/filters/{id}", _later("filters_v1.delete_filter")),
    ("GET", _TAG, _later("tags.show_tag")),
    ("POST", f"{_TAG}/follow", _later("tags.follow_tag")),
    ("POST", f"{_TAG}/unfollow", _later("tags.unfollow_tag")),
    ("POST", f"{_TAG}/feature", _later("tags.feature_tag")),
    ("POST", f"{_TAG}/unfeature", _later("tags.unfeature_tag")),
    ("GET", "/api/v1/followed_tags", _later("tags.show_followed_tags")),
    ("GET", _FEATURED, _later("tags.show_featured_tags")),
    ("POST", _FEATURED, _later("tags.create_featured_tag")),
    ("GET", f"{_FEATURED}/suggestions", _later("tags.show_featured_tag_suggestions")),
    ("DELETE", f"{_FEATURED}/{{id}}", _later("tags.delete_featured_tag")),
    ("GET", "/api/v1/accounts/{id}/featured_tags", _later("tags.show_featured_tags_of")),
)
