"""What each operation on lists, filters and hashtags answers."""

from typing import Final

from node.web.openapi.answers.entities import ACCOUNT, CONTEXTS, FILTER_OUTLINE, STATUS, TAG
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import (
    DAY,
    DIGITS,
    FLAG,
    ID,
    NOTHING,
    TEXT,
    TIME,
    URL,
    each,
    entity,
    maybe,
    text,
)

LIST: Final = entity(
    {"id": ID, "title": TEXT, "replies_policy": text(among={"followed", "list", "none"}), "exclusive": FLAG}
)
KEYWORD: Final = entity({"id": ID, "keyword": TEXT, "whole_word": FLAG})
FILTERED_STATUS: Final = entity({"id": ID, "status_id": ID})
FILTER: Final = entity({**FILTER_OUTLINE, "keywords": each(KEYWORD), "statuses": each(FILTERED_STATUS)})
FILTER_V1: Final = entity(
    {
        "id": ID,
        "phrase": TEXT,
        "context": CONTEXTS,
        "whole_word": FLAG,
        "expires_at": maybe(TIME),
        "irreversible": FLAG,
    }
)
FEATURED_TAG: Final = entity(
    {"id": ID, "name": TEXT, "url": URL, "statuses_count": DIGITS, "last_status_at": maybe(DAY)}
)

ANSWERS: Final[Answers] = {
    ("GET", "/api/v1/lists"): each(LIST),
    ("POST", "/api/v1/lists"): LIST,
    ("GET", "/api/v1/lists/{}"): LIST,
    ("PUT", "/api/v1/lists/{}"): LIST,
    ("DELETE", "/api/v1/lists/{}"): NOTHING,
    ("GET", "/api/v1/lists/{}/accounts"): each(ACCOUNT),
    ("POST", "/api/v1/lists/{}/accounts"): NOTHING,
    ("DELETE", "/api/v1/lists/{}/accounts"): NOTHING,
    ("GET", "/api/v1/accounts/{}/lists"): each(LIST),
    ("GET", "/api/v1/timelines/list/{}"): each(STATUS),
    ("GET", "/api/v2/filters"): each(FILTER),
    ("POST", "/api/v2/filters"): FILTER,
    ("GET", "/api/v2/filters/{}"): FILTER,
    ("PUT", "/api/v2/filters/{}"): FILTER,
    ("DELETE", "/api/v2/filters/{}"): NOTHING,
    ("GET", "/api/v2/filters/{}/keywords"): each(KEYWORD),
    ("POST", "/api/v2/filters/{}/keywords"): KEYWORD,
    ("GET", "/api/v2/filters/{}/statuses"): each(FILTERED_STATUS),
    ("POST", "/api/v2/filters/{}/statuses"): FILTERED_STATUS,
    ("GET", "/api/v2/filters/keywords/{}"): KEYWORD,
    ("PUT", "/api/v2/filters/keywords/{}"): KEYWORD,
    ("DELETE", "/api/v2/filters/keywords/{}"): NOTHING,
    ("GET", "/api/v2/filters/statuses/{}"): FILTERED_STATUS,
    ("DELETE", "/api/v2/filters/statuses/{}"): NOTHING,
    ("GET", "/api/v1/filters"): each(FILTER_V1),
    ("POST", "/api/v1/filters"): FILTER_V1,
    ("GET", "/api/v1/filters/{}"): FILTER_V1,
    ("PUT", "/api/v1/filters/{}"): FILTER_V1,
    ("DELETE", "/api/v1/filters/{}"): NOTHING,
    ("GET", "/api/v1/tags/{}"): TAG,
    ("POST", "/api/v1/tags/{}/follow"): TAG,
    ("POST", "/api/v1/tags/{}/unfollow"): TAG,
    ("POST", "/api/v1/tags/{}/feature"): TAG,
    ("POST", "/api/v1/tags/{}/unfeature"): TAG,
    ("GET", "/api/v1/followed_tags"): each(TAG),
    ("GET", "/api/v1/featured_tags"): each(FEATURED_TAG),
    ("POST", "/api/v1/featured_tags"): FEATURED_TAG,
    ("GET", "/api/v1/featured_tags/suggestions"): each(TAG),
    ("DELETE", "/api/v1/featured_tags/{}"): NOTHING,
    ("GET", "/api/v1/accounts/{}/featured_tags"): each(FEATURED_TAG),
}
